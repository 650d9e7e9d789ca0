"""The board of service levels, and the clocks that were breached."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from infra.http.questions.known_words import known_word
from infra.http.questions.reading import Cursor, Instant, Limit, Reading, reading
from infra.http.requests import BEARER
from projections.sla.clocks import BY_NAME
from projections.sla.queries import ClockChoice, Grouping, board, breached

router = APIRouter(prefix="/v1", dependencies=[Depends(BEARER)])

OfClocks = Annotated[Reading, Depends(reading("sla:read"))]


@router.get("/sla", tags=["sla"], operation_id="sla")
def service_levels(
    asked: OfClocks,
    by: Grouping = "clock",
    clock: str | None = None,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    team: str | None = None,
    as_of: Instant = None,
    known_at: Instant = None,
    risk_days: Annotated[int, Query(ge=0, le=366)] = 3,
) -> Response:
    """How many clocks of each kind were met, run, are at risk, or were breached; as they stood, or will stand if
    nothing happens, at `as_of`, as far as on record by `known_at`. Teams are those of now."""
    which = _clocks(asked, clock, creditor_id, portfolio, team)
    at, then = asked.at(as_of, known_at)
    until = at + timedelta(days=risk_days)
    answer = asked.ask(lambda opened: board(opened, at, which, by=by, risk_until=until, then=then))
    return asked.listed(answer.value, answer, limit=len(answer.value), at=at, risk_until=until)


@router.get("/sla/breached", tags=["sla"], operation_id="sla-breached")
def breaches(
    asked: OfClocks,
    clock: str | None = None,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    team: str | None = None,
    as_of: Instant = None,
    known_at: Instant = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """The clocks that were breached, those due longest ago first; as they stood at `as_of`, as far as on record by
    `known_at`."""
    which = _clocks(asked, clock, creditor_id, portfolio, team)
    at, then = asked.at(as_of, known_at)
    after: Any = asked.begins_after(cursor, datetime, UUID, str, int)
    answer = asked.ask(lambda opened: breached(opened, at, which, limit=limit + 1, after=after, then=then))
    return asked.listed(
        answer.value, answer, lambda row: (row.due_at, row.aggregate_id, row.clock, row.number), limit, at=at
    )


def _clocks(
    asked: Reading, clock: str | None, creditor_id: str | None, portfolio: str | None, team: str | None
) -> ClockChoice:
    rows = asked.rows_of_all(creditor_id, portfolio)
    return ClockChoice(
        clock=known_word("clock", clock, BY_NAME), creditor_id=rows.creditor_id, portfolio=rows.portfolio, team=team
    )
