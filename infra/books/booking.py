"""On which day an event is booked: decided once, by the log alone.

An event has two days in the books. Its value day is the bank's: from when its money counts, known to the event itself.
Its booking day says which period it belongs to:

- It is the day on which the event was recorded, by the clocks of the business zone.
- A closed period holds what stands in the log up to where its closing read each partition, and nothing else. An event
  behind that whose day is in the closed period (a late writer, a clock that was wrong) is booked on the first day after
  it. So what becomes known later never changes a closed period, whatever value day it has.
- The days of a closed period are those of the zone that its closing names, also when the business has another one now.

Nothing but positions, times of recording and closings is asked, all of which are in the log: read again, by whom and
whenever, each event has the day that it had.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.books.state import ClosedPeriod, PartitionEnd
from domain.kernel.recorded import RecordedEvent

DayOf = Callable[[datetime], date]
"""Which day an instant is on in a zone."""


def days_in(time_zone: str) -> DayOf:
    """By the clocks of a zone."""
    zone = ZoneInfo(time_zone)
    return lambda instant: instant.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closing says of the days up to its last one, by the clocks of ``time_zone``: they are read to its ends."""

    last: date
    time_zone: str
    ends: tuple[PartitionEnd, ...]


def closings_of(periods: Iterable[ClosedPeriod]) -> list[Closing]:
    """What closed periods say of their days."""
    return [Closing(one.last, one.time_zone, one.ends) for one in periods]


class BookingDays:
    """Says of each event on which day it is booked. ``day_of`` is for what is in no closed period."""

    def __init__(self, closings: Sequence[Closing], day_of: DayOf) -> None:
        self._closings = [(one.last, days_in(one.time_zone)) for one in closings]
        self._open_from = [date.min, *(one.last + timedelta(days=1) for one in closings)]
        self._ends = _ends_by_partition(closings)
        self._day_of = day_of

    def day(self, event: RecordedEvent) -> date:
        """Of one event; two of a partition may come in any order."""
        place = bisect_left(self._ends[event.partition], event.position)
        for last, day_of in self._closings[place:]:
            if (day := day_of(event.recorded_at)) <= last:
                return max(day, self._open_from[place])
            place += 1
        return max(self._day_of(event.recorded_at), self._open_from[-1])


def _ends_by_partition(closings: Sequence[Closing]) -> Mapping[int, list[int]]:
    """For each partition, how far each closing read it. A later one never read less: its decision sees to that."""
    told = [{one.partition: one.position for one in closing.ends} for closing in closings]
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0] * len(told))
    for partition in {partition for one in told for partition in one}:
        found[partition] = [one.get(partition, 0) for one in told]
    return found
