"""An event as a record on ``<log>.events``: what the writer adds to it, and how a reader takes it apart.

The persistence module appends ``version``, ``position``, ``prevhash`` and ``hash``; everything before them is here.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Protocol, cast

from domain.catalogue import EVENTS, kind_of
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.records.header_layout import SplitHeaders
from infra.messages import values
from infra.messages.errors import Undecodable
from infra.messages.headers import (
    Header,
    actor_of,
    by_name,
    hash_of,
    number_of,
    text_of,
    time_of,
    uuid_of,
)
from infra.messages.quick_text import (
    actor_of_texts,
    instant_of_text,
    number_of_text,
    shared_uuid_of_text,
    topic_of_text,
    uuid_of_text,
)


class StoredRecord(Protocol):
    """What a record says, wherever it was kept."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def split_headers(self) -> SplitHeaders: ...


def read_record(partition: int, record: StoredRecord) -> RecordedEvent:
    """The event in a record of the log. Raises Undecodable, naming the record and the reason."""
    return _read(partition, record.offset, record.key, record.value, *record.split_headers)


def read_event(
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    headers: Mapping[str, bytes] | Iterable[Header],
) -> RecordedEvent:
    """The same, of a record's parts."""
    named = by_name(headers)
    return _read(partition, offset, key, value, tuple(named), tuple(named.values()))


def _read(
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    names: tuple[str, ...],
    contents: tuple[Any, ...],
) -> RecordedEvent:
    try:
        found = _read_quickly(partition, offset, key, value, names, contents)
        return found or _read_in_general(partition, offset, key, value, dict(zip(names, contents, strict=True)))
    except Undecodable as error:
        raise Undecodable(f"partition {partition} offset {offset}: {error}") from error


_QUICKLY_READ = (
    "ce_subject", "ce_type", "position", "version", "ce_id", "ce_time", "ce_recordedtime", "ce_authtype", "ce_authid",
    "ce_correlationid", "ce_causationid", "prevhash", "hash",
)  # fmt: skip
_PICKS: dict[tuple[str, ...], Callable[[Any], tuple[Any, ...]]] = {}
PICKS_MAX = 1024


def _pick_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What picks those contents out of all that have these names. Raises KeyError when one is missing."""
    places = {name: place for place, name in enumerate(names)}  # of two with one name the last counts
    if len(_PICKS) >= PICKS_MAX:
        _PICKS.clear()
    pick = _PICKS[names] = itemgetter(*[places[name] for name in _QUICKLY_READ])
    return pick


def _read_quickly(
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    names: tuple[str, ...],
    contents: tuple[Any, ...],
) -> RecordedEvent | None:
    """An event as our writers write it. Of anything else nothing is said: the general way has the words for it."""
    try:
        (
            subject, type_text, position, version, event_id, occurred, recorded, actor_kind, actor_id,
            correlation, causation, previous_hash, its_hash,
        ) = (_PICKS.get(names) or _pick_of(names))(contents)  # fmt: skip
        topic, kind = topic_of_text(type_text)
        if key != subject or value is None:
            return None
        event = values.decode(value)
        if topic != event.TOPIC:
            return None
        return RecordedEvent(
            partition,
            number_of_text(position),
            kind,
            shared_uuid_of_text(subject),
            number_of_text(version),
            uuid_of_text(event_id),
            topic,
            cast(Event, event),
            instant_of_text(occurred),
            instant_of_text(recorded),
            actor_of_texts(actor_kind, actor_id),
            shared_uuid_of_text(correlation),
            shared_uuid_of_text(causation),
            unhexlify(previous_hash),
            unhexlify(its_hash),
            offset,
        )
    except (KeyError, ValueError, TypeError, AttributeError, Undecodable):
        return None


def _read_in_general(
    partition: int, offset: int, key: bytes | None, value: bytes | None, named: dict[str, bytes]
) -> RecordedEvent:
    topic = text_of(named, "ce_type")
    if topic not in EVENTS:
        raise Undecodable(f"there is no event {topic!r}")
    if value is None or key is None or key != named.get("ce_subject"):
        raise Undecodable("the record has no value, or its key is not the aggregate that ce_subject names")
    event = values.decode(value)
    if topic != event.TOPIC:
        raise Undecodable(f"ce_type says {topic} and the value is a {event.TOPIC}")
    return RecordedEvent(
        partition=partition,
        position=number_of(named, "position"),
        aggregate_kind=kind_of(topic).name,
        aggregate_id=uuid_of(named, "ce_subject"),
        version=number_of(named, "version"),
        event_id=uuid_of(named, "ce_id"),
        topic=topic,
        event=cast(Event, event),
        occurred_at=time_of(named, "ce_time"),
        recorded_at=time_of(named, "ce_recordedtime"),
        actor=actor_of(named),
        correlation_id=uuid_of(named, "ce_correlationid"),
        causation_id=uuid_of(named, "ce_causationid"),
        previous_hash=hash_of(named, "prevhash"),
        hash=hash_of(named, "hash"),
        record_offset=offset,
    )
