"""One partition of an event log, with its owner, its index and its reader: the write protocol's rules 2, 3 and 6.

An owner's life: `take_over` (fence), `catch_up` (barrier), then `append` as often as it likes. When an outcome is
`Fenced` the object is of no more use for writing; after any other failed commit it takes over and catches up by
itself before the next append.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from threading import RLock
from typing import NamedTuple, TypeVar

from eventsourcing.persistence import OperationalError, ProgrammingError
from kafka import TopicPartition
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.errors import CommitRefused, CommitUncertain, Fenced, LogUnavailable, NotTakenOver
from infra.eventlog.index.catching_up import CatchUp, ReportProgress
from infra.eventlog.index.index import IndexMovedError, IndexProgress, PartitionIndex
from infra.eventlog.index.index_file import index_path
from infra.eventlog.index.recent_events import EventRow, VersionTwiceError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader, LogReader
from infra.eventlog.records.event_record import PreparedHeaders, encode_event
from infra.eventlog.records.originator_ids import IndexedId, OriginatorIds
from infra.eventlog.transactions.transaction import OutgoingRecord, PartitionProducer
from infra.runtime.crash_points import crash_point

log = logging.getLogger(__name__)

Found = TypeVar("Found")


class NewEvent(NamedTuple):
    """An event that is ready to be written: everything but its place in the log."""

    originator: IndexedId
    version: int
    topic: str
    state: bytes
    key_and_value: bytes
    """Encoded (`record_encoding.encode_field`)."""
    headers: PreparedHeaders

    @property
    def size(self) -> int:
        """Bytes of the record, but for what the log adds."""
        return len(self.key_and_value) + len(self.headers.encoded)


class PartitionRole(Enum):
    """What an object may do with its partition."""

    IDLE = "not taken over"
    OWNER = "owner"
    LOST = "replaced by another owner"
    READER = "reader"


class PartitionLog:
    """Reads and, once it has taken the partition over, writes. Its methods may be called from any thread."""

    def __init__(
        self,
        connection: KafkaConnection,
        event_log: EventLog,
        partition: int,
        index_dir: Path,
        originators: OriginatorIds,
        *,
        transactional_id: str | None = None,
        reads_only: bool = False,
        also_load: Callable[[], None] | None = None,
        open_reader: Callable[[KafkaConnection, str, int], LogReader] = KafkaLogReader,
    ) -> None:
        if not 0 <= partition < event_log.partitions:
            raise ProgrammingError(
                f"{event_log.topic} has {event_log.partitions} partitions: {partition} is not one of them."
            )
        self.event_log, self.partition, self.originators = event_log, partition, originators
        self.topic_partition = TopicPartition(event_log.topic, partition)
        self.role = PartitionRole.READER if reads_only else PartitionRole.IDLE
        self.index = PartitionIndex(index_path(index_dir, event_log, partition), event_log, partition, originators)
        self._producer = PartitionProducer(connection, transactional_id or f"{event_log.topic}-writer-{partition}")
        self._catch_up = CatchUp(
            self.index, event_log, partition, originators, lambda: open_reader(connection, event_log.topic, partition)
        )
        self._also_load = also_load
        self._lock = RLock()
        self._is_current = False
        self._committed = 0  # the last position that we have committed ourselves
        self.last_offsets: Mapping[TopicPartition, int] = {}
        """Of the last append: the offset of its last record in each partition, where the brokers said so."""

    # --- owning

    def take_over(self) -> None:
        """Rule 2: shuts every earlier owner out. Follow it with `catch_up`."""
        with self._lock:
            if self.role is PartitionRole.READER:
                raise NotTakenOver(f"{self.topic_partition} was opened for reading only.")
            self._is_current = False
            try:
                self._producer.fence()
            except Fenced:
                self.role = PartitionRole.LOST
                raise
            self.role = PartitionRole.OWNER

    def catch_up(self, report: ReportProgress | None = None, witness: int | None = None) -> bytes | None:
        """Rule 3: reads what is committed into the index, up to the end seen at the beginning of this call.

        Returns the hash of the event at position `witness`, when that event was among what was read.
        Raises LogCorrupted, LogUnavailable.
        """
        with self._lock:
            try:
                seen = self._catch_up.run(report, witness, self._committed)
            except sqlite3.Error as error:
                raise self._index_failed(error) from error
            if self._also_load is not None:
                self._also_load()
            # Without the fence that ends it, a commit of ours whose answer was lost may become visible only now.
            self._is_current = self.role is PartitionRole.OWNER and self._producer.usable
            crash_point("after-catch-up")
            return seen

    @property
    def last_position(self) -> int:
        """Of the last event in the index; 0 when there is none."""
        return self.index.progress.position

    def close(self) -> None:
        with self._lock:
            self._producer.close()
            self._catch_up.close()
            self.index.close()

    # --- reading

    def read(self, query: Callable[[PartitionIndex], Found]) -> Found:
        """What a query finds in the index, which is first brought up to date where it can be behind the log.

        A damaged index is begun again. Raises OperationalError when the index cannot be read or written.
        """
        if self.role is PartitionRole.READER or (self.role is PartitionRole.OWNER and not self._is_current):
            self.catch_up()
        try:
            return query(self.index)
        except sqlite3.OperationalError as error:
            raise self._index_failed(error) from error
        except sqlite3.DatabaseError as error:
            with self._lock:
                self._catch_up.begin_again(f"is damaged ({error})")
                self.catch_up()
                return query(self.index)

    # --- writing

    def ready_to_write(self) -> PartitionIndex:
        """The index, equal to the end of the log, which nobody else may write to. Raises Fenced, NotTakenOver."""
        with self._lock:
            if self.role is PartitionRole.LOST:
                raise Fenced(f"{self.topic_partition} belongs to another owner now; this one must stop.")
            if self.role is not PartitionRole.OWNER:
                raise NotTakenOver(
                    f"{self.topic_partition} is not taken over ({self.role.value}): it cannot be written."
                )
            if not self._producer.usable:
                self.take_over()
            if not self._is_current:
                self.catch_up()
            return self.index

    def append(
        self,
        events: Sequence[NewEvent],
        records: Sequence[OutgoingRecord] = (),
        offsets: Mapping[TopicPartition, OffsetAndMetadata] | None = None,
        group_metadata: ConsumerGroupMetadata | None = None,
        *,
        resolve: bool = True,
        took_place: Callable[[], bool] | None = None,
    ) -> int:
        """Writes events (and what belongs to them) as one transaction. Returns the position of the first.

        The caller has seen to it that no originator's version is taken. With `resolve`, an uncertain commit is
        looked up in the log and becomes a success or a `CommitRefused`; without, it is raised, and the caller must
        take over and catch up itself. `took_place` is how to look when there are no events.

        Raises Fenced, CommitRefused, CommitUncertain.
        """
        with self._lock:
            before = self.ready_to_write().progress
            bodies, last_hash = _encode(events, before)
            last_position = before.position + len(events)
            self._is_current = False  # until the index has what comes now, whatever interrupts us
            self.last_offsets = {}
            try:
                written = self._producer.commit(
                    records, {self.topic_partition: bodies} if bodies else {}, offsets, group_metadata
                )
            except Fenced:
                self.role = PartitionRole.LOST
                raise
            except CommitUncertain:
                if not resolve:
                    raise
                self._resolve(events, last_position, last_hash, took_place)
            else:
                self._committed = last_position
                self.last_offsets = {place: offset for place, offset in written.items() if offset >= 0}
                last_offset = written.get(self.topic_partition, -1)
                after = IndexProgress(last_position, last_hash, last_offset, last_offset + 1)
                self._is_current = not events or self._index(events, before, after)
            return before.position + 1

    def _resolve(
        self,
        events: Sequence[NewEvent],
        last_position: int,
        last_hash: bytes,
        took_place: Callable[[], bool] | None,
    ) -> None:
        """Rule 6: a new producer ends the transaction one way or the other; then the log says which."""
        log.warning("A commit to %s was not answered; finding out what became of it.", self.topic_partition)
        try:
            self.take_over()
            seen = self.catch_up(witness=last_position)
        except LogUnavailable as error:
            raise CommitUncertain(
                f"A commit to {self.topic_partition} was not answered, and the cluster cannot be asked what became of "
                "it. The events are in the log wholly or not at all: read again before you repeat it."
            ) from error
        if not events and took_place is None:
            raise CommitUncertain(
                f"A transaction without events in {self.topic_partition} was not answered, and the log cannot tell "
                "whether it took place. Read again what it was to change."
            )
        if not (seen == last_hash if events or took_place is None else took_place()):
            raise CommitRefused(
                f"A commit to {self.topic_partition} was not answered, and the log shows that it did not take "
                "place. Nothing was written; try again."
            )

    def _index(self, events: Sequence[NewEvent], before: IndexProgress, after: IndexProgress) -> bool:
        """Applies committed events to the index, if it can. They are in the log now, so no error may deny that."""
        if after.last_offset < 0:  # the broker did not say where they are: they are read from the log
            return False
        try:
            self.index.apply(_rows(events, before.position), after)
        except (sqlite3.Error, IndexMovedError, VersionTwiceError) as error:
            log.warning(
                "The index of %s fell behind (%r); it catches up before its next use.", self.topic_partition, error
            )
            return False
        crash_point("after-index")
        return True

    def _index_failed(self, error: sqlite3.Error) -> OperationalError:
        return OperationalError(
            f"The index {self.index.path} could not be used: {error}. The events are safe in the log. Make room, or "
            "delete the index: it is read again from the log."
        )


def _encode(events: Sequence[NewEvent], before: IndexProgress) -> tuple[list[bytes], bytes]:
    bodies: list[bytes] = []
    position, last_hash = before.position, before.hash
    for event in events:
        position += 1
        body, last_hash = encode_event(event.key_and_value, event.headers, event.version, position, last_hash)
        bodies.append(body)
    return bodies, last_hash


def _rows(events: Sequence[NewEvent], before: int) -> list[EventRow]:
    return [
        EventRow(position, originator, version, topic, state, headers.causation_id, headers.fingerprint)
        for position, (originator, version, topic, state, _, headers) in enumerate(events, before + 1)
    ]
