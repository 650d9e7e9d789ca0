"""The events of one partition on their way to one receiver: one after another, each when the one before it is there.

All events of a case are in one partition, so this is order per case. An event that cannot be delivered is tried again
by the schedule, and what is behind it waits; other partitions go on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from domain.kernel.recorded import RecordedEvent
from infra.webhooks.calling import CallOutcome
from infra.webhooks.progress import Retry, Stopped
from infra.webhooks.schedule import next_attempt
from infra.webhooks.subscription import LanePlace


class CallSettled(NamedTuple):
    """What a call means: which attempt it was, when the next one is, and whether nothing more is called."""

    attempt: int
    next_at: datetime | None
    stopped: Stopped | None


class Lane:
    """One partition of one subscription. It asks no clock and calls nobody."""

    def __init__(self, place: LanePlace, retry: Retry | None = None) -> None:
        self.place, self.retry = place, retry
        self._queue: deque[RecordedEvent] = deque()
        self._read_to = place.next_offset

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits here."""
        return not self._queue

    def add(self, events: Iterable[RecordedEvent], read_to: int) -> None:
        """Events in their order, and up to where the partition has been read with them."""
        self._queue += [event for event in events if event.position > self.place.position]
        self._read_to = max(read_to, self._read_to)
        self._move(self.place.position)

    def due(self, now: datetime) -> RecordedEvent | None:
        """What is to be delivered now; None where nothing is, or not yet."""
        if not self._queue:
            return None
        event = self._queue[0]
        retry = self._retry_of(event)
        return None if retry is not None and now < retry.next_at else event

    def settle(self, outcome: CallOutcome, now: datetime, chance: float) -> CallSettled:
        """What was called about the event that is due ended like this. ``chance`` is from 0 to 1."""
        event = self._queue[0]
        known = self._retry_of(event)
        attempt = 1 if known is None else known.attempts + 1
        if outcome.is_delivered:
            self._queue.popleft()
            self.retry = None
            self._move(event.position, event.record_offset + 1)
            return CallSettled(attempt, None, None)
        if outcome.is_gone:
            return CallSettled(attempt, None, Stopped.GONE)
        next_at = next_attempt(attempt, now, chance, outcome.retry_after)
        if next_at is None:
            return CallSettled(attempt, None, Stopped.GIVEN_UP)
        self.retry = Retry(str(event.event_id), event.position, attempt, next_at)
        return CallSettled(attempt, next_at, None)

    def _retry_of(self, event: RecordedEvent) -> Retry | None:
        return self.retry if self.retry is not None and self.retry.position == event.position else None

    def _move(self, position: int, next_offset: int = 0) -> None:
        """Past what was delivered; and where nothing waits, past all that was read."""
        reached = self._read_to if not self._queue else max(next_offset, self.place.next_offset)
        self.place = LanePlace(reached, position)
