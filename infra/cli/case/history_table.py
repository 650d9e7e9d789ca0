"""Events as a person reads them: what, who, why, when it happened and when it was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from rich.console import RenderableType

from infra.cli.render.formats import Format, tell
from infra.cli.render.table import extra, moment, number, table, text
from infra.cli.session import Session
from infra.cli.times import Zone

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from domain.kernel.recorded import RecordedEvent

HASH_SHOWN = 8
"""Hexadecimal digits of a hash: enough to tell two apart by eye. JSON has all of it."""

EVENT_COLUMNS = (
    text("what", at_least=26),
    text("who", at_most=15),
    text("why", at_least=22),
    moment("happened"),
    moment("recorded"),
    extra("at"),
    extra("hash"),
)
"""What every table of events shows; ``at`` is partition/position."""


def history_table(title: str, events: Sequence[RecordedEvent], zone: Zone) -> RenderableType:
    """One row for each event, in the order given."""
    rows = [
        (
            event.version,
            summary_of(event),
            f"{event.actor.kind} {event.actor.id}",
            reasons_of(event),
            zone.minute(event.occurred_at),
            zone.minute(event.recorded_at),
            f"{event.partition}/{event.position}",
            event.hash.hex()[:HASH_SHOWN],
        )
        for event in events
    ]
    return table(title, [number("v"), *EVENT_COLUMNS], rows, caption=zone.caption)


def tell_history(session: Session, title: str, events: Sequence[RecordedEvent], answer_as: Format) -> None:
    """All that happened to one thing, in the format that was asked for."""
    tell(
        session.screen,
        answer_as,
        lambda: history_document(events),
        lambda: [history_table(title, events, session.zone)],
        listed="events",
    )


def summary_of(event: RecordedEvent) -> str:
    """The event in a sentence without personal data: the one that the trail shows."""
    return event.event.sentence()


def reasons_of(event: RecordedEvent) -> str:
    """Channel, reason and rule, as far as the event has them."""
    happened = event.event
    return " · ".join(str(value) for name in WHY if (value := getattr(happened, name, None)))


WHY = ("channel", "reason", "rule")


def history_document(events: Iterable[RecordedEvent]) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    listed = list(events)
    return {
        "aggregate_id": listed[0].aggregate_id,
        "kind": listed[0].aggregate_kind,
        "events": [event_document(event) for event in listed],
    }


def event_document(event: RecordedEvent) -> dict[str, Any]:
    """One event, whole: with the personal fields that it has."""
    return {
        "partition": event.partition,
        "position": event.position,
        "aggregate_id": event.aggregate_id,
        "version": event.version,
        "type": type(event.event).__name__,
        "summary": summary_of(event),
        "actor": {"kind": event.actor.kind, "id": event.actor.id},
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        "event_id": event.event_id,
        "causation_id": event.causation_id,
        "correlation_id": event.correlation_id,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
        "data": asdict(cast("DataclassInstance", event.event)),
    }
