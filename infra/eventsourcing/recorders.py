"""All recorders, under one name."""

from __future__ import annotations

from infra.eventsourcing.aggregate_recorder import KafkaAggregateRecorder
from infra.eventsourcing.application_recorder import KafkaApplicationRecorder
from infra.eventsourcing.process_recorder import KafkaProcessRecorder
from infra.eventsourcing.tracking_recorder import KafkaTrackingRecorder

__all__ = [
    "KafkaAggregateRecorder",
    "KafkaApplicationRecorder",
    "KafkaProcessRecorder",
    "KafkaTrackingRecorder",
]
