"""The row of an event in the trail, and the cases that it names beside its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from domain.kernel.aggregate import Event
from domain.kernel.recorded import RecordedEvent
from projections.audit_trail.summaries import SUMMARIES
from projections.kit.binary_copy import BYTES, ID, INSTANT, INT4, INT8, TEXT, WORD, CopyRows
from projections.kit.model import CannotFold

TRAIL = CopyRows(
    "audit_trail",
    partition=INT4, position=INT8, version=INT4, aggregate_id=ID, event_id=ID,
    causation_id=ID, correlation_id=ID, occurred_at=INSTANT, recorded_at=INSTANT,
    aggregate_kind=WORD, type=WORD, summary=TEXT, actor_kind=WORD, actor_id=WORD,
    channel=WORD, reason=TEXT, rule=WORD, hash=BYTES,
)  # fmt: skip
MENTIONS = CopyRows("case_mention", case_id=ID, partition=INT4, position=INT8)


@dataclass(frozen=True, slots=True)
class Told:
    """What of an event type goes into a row: worked out once, since every event of the log passes here."""

    name: str
    sentence: Callable[[Any], str]
    has_channel: bool
    has_reason: bool
    has_rule: bool
    has_portions: bool


def _told(event_type: type[Event]) -> Told:
    names = {field.name for field in fields(event_type)}  # type: ignore[arg-type]  # every event is a dataclass
    return Told(
        event_type.__name__,
        SUMMARIES[event_type],
        has_channel="channel" in names,
        has_reason="reason" in names,
        has_rule="rule" in names,
        has_portions="portions" in names,
    )


_TOLD = {event_type: _told(event_type) for event_type in SUMMARIES}


def trail_row(recorded: RecordedEvent) -> bytes:
    """The event's row. What an event calls its channel, reason and rule is taken from the fields of those names."""
    event: Any = recorded.event
    told = _TOLD.get(type(event))
    if told is None:
        raise CannotFold(f"audit_trail has no sentence for {type(event).__name__}")
    return TRAIL.row(
        recorded.partition, recorded.position, recorded.version, recorded.aggregate_id, recorded.event_id,
        recorded.causation_id, recorded.correlation_id, recorded.occurred_at, recorded.recorded_at,
        recorded.aggregate_kind, told.name, told.sentence(event), recorded.actor.kind, recorded.actor.id,
        event.channel if told.has_channel else None,
        event.reason if told.has_reason else None,
        event.rule if told.has_rule else None,
        recorded.hash,
    )  # fmt: skip


def mention_rows(events: Iterable[RecordedEvent]) -> Iterator[bytes]:
    """A row for each case that an event of another aggregate names."""
    for recorded in events:
        for case_id in cases_named(recorded.event):
            yield MENTIONS.row(case_id, recorded.partition, recorded.position)


def cases_named(event: Event) -> Sequence[UUID]:
    """The cases for which the payment, or a part of it, is or was."""
    told = _TOLD.get(type(event))
    if told is None or not told.has_portions:
        return ()
    return [portion.case_id for portion in event.portions]  # type: ignore[attr-defined]
