"""What can be asked of the clocks. ``at`` is always an argument: what is past due then counts as breached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from psycopg2.extensions import connection

from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.sla.clock import ClockRole
from projections.sla.clocks import CLOCKS

_SQL = statements(__package__, "queries.sql")

PAGE = 1_000

Row = TypeVar("Row")
Grouping = Literal["clock", "team", "creditor", "portfolio", "month"]
"""By what a board splits its lines, beside the clock."""


@dataclass(frozen=True, slots=True)
class ClockChoice:
    """Which clocks a question is about: those of one name, one jurisdiction, one creditor, one of its portfolios, one
    team: that of the case manager who has the case now.

    ``due_after`` and ``due_until`` bound ``due_at``, the first instant that is too late: for those due from the
    beginning of one day to the end of another, give the beginning of the first and the end of the last.
    """

    clock: str | None = None
    jurisdiction: str | None = None
    creditor_id: str | None = None
    portfolio: str | None = None
    team: str | None = None
    due_after: datetime | None = None
    due_until: datetime | None = None


ALL = ClockChoice()


@dataclass(frozen=True, slots=True)
class BoardLine:
    """How many clocks of one name stand in one state. ``at_risk`` of those that run fall due soon.

    The others say of what: a creditor, one of its portfolios, a team, or the month (``2026-03``) in which they are due;
    None where it was not asked for, for money that has found no case, and for cases that no team has.
    """

    clock: str
    state: str
    count: int
    at_risk: int = 0
    creditor_id: str | None = None
    creditor: str | None = None
    portfolio: str | None = None
    month: str | None = None
    team: str | None = None


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
    opened: connection,
    at: datetime,
    which: ClockChoice = ALL,
    *,
    by: Grouping = "clock",
    risk_until: datetime | None = None,
    zone: str = "UTC",
    in_past: bool = False,
) -> list[BoardLine]:
    """How many clocks of each name are running, paused, met, breached or superseded at the time ``at``.

    ``by`` splits the lines further; months are those of ``zone``. Those that run and fall due up to ``risk_until`` are
    at risk. ``in_past``: ``at`` is before now, so what came since is left out; ``NOT_KNOWN`` is what cannot be told.
    """
    parameters: dict[str, object] = {"by": by, "zone": zone, "risk_until": risk_until or at}
    return _ask(opened, at, in_past, ["board", "chosen", "counted"], {**asdict(which), **parameters}, BoardLine)


def breached(
    opened: connection,
    at: datetime,
    which: ClockChoice = ALL,
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
    parameters = {**asdict(which), **_page(after, limit), "only_running": only_running}
    return _ask(opened, at, in_past, ["listed", "chosen", "breached", _order(newest_first)], parameters, ClockStatus)


def at_risk(
    opened: connection,
    at: datetime,
    risk_until: datetime,
    which: ClockChoice = ALL,
    *,
    limit: int = PAGE,
    after: tuple[datetime, UUID, str, int] | None = None,
    newest_first: bool = False,
    in_past: bool = False,
) -> list[ClockStatus]:
    """The clocks that run at the time ``at`` and fall due up to ``risk_until``, the next first. Pages as above."""
    parameters = {**asdict(which), **_page(after, limit), "risk_until": risk_until}
    return _ask(opened, at, in_past, ["listed", "chosen", "at_risk", _order(newest_first)], parameters, ClockStatus)


def _page(after: tuple[datetime, UUID, str, int] | None, limit: int) -> dict[str, object]:
    due_at, aggregate_id, name, number = after or (None, None, None, None)
    place = {"after_due": due_at, "after_id": aggregate_id and str(aggregate_id)}
    return {**place, "after_clock": name, "after_number": number, "limit": limit}


def _order(newest_first: bool) -> str:
    return "newest_first" if newest_first else "longest_first"


def clocks_of(opened: connection, aggregate_id: UUID, at: datetime, *, in_past: bool = False) -> list[ClockStatus]:
    """Every clock of one case or payment, in the order in which they started."""
    return _ask(opened, at, in_past, ["clocks_of"], {"aggregate_id": str(aggregate_id)}, ClockStatus)


def not_ended(opened: connection, clock: str, aggregate_ids: Collection[UUID], at: datetime) -> list[ClockStatus]:
    """The clocks of one name on these cases that nothing has ended, late or not, the oldest first."""
    parameters = {"clock": clock, "aggregate_ids": [str(one) for one in aggregate_ids]}
    return _ask(opened, at, False, ["listed", "not_ended"], parameters, ClockStatus)


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
