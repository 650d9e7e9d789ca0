"""Recorded events, for tests of what a read model makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from domain.catalogue import kind_of
from domain.kernel.message import Event
from domain.kernel.recorded import Actor, RecordedEvent
from projections.audit_trail.rows import TRAIL, trail_row

CASE_ID = UUID(int=0xCA5E)
PAYMENT_ID = UUID(int=0xFA)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
_positions = count(1)


def recorded(
    event: Event,
    aggregate_id: UUID | None = None,
    at: datetime = AT,
    version: int = 1,
    recorded_at: datetime | None = None,
) -> RecordedEvent:
    """The event as it might stand in the log, after all that were made before it."""
    kind = kind_of(event.TOPIC).name
    position = next(_positions)
    return RecordedEvent(
        partition=3,
        position=position,
        aggregate_kind=kind,
        aggregate_id=aggregate_id or (CASE_ID if kind == "case" else PAYMENT_ID),
        version=version,
        event_id=UUID(int=1),
        topic=event.TOPIC,
        event=event,
        occurred_at=at,
        recorded_at=recorded_at or at,
        actor=Actor("user", "u-17"),
        correlation_id=UUID(int=2),
        causation_id=UUID(int=3),
        previous_hash=b"",
        hash=b"h" * 32,
        record_offset=2 * position,
    )


def trail_bytes(event: RecordedEvent) -> bytes:
    """Its row in the trail as PostgreSQL is given it."""
    return TRAIL.encoded([trail_row(event)])
