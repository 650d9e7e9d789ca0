"""`ProcessRecorder`: events, and how far the events that caused them were processed, in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eventsourcing.persistence import ProcessRecorder, Tracking

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.partition.partition_log import PartitionRole
from infra.eventlog.partition.tracking_log import TrackingLog
from infra.eventsourcing.application_recorder import KafkaApplicationRecorder


class KafkaProcessRecorder(KafkaApplicationRecorder, ProcessRecorder):
    """Events of one partition, and the trackings in the same partition of the tracking topic."""

    def __init__(
        self,
        connection: KafkaConnection,
        event_log: EventLog,
        partition: int,
        index_dir: Path,
        *,
        tracking_topic: str,
        **options: Any,
    ) -> None:
        self._tracking_log = TrackingLog(
            tracking_topic, partition, lambda: KafkaLogReader(connection, tracking_topic, partition)
        )
        super().__init__(connection, event_log, partition, index_dir, tracking_log=self._tracking_log, **options)

    def insert_tracking(self, tracking: Tracking) -> None:
        self.insert_events([], tracking=tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        if self._log.role is PartitionRole.READER:
            self._log.catch_up()
        return self._tracking_log.max_tracking_id(application_name)

    def close(self) -> None:
        super().close()
        self._tracking_log.close()
