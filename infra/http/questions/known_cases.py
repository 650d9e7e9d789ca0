"""One case as it was, or as it was known: from its events in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection

from domain.kernel.recorded import RecordedEvent
from infra.audit.history import known_then
from infra.http.access.callers import RowFilter
from infra.http.problems import HttpProblem, not_there
from infra.http.questions.reading import Reading
from infra.postgres.progress import PositionedAnswer
from projections.balances.answers import CaseBalance
from projections.balances.queries import case_balances


def visible(opened: connection, case_id: UUID, rows: RowFilter) -> CaseBalance | None:
    """The case, when it is there and among the rows."""
    found = case_balances(opened, rows.creditor_id, rows.portfolio, limit=1, case_id=case_id, person_id=rows.person_id)
    return found[0] if found else None


def known_events(
    asked: Reading, case_id: UUID, as_of: datetime | None = None, known_at: datetime | None = None
) -> Sequence[RecordedEvent]:
    """What had happened to a case by one time and was on record by another; the first is its claim's.

    Raises HttpProblem: it was not there then, the key does not see it, or the time has not come.
    """
    then, rows = asked.then(as_of, known_at), asked.caller.rows
    if not rows.is_open and asked.ask(lambda opened: visible(opened, case_id, rows)).value is None:
        raise not_there()
    events = known_then(asked.services.histories.events_of(case_id), then)
    if not events or events[0].aggregate_kind != "case" or events[0].version != 1:
        raise HttpProblem("not_found", "There is no such case, or there was none then.")
    return events


def log_reached(events: Sequence[RecordedEvent]) -> PositionedAnswer[None]:
    """What such an answer reflects: the log, up to the last event that it was made from."""
    return PositionedAnswer(None, {"log": {events[-1].partition: events[-1].position}})
