"""``caseledger person erase``: what stands in the way of it, or the erasure with its receipt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from domain.person.erasure.erasing import ErasePerson, PersonErased, what_blocks
from domain.person.state import PERSON, PersonState
from infra.cli.acting import ActNow
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.person.naming import PersonId, person_events
from infra.cli.render.formats import tell
from infra.cli.render.table import table, text, whole
from infra.cli.session import Session

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from domain.kernel.refusal import Refusal
    from infra.audit.erasure.receipt import ErasureReceipt

Basis = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="Why the data may go where no rule says how long books are kept: a code such as consent_withdrawn.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Ask for it without asking back: for scripts.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be erased, and all that stands in the way.")]


def erase(person: PersonId, act: ActNow, basis: Basis = None, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Ask that a person is erased for ever: the keys go, and with them every text about them. Amounts and dates stay.

    Somebody else approves it with `caseledger approvals approve erasure PERSON NUMBER`, and then it is done. Refused
    while a case is open, a legal hold lasts or books must be kept. The receipt of an erasure, which says by when the
    last readable copy is gone, is in `caseledger erase verify PERSON`.

    Example: caseledger person erase PERSON --dry-run
    """
    events = _events(act.session, person, basis)
    state = PERSON.evolve_all(PERSON.initial, [each.event for each in events])
    blocked = list(what_blocks(state, basis, act.session.clock.now()))
    if dry_run:
        _tell_what_would_be(act, person, state, blocked)
        return
    if act.command_id is None and blocked:  # one that was sent before has its answer already
        _show_blocked(act.session, blocked)
        act.have_refused(person, len(events), ErasePerson(person, basis), blocked[0])
    _confirm(person, yes=yes)
    done = "The erasure is asked for. Somebody else approves it with `caseledger approvals approve erasure`."
    act.carry_out(person, ErasePerson(person, basis), done)


def _events(session: Session, person: UUID, basis: str | None) -> list[RecordedEvent]:
    """What happened to the person: nothing, of a payer whom nobody has identified, which takes a basis."""
    try:
        return person_events(session, person)
    except NotFound:
        if basis is not None and _has_key(session, person):
            return []
        raise


def _has_key(session: Session, person: UUID) -> bool:
    from infra.audit.erasure.copies import keys_in_database
    from infra.cli.database import connected

    with connected(session.settings) as database:
        return any(keys_in_database(database, person))


def _confirm(person: UUID, *, yes: bool) -> None:
    """Raises CannotBeUsed, unless it is certain that this is wanted."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise CannotBeUsed("An erasure cannot be undone, and nobody is here to ask. Say --yes if it is wanted.")
    typed = typer.prompt("Once approved, it cannot be undone. Type the person's id", err=True, default="")
    if typed.strip().lower() != str(person):
        raise CannotBeUsed("That is not the person's id: nothing was done.")


def receipt_for(session: Session, person: UUID) -> ErasureReceipt | None:
    """The receipt of the person's last erasure; None when there was none, or nobody is on file."""
    from infra.audit.erasure.receipt import receipt
    from infra.runtime.log_access import open_log

    try:
        events = person_events(session, person)
    except NotFound:
        return None
    erasures = [each for each in events if isinstance(each.event, PersonErased)]
    if not erasures:
        return None
    connection, topics, _ = open_log(session.served)
    persons: tuple[UUID, ...] = erasures[-1].event.erased_persons
    return receipt(persons, erasures[-1].recorded_at, connection, topics)


def _tell_what_would_be(act: ActNow, person: UUID, state: PersonState, blocked: list[Refusal]) -> None:
    ids = [person, *state.identity.absorbed]
    document: dict[str, Any] = {
        "person": person,
        "persons": ids,
        "blocked_by": [{"code": one.code, "message": one.message, "rule": one.rule} for one in blocked],
    }
    also = f", also known under {', '.join(map(str, ids[1:]))}" if ids[1:] else ""
    free = [f"Nothing stands in the way of erasing {person}{also}. Nothing was done."]
    tell(act.session.screen, act.answer_as, lambda: document, lambda: [_table(blocked)] if blocked else free)


def _show_blocked(session: Session, blocked: list[Refusal]) -> None:
    for one in blocked[1:]:
        session.screen.warn(f"Also in the way: {one.message} [{one.code}]")


def _table(blocked: list[Refusal]) -> Any:
    columns = [whole("what"), text("why", at_least=40), text("rule")]
    return table("In the way of an erasure", columns, [(one.code, one.message, one.rule or "") for one in blocked])
