"""The row of an event in the trail, and the cases that it names beside its own."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.aggregate import Event
from domain.recorded import RecordedEvent
from projections.audit_trail.summaries import SUMMARIES
from projections.binary_copy import BYTES, ID, INSTANT, INT4, INT8, TEXT, WORD, CopyRows
from projections.model import CannotFold

TRAIL = CopyRows(
    "audit_trail",
    partition=INT4, position=INT8, version=INT4, aggregate_id=ID, event_id=ID,
    causation_id=ID, correlation_id=ID, occurred_at=INSTANT, recorded_at=INSTANT,
    aggregate_kind=WORD, type=WORD, summary=TEXT, actor_kind=WORD, actor_id=WORD,
    channel=WORD, reason=TEXT, rule=WORD, hash=BYTES,
)  # fmt: skip
MENTIONS = CopyRows("case_mention", case_id=ID, partition=INT4, position=INT8)


def trail_row(recorded: RecordedEvent) -> bytes:
    """The event's row. What an event calls its channel, reason and rule is taken from the fields of those names."""
    event = recorded.event
    tell = SUMMARIES.get(type(event))
    if tell is None:
        raise CannotFold(f"audit_trail has no sentence for {type(event).__name__}")
    return TRAIL.row(
        recorded.partition, recorded.position, recorded.version, recorded.aggregate_id, recorded.event_id,
        recorded.causation_id, recorded.correlation_id, recorded.occurred_at, recorded.recorded_at,
        recorded.aggregate_kind, type(event).__name__, tell(event), recorded.actor.kind, recorded.actor.id,
        getattr(event, "channel", None), getattr(event, "reason", None), getattr(event, "rule", None), recorded.hash,
    )  # fmt: skip


def mention_rows(recorded: RecordedEvent) -> Iterator[bytes]:
    """A row for each case that the event of another aggregate names."""
    for case_id in cases_named(recorded.event):
        yield MENTIONS.row(case_id, recorded.partition, recorded.position)


def cases_named(event: Event) -> list[UUID]:
    """The cases for which the payment, or a part of it, is or was."""
    return [portion.case_id for portion in getattr(event, "portions", ())]
