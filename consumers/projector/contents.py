"""What a batch of the log holds: events, and records that cannot be read as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from infra.eventlog.partition.log_reader import Record
from infra.messages.errors import Undecodable
from infra.messages.events import read_record
from infra.messages.headers import by_name

POSITION_DIGITS_MAX = 18
"""More is no position: a bigint would not hold it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is no event this program can read, and as much as it says for all that."""

    position: int | None
    aggregate_id: UUID | None
    topic: str | None
    reason: str


class Item(NamedTuple):
    """A record and what it holds."""

    record: Record
    content: RecordedEvent | Unreadable


@dataclass(frozen=True, slots=True)
class PartitionBatch:
    """Records of one partition in their order; ``next_offset`` is where to read on, past what is no record."""

    partition: int
    items: Sequence[Item]
    next_offset: int


def batch_of(partition: int, records: Sequence[Record], next_offset: int) -> PartitionBatch:
    """The records, read."""
    return PartitionBatch(partition, [Item(record, read(partition, record)) for record in records], next_offset)


def read(partition: int, record: Record) -> RecordedEvent | Unreadable:
    """The event in a record, or why there is none."""
    try:
        return read_record(partition, record)
    except Undecodable as error:
        return _unreadable(record, str(error))


def _unreadable(record: Record, reason: str) -> Unreadable:
    headers = by_name((name, content) for name, content in record.headers if content is not None)
    position = headers.get("position", b"")
    return Unreadable(
        position=int(position) if position.isdigit() and len(position) <= POSITION_DIGITS_MAX else None,
        aggregate_id=_uuid(record.key),
        topic=headers["ce_type"].decode("utf-8", "replace")[:200] if "ce_type" in headers else None,
        reason=reason,
    )


def _uuid(key: bytes | None) -> UUID | None:
    try:
        return UUID((key or b"").decode("ascii"))
    except ValueError:
        return None
