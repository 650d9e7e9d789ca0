"""The books as the log has them: its closed periods, and what is booked when, read to where the log ends now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.books.closing import PeriodClosed
from domain.books.state import BOOKS, BooksState, ClosedPeriod, PartitionEnd
from domain.kernel.identity import BOOKS_ID
from domain.kernel.recorded import RecordedEvent
from infra.audit.history import LogHistory
from infra.books.booking import BookingDays, DayOf, closings_of, days_in
from infra.books.period import Period, PeriodBalance, Voucher, period_balances, vouchers

Advance = Callable[[], None]
"""Called for each event that is read."""


@dataclass(frozen=True, slots=True)
class ClosedBooks:
    """What the books know of themselves, and when each period was closed."""

    state: BooksState
    closed_at: Mapping[str, datetime]

    @classmethod
    def read(cls, log: LogHistory) -> ClosedBooks:
        """From the log itself."""
        events = log.events_of(BOOKS_ID)
        closed_at = {one.event.period: one.recorded_at for one in events if isinstance(one.event, PeriodClosed)}
        return cls(BOOKS.evolve_all(BOOKS.initial, [one.event for one in events]), closed_at)

    @property
    def periods(self) -> tuple[ClosedPeriod, ...]:
        """The oldest first."""
        return self.state.closed.periods

    def closed_on(self, day: date) -> date | None:
        """On which day the period that holds ``day`` was closed, by its own clocks; None while it is open."""
        for one in self.periods:
            if day <= one.last:
                return days_in(one.time_zone)(self.closed_at[one.period])
        return None


class LogBooks:
    """The books of one log up to where it ends now. ``day_of`` is for what is in no closed period.

    All readings end at the same positions, so that they fit while events come in.
    """

    def __init__(self, log: LogHistory, day_of: DayOf, advance: Advance) -> None:
        self._log, self._advance = log, advance
        self.closed = ClosedBooks.read(log)
        self.ends = tuple(PartitionEnd(*one) for one in sorted(log.last_positions().items()))
        self.booked_on = BookingDays(closings_of(self.closed.periods), day_of).day

    def events(self, ends: tuple[PartitionEnd, ...] | None = None) -> Iterator[RecordedEvent]:
        """Partition after partition, up to these ends; to where the log ended if none are given."""
        for end in ends or self.ends:
            for event in self._log.events_from(end.partition):
                if event.position > end.position:
                    break
                self._advance()
                yield event

    def balances(self, period: Period) -> dict[str, PeriodBalance]:
        """The trial balance of each currency."""
        return dict(period_balances(self.events(), period, self.booked_on))

    def vouchers(self, period: Period, currency: str) -> Iterator[Voucher]:
        """Those of one currency, in the order of the log."""
        return vouchers(self.events(), period, currency, self.booked_on)
