"""``caseledger person access-request|access``: a person asks for their data, and is given it in a file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.person.access.giving import NOT_ASKED_FOR, GiveAccess
from domain.person.access.requesting import RequestAccess
from domain.person.details.state import WishedChannel
from domain.person.state import PersonState, refuse_unless_registered
from infra.cli.acting import Act, ActNow
from infra.cli.case.history_table import event_document
from infra.cli.failures import CannotBeUsed, RefusedByLedger, Unavailable
from infra.cli.person.naming import PersonId, person_events, who_stays
from infra.cli.personal import with_texts
from infra.cli.render.progress import counting
from infra.cli.render.screen import json_text
from infra.cli.session import Session

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from infra.rights.about import WhoseData

KINDS_OF_FILE = (".json", ".txt")
Out = Annotated[
    list[Path],
    typer.Option(
        metavar="FILE",
        help="Where it goes: a new file whose name ends in .json (for machines) or .txt (for people). Repeat it for "
        "both. Only you can read it.",
    ),
]


def access_request(
    person: PersonId,
    channel: Annotated[WishedChannel, typer.Option(help="Where they asked.")],
    act: Act,
    country: Annotated[
        str, typer.Option(metavar="CODE", help="Where they live: by whose calendar the month runs.")
    ] = "SE",
) -> None:
    """Record that a person asks for all that is on record about them. They have it within a month.

    Example: caseledger person access-request PERSON --channel email
    """
    stays = who_stays(act.session, person)
    act.carry_out(stays, RequestAccess(channel, country.upper()), "The request is recorded.")


def access(
    person: PersonId,
    out: Out,
    channel: Annotated[WishedChannel, typer.Option(help="How they are given it.")],
    act: ActNow,
) -> None:
    """Put together all that is on record about a person, and record that they are given it.

    The whole log is read, so that no text is missed, wherever it was written: their record, all cases with everything
    that happened, their payments, who acts for them. What is about somebody else in the same case is left out. Nothing
    of it is shown on the screen.

    Example: caseledger person access PERSON --out asa.txt --out asa.json --channel letter
    """
    _check(out)
    session = act.session
    stays = who_stays(session, person)
    if act.command_id is None:  # one that was sent before has its answer already
        _check_is_asked_for(session, stays)
    whose, events = _all_about(session, stays)
    _write(session, out, whose, events)
    done = f"{len(events):,} events are in {' and '.join(map(str, out))}."
    act.carry_out(stays, GiveAccess(channel, len(events)), done)


def _check(out: Sequence[Path]) -> None:
    for path in out:
        if path.suffix not in KINDS_OF_FILE:
            raise CannotBeUsed(f"--out {path}: let the name end in {' or '.join(KINDS_OF_FILE)}.")
        if path.exists():
            raise CannotBeUsed(f"--out {path}: there is such a file already, and nothing is written over.")


def _check_is_asked_for(session: Session, person: UUID) -> None:
    from infra.audit.history import state_after

    state: PersonState = state_after(person_events(session, person))
    refusal = refuse_unless_registered(state) or (None if state.access.is_waiting else NOT_ASKED_FOR)
    if refusal is not None:
        raise RefusedByLedger(refusal.code, refusal.message, refusal.rule)


def _all_about(session: Session, person: UUID) -> tuple[WhoseData, list[RecordedEvent]]:
    """Whose data it is, and all events about them with their texts. Raises Unavailable where a text stays sealed."""
    from infra.audit.history import LogHistory, state_after
    from infra.rights.about import WhoseData, gathered, unread

    whose = WhoseData.of(person, state_after(person_events(session, person)))
    with LogHistory(session.served) as history, counting(session.screen, "events", history.count()) as counter:
        log = chain.from_iterable(history.events_from(partition) for partition in history.partitions)
        found = gathered(whose, log, counter.advance)
    events = with_texts(session, found)
    if closed := unread(events):
        raise Unavailable(
            f"{closed} texts cannot be opened here, so it would not be all that there is: nothing was written. It "
            "takes PostgreSQL and the file of wrapping keys; see with `caseledger keys show`."
        )
    return whose, events


def _write(session: Session, out: Sequence[Path], whose: WhoseData, events: Sequence[RecordedEvent]) -> None:
    from infra.rights.access_file import as_text, document, write_closed

    now = session.clock.now()
    for path in out:
        if path.suffix == ".json":
            write_closed(path, json_text(document(whose, events, now, event_document)) + "\n")
        else:
            write_closed(path, as_text(whose, events, now, session.settings.zone))
