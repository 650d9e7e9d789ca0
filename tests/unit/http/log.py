"""A log in memory: what the port of events answers, of the events of a ledger in memory."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Event

from domain.kernel.recorded import RecordedEvent
from infra.audit.heads import Head, KeptHeads
from infra.http.events.port import EventChoice, EventsFound, Positions, StoredEvent, Tell
from infra.messages import values
from tests.unit.http.ledger import NOW


@dataclass
class LogInMemory:
    """Two partitions; the ledger writes to the first. ``looked_at_max`` is for one page."""

    events: list[RecordedEvent]
    looked_at_max: int = 1_000
    followers: int = 0
    other: list[RecordedEvent] = field(default_factory=list)

    def partitions(self) -> range:
        """See Events."""
        return range(2)

    def of(self, partition: int) -> list[RecordedEvent]:
        """The events of a partition."""
        return [self.events, self.other][partition]

    def heads(self) -> KeptHeads:
        """See Events."""
        return KeptHeads(
            "log-1",
            "caseledger.events",
            NOW,
            {n: Head(len(self.of(n)), b"\x01" * 32) for n in range(2)},
            {0: Head(3, b"\x02" * 32)},
        )

    def after(self, after: Positions, partitions: Collection[int], choice: EventChoice, limit: int) -> EventsFound:
        """See Events."""
        found: list[RecordedEvent] = []
        reached, looked_at = dict(after), 0
        for partition in partitions:
            for one in self.of(partition)[after.get(partition, 0) :]:
                reached[partition] = one.position
                looked_at += 1
                found += [one] if choice.takes(one.topic, one.aggregate_id, one.occurred_at, one.recorded_at) else []
                if len(found) == limit or looked_at == self.looked_at_max:
                    return EventsFound(found, reached, is_end=False)
        return EventsFound(found, reached, is_end=True)

    def at(self, partition: int, position: int) -> StoredEvent | None:
        """See Events."""
        one = next((one for one in self.of(partition) if one.position == position), None)
        if one is None:
            return None
        key = str(one.aggregate_id).encode()
        return StoredEvent(one, key, values.encode(one.event), [("ce_type", one.topic.encode())], is_whole=True)

    def follow(self, after: Positions, choice: EventChoice, tell: Tell, stop: Event) -> None:
        """See Events."""
        reached = dict(after)
        self.followers += 1
        try:
            while not stop.is_set():
                found = self.after(reached, self.partitions(), choice, 10)
                reached = dict(found.reached)
                tell(found.events, reached)
                time.sleep(0.005)
        finally:
            self.followers -= 1
