"""Events as they would stand in the log, without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.case.state import CASE
from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor, RecordedEvent
from tests.unit.domain.samples import accepted

CASE_ID = UUID(int=1)
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def events_after(*commands: Command, kind: AggregateKind[object] = CASE) -> list[Event]:  # type: ignore[assignment]
    """What these commands cause, one after another."""
    state, events = kind.initial, []
    for command in commands:
        caused = accepted(kind, state, command)
        for event in caused:
            state = kind.evolve(state, event)
        events += caused
    return events


def recorded(
    events: Iterable[Event], partition: int = 0, happened: timedelta = timedelta(0), began: datetime = BEGAN
) -> list[RecordedEvent]:
    """One event each hour; each happened ``happened`` before it was recorded."""
    return [
        RecordedEvent(
            partition=partition,
            position=version,
            aggregate_kind="case",
            aggregate_id=CASE_ID,
            version=version,
            event_id=UUID(int=100 + version),
            topic=event.TOPIC,
            event=event,
            occurred_at=began + timedelta(hours=version) - happened,
            recorded_at=began + timedelta(hours=version),
            actor=Actor("user", "agent-1"),
            correlation_id=CASE_ID,
            causation_id=UUID(int=200 + version),
            previous_hash=bytes(32),
            hash=bytes([version]) * 32,
            record_offset=version - 1,
        )
        for version, event in enumerate(events, start=1)
    ]
