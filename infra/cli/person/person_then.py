"""``caseledger person show --as-of --known-at``: a person as they were, or were known, folded from the log itself."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING
from uuid import UUID

from rich.text import Text

from infra.cli.failures import NotFound
from infra.cli.person.person_view import PersonView, person_document, person_screen_then
from infra.cli.personal import with_texts
from infra.cli.render.formats import Format, tell
from infra.cli.session import Session
from infra.cli.then import times_asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg2.extensions import connection

    from projections.kit.then import Then
    from projections.person.queries import KnownAs
    from projections.person.rows import PersonRows

UNTOLD = dict.fromkeys(("payments", "represents", "can_be_done"))
"""What is told as of now only: who paid, for whom somebody acts, and what can be done."""


def tell_then(session: Session, person: UUID, then: Then, when: str, wait: bool, answer_as: Format) -> None:
    """Show them. Raises NotFound where nothing was known of such a person."""
    view = _view(session, person, then, wait)
    if view is None:
        raise NotFound(f"There was no person {person}, {when}.")
    tell(
        session.screen,
        answer_as,
        lambda: {**person_document(view), **UNTOLD, **times_asked(then)},
        lambda: [Text(f"The person {when}", style="bold"), *person_screen_then(view)],
    )


def _view(session: Session, asked_for: UUID, then: Then, wait: bool) -> PersonView | None:
    from infra.audit.history import known_then
    from infra.audit.person_then import person_then
    from infra.cli import database
    from infra.cli.case.resolve import looking_up
    from projections.balances.as_of import balance_after
    from projections.person.queries import Acting
    from projections.person.rows import PersonRows

    # Only ids, which are not shown: what is shown are texts of events, and those go on record as they are opened.
    settings = session.served if wait else session.settings
    ids, ever = database.asked(settings, lambda opened: _by_now(opened, asked_for), wait=wait).value
    with looking_up(session) as lookup:
        found = person_then(lookup.events_of, asked_for, ids, then)
        histories = {case: known_then(lookup.events_of(case), then) for case in ever}
    cases = {case: events for case, events in histories.items() if events and events[0].version == 1}
    rows = PersonRows()
    rows.apply(with_texts(session, [*found.events, *(one for events in cases.values() for one in events)]))
    known_as = [one for one in _known_as(rows) if one.person_id in found.ids]
    if not known_as and found.person is None:
        return None
    acting = rows.representatives.get(found.person_id, {})
    return PersonView(
        asked_for=asked_for,
        person_id=found.person_id,
        person=found.person,
        ids=found.ids,
        known_as=known_as,
        representatives=[Acting(one, capacity) for one, capacity in sorted(acting.items())],
        represents=[],
        cases=[balance_after(cases[one.source_id]) for one in known_as if one.role],
        payments=[],
        given_up=found.given_up,
        returned=[],
    )


def _by_now(opened: connection, asked_for: UUID) -> tuple[list[UUID], list[UUID]]:
    """All ids of the person, and the cases of which they are or were a debtor."""
    from projections.person import queries

    ids = queries.ids_of(opened, queries.who_stays(opened, asked_for))
    return ids, list({one.source_id: None for one in queries.known_as(opened, ids) if one.source_kind == "case"})


def _known_as(rows: PersonRows) -> Iterable[KnownAs]:
    """In the order in which the read model gives them."""
    from projections.person.queries import KnownAs

    found = sorted((*rows.claims, *rows.known_as.values()), key=lambda one: one.source_id)
    found.sort(key=lambda one: (one.source_kind, one.recorded_at), reverse=True)
    return [KnownAs(**{one.name: getattr(row, one.name) for one in fields(KnownAs)}) for row in found]
