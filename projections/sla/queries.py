"""What can be asked of the clocks. ``at`` is always an argument: what is past due then counts as breached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection

from projections.kit.named_sql import statements
from projections.kit.reading import ask

_SQL = statements(__package__, "queries.sql")

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class BoardLine:
    """How many clocks of one name stand in one state."""

    clock: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """One clock on one case or payment. ``due_at`` is the first instant that is too late."""

    aggregate_id: UUID
    clock: str
    number: int
    jurisdiction: str
    state: str
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None
    ended_at: datetime | None


def board(opened: connection, at: datetime, jurisdiction: str | None = None) -> list[BoardLine]:
    """How many clocks of each name are running, paused, met, breached or superseded at the time ``at``."""
    return ask(opened, _SQL["board"], {"at": at, "jurisdiction": jurisdiction}, BoardLine)


def breached(
    opened: connection,
    at: datetime,
    clock: str | None = None,
    *,
    only_running: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> list[ClockStanding]:
    """The clocks that were breached by then, those due longest ago first; only those still running if so asked."""
    parameters = {"at": at, "clock": clock, "only_running": only_running, "limit": limit, "offset": offset}
    return ask(opened, _SQL["breached"], parameters, ClockStanding)


def due_next(opened: connection, at: datetime, clock: str | None = None, limit: int = PAGE) -> list[ClockStanding]:
    """The clocks that run out next."""
    return ask(opened, _SQL["due_next"], {"at": at, "clock": clock, "limit": limit}, ClockStanding)


def clocks_of(opened: connection, aggregate_id: UUID, at: datetime) -> list[ClockStanding]:
    """Every clock of one case or payment, in the order in which they started."""
    return ask(opened, _SQL["clocks_of"], {"aggregate_id": str(aggregate_id), "at": at}, ClockStanding)
