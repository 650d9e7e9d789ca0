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
from projections.kit.then import Then

_SQL = statements(__package__, "queries.sql")
CLOCKS_THEN = _SQL["then"]
"""``clock`` as it stood, for a statement that begins with it."""

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


def board(
    opened: connection,
    at: datetime,
    which: ClockChoice = ALL,
    *,
    by: Grouping = "clock",
    risk_until: datetime | None = None,
    zone: str = "UTC",
    then: Then | None = None,
) -> list[BoardLine]:
    """How many clocks of each name are running, paused, met, breached or superseded at the time ``at``.

    ``by`` splits the lines further; months are those of ``zone``. Those that run and fall due up to ``risk_until`` are
    at risk. With ``then``, of clocks as they then stood.
    """
    parameters: dict[str, object] = {"by": by, "zone": zone, "risk_until": risk_until or at}
    return _ask(opened, at, then, ["board", "chosen", "counted"], {**asdict(which), **parameters}, BoardLine)


def breached(
    opened: connection,
    at: datetime,
    which: ClockChoice = ALL,
    *,
    only_running: bool = False,
    limit: int = PAGE,
    after: tuple[datetime, UUID, str, int] | None = None,
    newest_first: bool = False,
    then: Then | None = None,
) -> list[ClockStatus]:
    """The clocks that were breached by then, those due longest ago first; only those still running if so asked.

    A page begins behind the one with ``after`` as its due time, aggregate, clock and number.
    """
    parameters = {**asdict(which), **_page(after, limit), "only_running": only_running}
    return _ask(opened, at, then, ["listed", "chosen", "breached", _order(newest_first)], parameters, ClockStatus)


def at_risk(
    opened: connection,
    at: datetime,
    risk_until: datetime,
    which: ClockChoice = ALL,
    *,
    limit: int = PAGE,
    after: tuple[datetime, UUID, str, int] | None = None,
    newest_first: bool = False,
    then: Then | None = None,
) -> list[ClockStatus]:
    """The clocks that run at the time ``at`` and fall due up to ``risk_until``, the next first. Pages as above."""
    parameters = {**asdict(which), **_page(after, limit), "risk_until": risk_until}
    return _ask(opened, at, then, ["listed", "chosen", "at_risk", _order(newest_first)], parameters, ClockStatus)


def _page(after: tuple[datetime, UUID, str, int] | None, limit: int) -> dict[str, object]:
    due_at, aggregate_id, name, number = after or (None, None, None, None)
    place = {"after_due": due_at, "after_id": aggregate_id and str(aggregate_id)}
    return {**place, "after_clock": name, "after_number": number, "limit": limit}


def _order(newest_first: bool) -> str:
    return "newest_first" if newest_first else "longest_first"


def clocks_of(opened: connection, aggregate_id: UUID, at: datetime, *, then: Then | None = None) -> list[ClockStatus]:
    """Every clock of one case or payment, in the order in which they started."""
    return _ask(opened, at, then, ["clocks_of"], {"aggregate_id": str(aggregate_id)}, ClockStatus)


def not_ended(opened: connection, clock: str, aggregate_ids: Collection[UUID], at: datetime) -> list[ClockStatus]:
    """The clocks of one name on these cases that nothing has ended, late or not, the oldest first."""
    parameters = {"clock": clock, "aggregate_ids": [str(one) for one in aggregate_ids]}
    return _ask(opened, at, None, ["listed", "not_ended"], parameters, ClockStatus)


def _ask(
    opened: connection,
    at: datetime,
    then: Then | None,
    parts: Sequence[str],
    parameters: Mapping[str, object],
    row: type[Row],
) -> list[Row]:
    clocks = _SQL["now"] if then is None else CLOCKS_THEN
    statement = "\n".join((f"WITH {clocks}", _SQL["stood"], *(_SQL[part] for part in parts)))
    return ask(opened, statement, {"at": at, **parameters, **(then.parameters() if then else {})}, row)
