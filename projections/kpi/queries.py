"""Asking for a key figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from psycopg2.extensions import connection

from domain.case.contacts.contact import REACHED
from projections.balances.status import STATUS
from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.kit.then import Then
from projections.kpi.kpi import Kpi, Unit

_FACTS = statements(__package__, "queries.sql")
_FRAMES = statements(__package__, "frames.sql")
_STOOD = ("had_come", "all_then", "remittances_then", "collected_then", "clocks_then")
BY_NAME_THEN = (
    "Of another time figures are told by name, as each costs what the balances of that time cost: ask for some of them."
)
"""Why a question about all of them is refused."""

Grouping = Literal["all", "month", "creditor", "portfolio", "team"]
RESOLVED = ("paid_in_full", "paid_direct_to_client", "settled")
"""Outcomes that count as resolved where nothing else is said (values of ``domain.case.closure.closing.Outcome``)."""
WITHIN_DAYS = 180
"""Within so many days a case is to be resolved: as long as the clock ``resolution`` gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: of which period (from ``begins`` until before ``ends``), of whose cases, split by what.

    ``at`` is the time of the question, ``zone`` the one in which months begin, ``within`` days.
    """

    at: datetime
    zone: str
    by: Grouping = "all"
    begins: datetime | None = None
    ends: datetime | None = None
    creditor_id: str | None = None
    portfolio: str | None = None
    team: str | None = None
    resolved: Sequence[str] = field(default=RESOLVED)
    within: int = WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: of a month, creditor, portfolio or team where it is split, and of a part or currency where it has
    several. A team is that of the case manager who has the case now.

    ``is_young``: some of its cases are younger than the days that they have, so it may still change.
    """

    month: str | None
    creditor_id: str | None
    creditor: str | None
    portfolio: str | None
    team: str | None
    part: str | None
    currency: str | None
    numerator: int
    denominator: int
    is_young: bool


def figures(opened: connection, kpi: Kpi, question: Question, then: Then | None = None) -> list[Figure]:
    """The figures, none where there is no case to count.

    Of another time: of cases and payments as they then stood, and of the events that had happened and were on record.
    """
    frame = _FRAMES["quantiles" if kpi.unit is Unit.DAYS else "summed"]
    facts = f"fact AS (\n{_FACTS[kpi.name]}\n)"
    stood = "\n".join((*(STATUS[one] for one in _STOOD), f", {_FRAMES['trail_then']}"))
    statement = ",\n".join(
        (stood if then else _FRAMES["now"], _FRAMES["periods"], facts, f"{_FRAMES['chosen']}\n{frame}")
    )
    given = {**asdict(question), "resolved": list(question.resolved), "reached": sorted(REACHED)}
    return _in_order(ask(opened, statement, {**given, **(then.parameters() if then else {})}, Figure), kpi.parts)


def _in_order(found: list[Figure], parts: Sequence[str]) -> list[Figure]:
    """Those of one month, creditor, portfolio, team and currency in the order of the parts."""
    of = [(one.month, one.creditor_id, one.portfolio, one.team, one.currency) for one in found]
    places = {key: place for place, key in enumerate(dict.fromkeys(of))}
    ranks = {part: rank for rank, part in enumerate(parts)}
    keys = [(places[key], ranks.get(one.part or "", 0)) for key, one in zip(of, found, strict=True)]
    return [one for _, one in sorted(zip(keys, found, strict=True), key=lambda pair: pair[0])]
