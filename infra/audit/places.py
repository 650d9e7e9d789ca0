"""The histories of cases or payments, read by their places: they cost the same however long the log is.

1. In one snapshot the audit trail says where the events are: those that it shows, those that wait parked in it, and
   up to which offset it has followed the partition.
2. Those records are fetched from Kafka.
3. What came after that offset is read as it stands: what was written a moment ago is there, whether the projector
   has it yet or not. Only this part grows when a projector stands still.
4. Every record is checked by itself: its hash over the stored bytes, its key, its version with none missing from 1 on,
   and position and hash as the trail took them in. So a record that was changed is noticed, and a row that the trail
   lacks between others. What is not checked here are the chain through other cases' events, and whether the trail
   lacks its last rows: `caseledger verify` does that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg2.extensions import connection

from domain.kernel.recorded import RecordedEvent
from infra.audit.history import LogHistory
from infra.eventlog.errors import LogCorrupted
from infra.eventlog.partition.log_reader import RawRecord
from infra.eventlog.records.event_reading import decode_event
from infra.messages.events import read_record
from infra.postgres.parked import parked_offsets
from infra.postgres.progress import answer, progress
from projections.audit_trail.queries import EventPlace, places

TRAIL = "audit_trail"


class TrailDiffers(Exception):
    """The audit trail and the log do not say the same of one aggregate; nothing of it was answered."""

    def __init__(self, aggregate_id: UUID, problem: str) -> None:
        super().__init__(
            f"The audit trail does not fit the log for {aggregate_id}: {problem}. Nothing was answered or changed. "
            "`caseledger verify` says which of the two is wrong; where it is the trail, `caseledger projections "
            "rebuild audit_trail` makes it anew from the log."
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where the events of some aggregates are. ``followed_to`` is the offset from which on the trail knows of none."""

    shown: list[EventPlace]
    parked: list[int]
    followed_to: int


def histories_at_their_places(
    log: LogHistory, opened: connection, aggregate_ids: Collection[UUID]
) -> dict[UUID, list[RecordedEvent]]:
    """All events of each aggregate; empty when there are none.

    Raises TrailDiffers, LogCorrupted, Undecodable, LogUnavailable.
    """
    partitions: dict[int, list[UUID]] = {}
    for aggregate_id in aggregate_ids:
        partitions.setdefault(log.partition_of(aggregate_id), []).append(aggregate_id)
    found: dict[UUID, list[RecordedEvent]] = {}
    for partition, ids in partitions.items():
        found |= _of_partition(log, opened, partition, ids)
    return found


def _of_partition(
    log: LogHistory, opened: connection, partition: int, ids: Sequence[UUID]
) -> dict[UUID, list[RecordedEvent]]:
    found = answer(opened, lambda snapshot: _places(snapshot, partition, ids)).value
    by_offset = {place.record_offset: place for place in found.shown}
    histories: dict[UUID, list[RecordedEvent]] = {aggregate_id: [] for aggregate_id in ids}
    for record in _records(log, partition, found, {str(aggregate_id).encode() for aggregate_id in ids}):
        recorded = _checked(log.log.topic, partition, record)
        place = by_offset.pop(record.offset, None)
        whose = place.aggregate_id if place else recorded.aggregate_id
        events = histories.setdefault(whose, [])
        _compare(whose, recorded, place, version=len(events) + 1)
        events.append(recorded)
    if by_offset:
        missing = next(iter(by_offset.values()))
        raise TrailDiffers(missing.aggregate_id, f"the log has no record where the trail saw version {missing.version}")
    return histories


def _places(opened: connection, partition: int, ids: Sequence[UUID]) -> Places:
    reached = (one.next_offset for one in progress(opened) if (one.model, one.partition) == (TRAIL, partition))
    return Places(places(opened, ids), parked_offsets(opened, TRAIL, partition, ids), next(reached, 0))


def _records(log: LogHistory, partition: int, found: Places, keys: Collection[bytes]) -> Iterator[RawRecord]:
    """The records at the places, and those of the keys that came since; in the order of the log."""
    picker = log.picker(partition)
    end = picker.end_offset()
    picked = picker.pick({*(place.record_offset for place in found.shown), *found.parked}, end)
    yield from (picked[offset] for offset in sorted(picked))
    yield from _of_keys(log.records(partition, found.followed_to, end) if found.followed_to < end else (), keys)


def _of_keys(records: Iterable[RawRecord], keys: Collection[bytes]) -> Iterator[RawRecord]:
    return (record for record in records if record.key in keys)


def _checked(topic: str, partition: int, record: RawRecord) -> RecordedEvent:
    """The event, once its stored bytes have the hash that it bears. Raises LogCorrupted, Undecodable."""
    assert record.stored is not None
    try:
        decode_event(record.key, record.value, record.stored, record.header_count)
    except (ValueError, IndexError) as error:
        problem = f"the record is not an event of this log: {error}"
        raise LogCorrupted(topic, partition, record.offset, None, problem) from error
    return read_record(partition, record)


def _compare(aggregate_id: UUID, recorded: RecordedEvent, place: EventPlace | None, version: int) -> None:
    """What the record is, against what the trail says that it is; ``place`` None where the trail does not say."""
    if recorded.aggregate_id != aggregate_id:
        raise TrailDiffers(aggregate_id, f"a record that the trail names is of {recorded.aggregate_id}")
    if recorded.version != version:
        raise TrailDiffers(aggregate_id, f"version {recorded.version} comes where version {version} should")
    if place is not None and (recorded.position, recorded.hash) != (place.position, place.hash):
        raise TrailDiffers(aggregate_id, f"version {version} is another than the one that the trail took in")
