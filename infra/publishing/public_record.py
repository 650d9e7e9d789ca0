"""An event as the record of its public topic: key, and value in Confluent's framing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import UUID

from fastavro import parse_schema, schemaless_writer

from domain.kernel.recorded import RecordedEvent
from infra.messages.fields import to_fields
from infra.publishing.public_schema import (
    DAYS,
    MICROSECONDS,
    PublicType,
    is_uuid,
    optional,
    public_type,
    shown,
    unit_of,
)
from schemas.lock import FOLDER, read_schema
from schemas.registry import HEADER, MAGIC, Registry
from schemas.tree import Node, expand

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)

Convert = Callable[[Any], Any]


class PublicRecords:
    """Makes the records of one type of event. ``topic_name`` is the full name of the event's type."""

    def __init__(self, topic_name: str) -> None:
        row = Registry.load().newest(topic_name)
        document = read_schema(FOLDER / row.file)
        found = public_type(row, document)
        assert found is not None, f"{topic_name} is no event"
        self.type: PublicType = found
        self._parsed = parse_schema(dict(found.document))
        self._header = HEADER.pack(MAGIC, found.row.id)
        self._steps = [step for field in expand(document)["fields"] if shown(field) for step in _steps(field)]

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, topic_name: str) -> PublicRecords:
        """Those of a type, put together once."""
        return cls(topic_name)

    def fields(self, event: RecordedEvent) -> dict[str, Any]:
        """What the record says: plain numbers and texts, and None. Times and days are numbers, as Avro writes them."""
        own = to_fields(event.event)
        return _envelope(event) | {name: convert(own[source]) for name, source, convert in self._steps}

    def value(self, event: RecordedEvent) -> bytes:
        """The record's value."""
        body = BytesIO()
        schemaless_writer(body, self._parsed, self.fields(event))
        return self._header + body.getvalue()


def _envelope(event: RecordedEvent) -> dict[str, Any]:
    occurred, recorded = _microseconds(event.occurred_at), _microseconds(event.recorded_at)
    return {
        "event_id": str(event.event_id),
        "event_type": event.topic,
        "aggregate_id": str(event.aggregate_id),
        "event_version": event.version,
        "event_partition": event.partition,
        "event_position": event.position,
        "event_occurred_at": occurred // 1000,
        "event_occurred_at_us": occurred,
        "event_recorded_at": recorded // 1000,
        "event_recorded_at_us": recorded,
        "event_actor_kind": event.actor.kind,
        "event_correlation_id": str(event.correlation_id),
        "event_causation_id": str(event.causation_id),
    }


def _steps(field: Node) -> Iterable[tuple[str, str, Convert]]:
    """Which fields are made of one, and how."""
    name = field["name"]
    tree, _ = optional(field["type"])
    if unit_of(field) == MICROSECONDS:
        yield name, name, _or_none(lambda value: value // 1000)
        yield f"{name}_us", name, _as_it_is
    elif is_uuid(tree):
        yield name, name, _or_none(_uuid)
    elif tree["type"] in ("array", "record"):
        plain = _plain(tree, field)
        yield name, name, _or_none(lambda value: json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")))
    else:
        yield name, name, _as_it_is


def _plain(tree: Node, field: Mapping[str, Any]) -> Convert:
    """How a value within a part looks in JSON."""
    tree, _ = optional(tree)
    if tree["type"] == "record":
        return _or_none(_plain_record(tree))
    if tree["type"] == "array":
        each = _plain(tree["items"], {})
        return _or_none(lambda values: [each(value) for value in values])
    if is_uuid(tree):
        return _or_none(_uuid)
    if unit_of(field) == MICROSECONDS:
        return _or_none(lambda value: (_EPOCH + timedelta(microseconds=value)).isoformat().replace("+00:00", "Z"))
    if unit_of(field) == DAYS:
        return _or_none(lambda value: date.fromordinal(value + _EPOCH_DAY).isoformat())
    return _as_it_is


def _plain_record(tree: Node) -> Convert:
    parts = [(field["name"], _plain(field["type"], field)) for field in tree["fields"] if shown(field)]
    return lambda value: {name: convert(value[name]) for name, convert in parts}


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _as_it_is(value: Any) -> Any:
    return value


def _uuid(value: bytes) -> str:
    return str(UUID(bytes=value))


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND
