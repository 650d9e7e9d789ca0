"""`AggregateRecorder` on one partition of a Kafka topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, ProgrammingError, StoredEvent, Tracking
from kafka import TopicPartition
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.catching_up import ReportProgress
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.partition_log import PartitionLog
from infra.eventlog.partition.tracking_log import TrackingLog
from infra.eventlog.records.event_record import PreparedHeaders
from infra.eventlog.records.event_writing import EventWriting, Write
from infra.eventlog.records.originator_ids import IndexedId, originator_ids
from infra.eventlog.records.record_encoding import Header
from infra.eventlog.transactions.transaction import OutgoingRecord

Originator = TypeVar("Originator", UUID, str)


class KafkaAggregateRecorder(AggregateRecorder):
    """Records events in a partition, which it owns from `take_over` on, and selects them from the index."""

    def __init__(
        self,
        connection: KafkaConnection,
        event_log: EventLog,
        partition: int,
        index_dir: Path,
        *,
        originator_id_type: str = "uuid",
        transactional_id: str | None = None,
        reads_only: bool = False,
        resolve_uncertain: bool = True,
        tracking_log: TrackingLog | None = None,
    ) -> None:
        """Opens the index; nothing is asked of Kafka yet.

        `reads_only`: it never owns the partition, and looks for new events before each read. `resolve_uncertain`:
        whether `insert_events` finds out by itself what became of a commit that was not answered (see
        `PartitionLog.append`), or raises CommitUncertain.
        """
        self._log = PartitionLog(
            connection,
            event_log,
            partition,
            index_dir,
            originator_ids(originator_id_type),
            transactional_id=transactional_id,
            reads_only=reads_only,
            also_load=None if tracking_log is None else tracking_log.load,
        )
        self._writing = EventWriting(self._log, resolve=resolve_uncertain, tracking_log=tracking_log)

    def take_over(self) -> None:
        """Rule 2: shuts every earlier owner of the partition out. `catch_up` must follow before events are inserted.

        Raises LogUnavailable, Fenced.
        """
        self._log.take_over()

    def catch_up(self, report: ReportProgress | None = None) -> None:
        """Rule 3: reads the partition into the index, up to the end seen when this was called.

        `report` is called after each batch with the progress and the end offset. Raises LogCorrupted,
        LogUnavailable.
        """
        self._log.catch_up(report)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        self._insert(stored_events, **kwargs)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        return self._log.read(lambda index: index.select_events(originator_id, gt, lte, desc, limit))

    def select_events_of(self, originator_ids: Iterable[Originator]) -> dict[Originator, list[StoredEvent]]:
        """All events of each originator that has any, in their order: in one look for all of them."""
        keys = self._by_key(originator_ids)
        found = self._log.read(lambda index: index.select_events_of(keys))
        return {keys[key]: events for key, events in found.items()}

    def latest_versions(self, originator_ids: Iterable[Originator]) -> dict[Originator, int]:
        """The latest version of each originator, -1 for one without events: in one look for all of them."""
        keys = self._by_key(originator_ids)
        found = self._log.read(lambda index: index.latest_versions(keys))
        return {keys[key]: version for key, version in found.items()}

    def close(self) -> None:
        """Gives up the connections. The partition stays owned until somebody else takes it over."""
        self._log.close()

    def _by_key(self, originator_ids: Iterable[Originator]) -> dict[IndexedId, Originator]:
        to_key, indexed = self._log.originators.to_key, self._log.originators.indexed
        return {indexed(to_key(originator_id)): originator_id for originator_id in originator_ids}

    def _insert(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        headers: Sequence[Sequence[Header] | PreparedHeaders] | None = None,
        records: Sequence[OutgoingRecord] = (),
        offsets: Mapping[TopicPartition, OffsetAndMetadata] | None = None,
        group_metadata: ConsumerGroupMetadata | None = None,
        tracking: Tracking | None = None,
        **_: Any,
    ) -> Sequence[int]:
        if not stored_events and not records and not offsets and tracking is None:
            return []
        if offsets and group_metadata is None:
            raise ProgrammingError("Offsets need the group_metadata of the consumer whose they are.")
        events = self._writing.prepare(stored_events, headers)
        return self._writing.write(Write(events, records, offsets, group_metadata, tracking))
