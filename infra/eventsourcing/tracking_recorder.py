"""`TrackingRecorder` on one partition of a compacted topic."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock

from eventsourcing.persistence import Tracking, TrackingRecorder

from infra.eventlog.errors import CommitRefused, CommitUncertain, Fenced, NotTakenOver
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.partition.partition_log import PartitionRole
from infra.eventlog.partition.tracking_log import TrackingLog
from infra.eventlog.transactions.transaction import PartitionProducer


class KafkaTrackingRecorder(TrackingRecorder):
    """Records trackings, and small values of a view together with them.

    A view is a subclass that calls `record(tracking, {name: bytes})` and `value(name)`: both are committed in one
    transaction. It is meant for a handful of values; a larger view belongs in a database.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        topic: str,
        partition: int,
        *,
        transactional_id: str | None = None,
        reads_only: bool = False,
    ) -> None:
        self._tracking_log = TrackingLog(topic, partition, lambda: KafkaLogReader(connection, topic, partition))
        self._producer = PartitionProducer(connection, transactional_id or f"{topic}-writer-{partition}")
        self._role = PartitionRole.READER if reads_only else PartitionRole.IDLE
        self._lock = RLock()

    def take_over(self) -> None:
        """Shuts every earlier recorder on the partition out, and reads what they recorded."""
        with self._lock:
            if self._role is PartitionRole.READER:
                raise NotTakenOver(f"{self._tracking_log.topic} was opened for reading only.")
            self._producer.fence()
            self._tracking_log.load()
            self._role = PartitionRole.OWNER

    def insert_tracking(self, tracking: Tracking) -> None:
        self.record(tracking, {})

    def record(self, tracking: Tracking, values: Mapping[str, bytes]) -> None:
        """Records a tracking and a view's values in one transaction.

        Raises IntegrityError when the tracking is not beyond the recorded one, Fenced when another recorder is
        there, CommitRefused when nothing was written.
        """
        with self._lock:
            self._ready_to_write()
            self._tracking_log.check(tracking)
            try:
                self._producer.commit(self._tracking_log.records(tracking, values))
            except Fenced:
                self._role = PartitionRole.LOST
                raise
            except CommitUncertain as error:
                self.take_over()
                if not self._tracking_log.has(tracking):
                    raise CommitRefused(
                        "A commit was not answered, and it did not take place. Nothing was recorded; try again."
                    ) from error
            else:
                self._tracking_log.recorded(tracking, values)

    def max_tracking_id(self, application_name: str) -> int | None:
        with self._lock:
            self._ready_to_read()
            return self._tracking_log.max_tracking_id(application_name)

    def value(self, name: str) -> bytes | None:
        """A value that `record` recorded last under this name."""
        with self._lock:
            self._ready_to_read()
            return self._tracking_log.value(name)

    def close(self) -> None:
        with self._lock:
            self._producer.close()
            self._tracking_log.close()

    def _ready_to_read(self) -> None:
        if self._role is PartitionRole.READER:
            self._tracking_log.load()

    def _ready_to_write(self) -> None:
        if self._role is PartitionRole.LOST:
            raise Fenced(f"{self._tracking_log.topic} belongs to another recorder now; this one must stop.")
        if self._role is not PartitionRole.OWNER:
            raise NotTakenOver(f"{self._tracking_log.topic} is not taken over ({self._role.value}).")
        if not self._producer.usable:
            self.take_over()
