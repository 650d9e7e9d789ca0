"""Events as they stand in a log, for the tests of what a person may ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from domain.catalogue import kind_of
from domain.kernel.message import Event
from domain.kernel.recorded import Actor, RecordedEvent

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class LittleLog:
    """Numbers what is put into it."""

    events: list[RecordedEvent] = field(default_factory=list)

    def put(self, aggregate_id: UUID, event: Event, at: datetime = NOON) -> RecordedEvent:
        """One more."""
        version = 1 + sum(one.aggregate_id == aggregate_id for one in self.events)
        recorded = RecordedEvent(
            partition=0,
            position=len(self.events) + 1,
            aggregate_kind=kind_of(event.TOPIC).name,
            aggregate_id=aggregate_id,
            version=version,
            event_id=uuid5(aggregate_id, str(version)),
            topic=event.TOPIC,
            event=event,
            occurred_at=at,
            recorded_at=at,
            actor=Actor("user", "agent-7"),
            correlation_id=aggregate_id,
            causation_id=aggregate_id,
            previous_hash=b"",
            hash=b"",
            record_offset=len(self.events),
        )
        self.events.append(recorded)
        return recorded
