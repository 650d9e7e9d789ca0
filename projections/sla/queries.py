"""What can be asked of the clocks. ``at`` is always an argument: what is past due then counts as breached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from psycopg2.extensions import connection

from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.sla.clock import ClockRole
from projections.sla.clocks import CLOCKS

_SQL = statements(__package__, "queries.sql")

PAGE = 1_000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """How many clocks of one name stand in one state."""

    clock: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class ClockStatus:
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


NOT_KNOWN = "not_known"
"""How a clock stood that had ended by then and was opened again since: what its end was is no longer in its row."""

_ROLE_NAMES = {
    ClockRole.PAUSES: "pauses",
    ClockRole.RESUMES: "resumes",
    ClockRole.REOPENS: "reopens",
    ClockRole.MEETS: "ends",
    ClockRole.MISSES: "ends",
    ClockRole.SUPERSEDES: "ends",
}

_FOR_GOOD = (ClockRole.MEETS, ClockRole.MISSES)
"""What ends a clock for good when its rule opens again only what was ended without a verdict."""


def board(
    opened: connection, at: datetime, jurisdiction: str | None = None, *, in_past: bool = False
) -> list[BoardLine]:
    """How many clocks of each name are running, paused, met, breached or superseded at the time ``at``.

    ``in_past``: ``at`` is before now, so what came since is left out; ``NOT_KNOWN`` counts what cannot be told.
    """
    return _ask(opened, at, in_past, ["board"], {"jurisdiction": jurisdiction}, BoardLine)


def breached(
    opened: connection,
    at: datetime,
    clock: str | None = None,
    *,
    only_running: bool = False,
    limit: int = PAGE,
    after: tuple[datetime, UUID, str, int] | None = None,
    newest_first: bool = False,
    in_past: bool = False,
) -> list[ClockStatus]:
    """The clocks that were breached by then, those due longest ago first; only those still running if so asked.

    A page begins behind the one with ``after`` as its due time, aggregate, clock and number.
    """
    due_at, aggregate_id, name, number = after or (None, None, None, None)
    parameters: dict[str, object] = {"clock": clock, "only_running": only_running, "limit": limit}
    parameters |= {"after_due": due_at, "after_id": aggregate_id and str(aggregate_id)}
    parameters |= {"after_clock": name, "after_number": number}
    parts = ["breached", "newest_first" if newest_first else "longest_first"]
    return _ask(opened, at, in_past, parts, parameters, ClockStatus)


def due_next(opened: connection, at: datetime, clock: str | None = None, limit: int = PAGE) -> list[ClockStatus]:
    """The clocks that run out next."""
    return _ask(opened, at, False, ["due_next"], {"clock": clock, "limit": limit}, ClockStatus)


def clocks_of(opened: connection, aggregate_id: UUID, at: datetime, *, in_past: bool = False) -> list[ClockStatus]:
    """Every clock of one case or payment, in the order in which they started."""
    return _ask(opened, at, in_past, ["clocks_of"], {"aggregate_id": str(aggregate_id)}, ClockStatus)


def _ask(
    opened: connection,
    at: datetime,
    in_past: bool,
    parts: Sequence[str],
    parameters: Mapping[str, object],
    row: type[Row],
) -> list[Row]:
    statement = "\n".join(_SQL[part] for part in ("then" if in_past else "now", *parts))
    turning = [
        (clock.name, event.__name__, _ROLE_NAMES[role])
        for clock in CLOCKS
        if clock.pauses or clock.reopens
        for role, events in clock.roles().items()
        if role in _ROLE_NAMES and (clock.reopens_met or role not in _FOR_GOOD)
        for event in events
    ]
    names = ("turning_clocks", "turning_types", "turning_roles")
    columns = {name: [one[place] for one in turning] for place, name in enumerate(names)}
    return ask(opened, statement, {"at": at, **columns, **parameters}, row)
