"""Apache Kafka as an event store for the `eventsourcing` library: PERSISTENCE_MODULE=infra.eventsourcing.

See docs/kafka-persistence.md. Nothing in this package knows what the events are about.
"""

from __future__ import annotations

from infra.eventsourcing.factory import KafkaFactory

__all__ = ["KafkaFactory"]
