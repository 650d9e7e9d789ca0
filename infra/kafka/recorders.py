"""All recorders, under one name."""

from __future__ import annotations

from infra.kafka.aggregate_recorder import KafkaAggregateRecorder
from infra.kafka.application_recorder import KafkaApplicationRecorder
from infra.kafka.process_recorder import KafkaProcessRecorder
from infra.kafka.tracking_recorder import KafkaTrackingRecorder

__all__ = [
    "KafkaAggregateRecorder",
    "KafkaApplicationRecorder",
    "KafkaProcessRecorder",
    "KafkaTrackingRecorder",
]
