"""A record of the log taken apart by the checker's own hands, and its hash computed anew.

The hash of an event, as the log's documentation describes it (``infra/eventlog/records/chain.py``): SHA-256 over
a tag, the key, the value, and the name and value of each header but ``hash``, each with its length before it as a
zigzag varint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from domain.catalogue import EVENTS, kind_of
from domain.kernel.message import Event
from infra.audit.checker.log import LogRecord
from infra.messages.errors import Undecodable
from infra.messages.values import decode

TAG = b"eventsourcing-kafka-chain-1\n"


class NoEvent(Exception):
    """A record is no event; the message says why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event of the log. ``wrong_hash`` when its bytes are not those that its hash was made of."""

    partition: int
    offset: int
    position: int
    version: int
    aggregate_id: UUID
    kind: str
    event: Event
    event_id: UUID
    causation_id: UUID
    fingerprint: str
    correlation_id: UUID
    actor_kind: str
    actor_id: str
    occurred_at: datetime
    recorded_at: datetime
    previous_hash: bytes
    hash: bytes
    wrong_hash: bool

    @property
    def where(self) -> str:
        """Its place, for a person."""
        return f"partition {self.partition} position {self.position}"


def seen(record: LogRecord) -> Seen:
    """The event in a record. Raises NoEvent."""
    headers = {name: value for name, value in record.headers if value is not None}
    try:
        topic = headers["ce_type"].decode()
        event = decode(record.value or b"")
        if topic not in EVENTS or type(event) is not EVENTS[topic]:
            raise NoEvent(f"its type is {topic} and its value a {type(event).__name__}")
        if record.key != headers["ce_subject"]:
            raise NoEvent("its key is not its subject")
        return Seen(
            partition=record.partition,
            offset=record.offset,
            position=int(headers["position"]),
            version=int(headers["version"]),
            aggregate_id=UUID(headers["ce_subject"].decode()),
            kind=kind_of(topic).name,
            event=event,
            event_id=UUID(headers["ce_id"].decode()),
            causation_id=UUID(headers["ce_causationid"].decode()),
            fingerprint=headers["commandfingerprint"].decode(),
            correlation_id=UUID(headers["ce_correlationid"].decode()),
            actor_kind=headers["ce_authtype"].decode(),
            actor_id=headers["ce_authid"].decode(),
            occurred_at=_time(headers["ce_time"]),
            recorded_at=_time(headers["ce_recordedtime"]),
            previous_hash=bytes.fromhex(headers["prevhash"].decode("ascii")),
            hash=bytes.fromhex(headers["hash"].decode("ascii")),
            wrong_hash=headers["hash"] != computed_hash(record).hex().encode(),
        )
    except (KeyError, ValueError, Undecodable) as error:
        raise NoEvent(f"{type(error).__name__}: {error}") from error


def computed_hash(record: LogRecord) -> bytes:
    """What the record's bytes give."""
    parts = [TAG, _with_length(record.key), _with_length(record.value)]
    for name, value in _covered(record.headers):
        parts += (_with_length(name.encode()), _with_length(value))
    return sha256(b"".join(parts)).digest()


def first_previous_hash(log_id: str, partition: int) -> bytes:
    """What the first event of a partition must name as the hash before it."""
    return sha256(TAG + b"genesis" + _with_length(log_id.encode()) + _with_length(str(partition).encode())).digest()


def _covered(headers: Sequence[tuple[str, bytes | None]]) -> Sequence[tuple[str, bytes | None]]:
    return [(name, value) for name, value in headers if name != "hash"]


def _with_length(content: bytes | None) -> bytes:
    return _zigzag(-1) if content is None else _zigzag(len(content)) + content


def _zigzag(number: int) -> bytes:
    rest = (number << 1) ^ (number >> 63)
    encoded = bytearray()
    while rest >= 128:
        encoded.append(rest % 128 + 128)
        rest //= 128
    return bytes([*encoded, rest])


def _time(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode()).astimezone(UTC)
