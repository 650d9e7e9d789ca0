"""How long a clock may run. Days end at midnight in the jurisdiction; the day on which it starts does not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.kernel.calendar import ZONES, add_business_days, end_of_day, is_business_day
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal
from domain.law.table import RuleTable, row_in_force
from domain.law.values import BankDays


class Limit(Protocol):
    """The time that a clock has. Every instant is aware; ``jurisdiction`` is a key of domain.kernel.calendar.ZONES."""

    @property
    def calendar(self) -> str:
        """``business``, ``calendar``, ``policy`` or ``event``: which days count, or that a row or the event says so."""

    def due(self, started_at: datetime, event: Event, jurisdiction: str) -> datetime:
        """When a clock that ``event`` starts has run out: the first instant that is too late."""

    def extended(
        self, due_at: datetime, paused_at: datetime, resumed_at: datetime, jurisdiction: str, event: Event
    ) -> datetime:
        """When it has run out after it stood still in between, and ``event`` let it run on."""


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """So many days, each of them counting."""

    days: int
    calendar = "calendar"

    def due(self, started_at: datetime, event: Event, jurisdiction: str) -> datetime:
        """The end of the last day."""
        return end_of_day(_local_day(started_at, jurisdiction) + timedelta(days=self.days), jurisdiction)

    def extended(
        self, due_at: datetime, paused_at: datetime, resumed_at: datetime, jurisdiction: str, event: Event
    ) -> datetime:
        """Later by the time that it stood still, to the microsecond."""
        return due_at + max(resumed_at - paused_at, timedelta(0))


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """So many days on which banks and agencies work."""

    days: int
    calendar = "business"

    def due(self, started_at: datetime, event: Event, jurisdiction: str) -> datetime:
        """The end of the last business day."""
        first = _local_day(started_at, jurisdiction)
        return end_of_day(add_business_days(first, self.days, jurisdiction), jurisdiction)

    def extended(
        self, due_at: datetime, paused_at: datetime, resumed_at: datetime, jurisdiction: str, event: Event
    ) -> datetime:
        """Later by the business days that began while it stood still; it ends at the end of a business day again."""
        first, last = _local_day(paused_at, jurisdiction), _local_day(resumed_at, jurisdiction)
        days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
        lost = sum(is_business_day(day, jurisdiction) for day in days)
        last_day = _local_day(due_at - timedelta(microseconds=1), jurisdiction)
        return end_of_day(add_business_days(last_day, lost, jurisdiction), jurisdiction)


@dataclass(frozen=True, slots=True, repr=False)
class ByPolicy:
    """So many business days as the row in force says on the day on which the clock starts. It never stands still."""

    table: RuleTable[BankDays]
    calendar = "policy"

    def __repr__(self) -> str:
        """With its rows: other ones make other clocks, which are another read model."""
        return f"ByPolicy({[(row.rule_id, row.value.count) for row in self.table.rows]})"

    def due(self, started_at: datetime, event: Event, jurisdiction: str) -> datetime:
        """The end of the last business day. There is a row for every jurisdiction."""
        row = row_in_force(self.table, jurisdiction, _local_day(started_at, jurisdiction))
        assert not isinstance(row, Refusal), row
        return BusinessDays(row.value.count).due(started_at, event, jurisdiction)

    def extended(
        self, due_at: datetime, paused_at: datetime, resumed_at: datetime, jurisdiction: str, event: Event
    ) -> datetime:
        """As before."""
        return due_at


@dataclass(frozen=True, slots=True)
class GivenByEvent:
    """Until the instant in this field of the event that starts it."""

    field: str
    calendar = "event"

    def due(self, started_at: datetime, event: Event, jurisdiction: str) -> datetime:
        """What the event says."""
        due_at: datetime = getattr(event, self.field)
        return due_at

    def extended(
        self, due_at: datetime, paused_at: datetime, resumed_at: datetime, jurisdiction: str, event: Event
    ) -> datetime:
        """What the event that lets it run on says; where it says nothing, as before, whatever happened since."""
        extended_until: datetime = getattr(event, self.field, due_at)
        return extended_until


def _local_day(instant: datetime, jurisdiction: str) -> date:
    """The day that it is there."""
    return instant.astimezone(ZoneInfo(ZONES[jurisdiction])).date()
