"""Events as they stand in a log, made of the golden samples."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from domain.catalogue import EVENTS, kind_of
from domain.kernel.message import Event
from domain.kernel.recorded import Actor, RecordedEvent
from tests.unit.golden_samples import GOLDEN_EVENTS

CASE = UUID(int=1)
OCCURRED, RECORDED = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC), datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC)


def recorded(event: Event, position: int = 7, aggregate: UUID = CASE, partition: int = 2) -> RecordedEvent:
    """The event at a place of the log."""
    return RecordedEvent(
        partition,
        position,
        kind_of(event.TOPIC).name,
        aggregate,
        3,
        UUID(int=1_000_000 + partition * 100_000 + position),
        event.TOPIC,
        event,
        OCCURRED,
        RECORDED,
        Actor("user", "agent-7"),
        UUID(int=5),
        UUID(int=6),
        bytes(32),
        bytes(32),
        position * 2,
    )


def golden(name: str, position: int = 7, aggregate: UUID = CASE, partition: int = 2) -> RecordedEvent:
    """The golden sample of a type, there."""
    return recorded(GOLDEN_EVENTS[name], position, aggregate, partition)


EVERY_TYPE = sorted(cls.__name__ for cls in EVENTS.values())
