"""The row of an event in the trail, and the cases that it names beside its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.kit.binary_copy import BYTES, ID, INSTANT, INT4, INT8, TEXT, WORD, CopyRows

TRAIL = CopyRows(
    "audit_trail",
    partition=INT4, position=INT8, version=INT4, record_offset=INT8, aggregate_id=ID, event_id=ID,
    causation_id=ID, correlation_id=ID, occurred_at=INSTANT, recorded_at=INSTANT,
    aggregate_kind=WORD, type=WORD, summary=TEXT, actor_kind=WORD, actor_id=WORD,
    channel=WORD, reason=TEXT, rule=WORD, outcome=WORD, direction=WORD, manager=WORD, hash=BYTES,
)  # fmt: skip
MENTIONS = CopyRows("case_mention", case_id=ID, partition=INT4, position=INT8)


def trail_row(recorded: RecordedEvent) -> tuple[Any, ...]:
    """The event's row. Its channel, reason, direction and manager are what it has in the fields of those names, its
    rule and outcome in one of ``_RULES`` and ``_OUTCOMES``."""
    event = recorded.event
    rule, outcome = _fields(type(event))
    return (
        recorded.partition, recorded.position, recorded.version, recorded.record_offset, recorded.aggregate_id,
        recorded.event_id,
        recorded.causation_id, recorded.correlation_id, recorded.occurred_at, recorded.recorded_at,
        recorded.aggregate_kind, type(event).__name__, event.sentence(), recorded.actor.kind, recorded.actor.id,
        getattr(event, "channel", None), getattr(event, "reason", None), _said(event, rule),
        _said(event, outcome), getattr(event, "direction", None), getattr(event, "manager", None), recorded.hash,
    )  # fmt: skip


_RULES = ("rule", "rules", "breached_rule")
_OUTCOMES = ("outcome", "score")


_FIELDS: dict[type[Event], tuple[str | None, str | None]] = {}


def _fields(event_type: type[Event]) -> tuple[str | None, str | None]:
    """In which of its fields an event says its rule, and what came of it; worked out once."""
    if event_type not in _FIELDS:
        rule, outcome = (
            next((name for name in names if hasattr(event_type, name)), None) for names in (_RULES, _OUTCOMES)
        )
        _FIELDS[event_type] = rule, outcome
    return _FIELDS[event_type]


def _said(event: Event, field: str | None) -> str | None:
    """The text in that field: several rules with commas between, and a number as its digits."""
    value = None if field is None else getattr(event, field)
    if value is None or isinstance(value, str):
        return value
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def actor_counts(events: Sequence[RecordedEvent]) -> dict[str, object]:
    """How often each actor acted in events of one partition: the parameters of ``count_actors``."""
    counts = sorted(Counter((recorded.actor.id, recorded.actor.kind) for recorded in events).items())
    return {
        "partition": events[0].partition,
        "ids": [actor_id for (actor_id, _), _ in counts],
        "kinds": [kind for (_, kind), _ in counts],
        "events": [number for _, number in counts],
    }


def mention_rows(events: Iterable[RecordedEvent]) -> Iterator[tuple[UUID, int, int]]:
    """A row for each case that an event of another aggregate names."""
    for recorded in events:
        for case_id in cases_named(recorded.event):
            yield case_id, recorded.partition, recorded.position


def cases_named(event: Event) -> Sequence[UUID]:
    """The cases for which the payment, or a part of it, is or was."""
    return [portion.case_id for portion in getattr(event, "portions", ())]
