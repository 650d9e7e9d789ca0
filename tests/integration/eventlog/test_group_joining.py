"""A member of a consumer group is never left outside by a join that ended between two polls."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.group_joining import subscribe
from tests.waiting import PATIENCE_S

Join = Callable[[KafkaConsumer, str, ConsumerRebalanceListener], None]


class Owned(ConsumerRebalanceListener):  # type: ignore[misc]
    """What the group says, and how often."""

    def __init__(self) -> None:
        self.partitions: set[TopicPartition] = set()
        self.assignments = 0

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self.partitions = set(assigned)
        self.assignments += 1

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self.partitions = set()


@pytest.fixture
def consumer(connection: KafkaConnection, event_log: EventLog) -> Iterator[KafkaConsumer]:
    consumer = connection.consumer(group_id=f"{event_log.topic}-group", session_timeout_ms=6_000)
    yield consumer
    consumer.close(autocommit=False)


def _plainly(consumer: KafkaConsumer, topic: str, listener: ConsumerRebalanceListener) -> None:
    consumer.subscribe([topic], listener=listener)
    consumer.topics()


def _member_whose_join_ends_between_two_polls(consumer: KafkaConsumer, topic: str, join: Join) -> Owned:
    owned = Owned()
    join(consumer, topic, owned)
    assert _polled_until_assigned(consumer, owned)
    _hear_of_a_change(consumer)
    while owned.partitions:
        consumer.poll(timeout_ms=1)  # begins to join, and does not wait for the end of it
    time.sleep(1)
    return owned


def _hear_of_a_change(consumer: KafkaConsumer) -> None:
    """As when a broker that restarts has, for a moment, no leader for the topic."""
    coordinator: Any = consumer._coordinator
    coordinator._assignment_snapshot = {"what the topic looked like before": set()}


def _polled_until_assigned(consumer: KafkaConsumer, owned: Owned, limit_s: float = PATIENCE_S) -> bool:
    deadline = time.monotonic() + limit_s
    while not owned.partitions and time.monotonic() < deadline:
        consumer.poll(timeout_ms=200)
    return bool(owned.partitions)


def test_a_join_that_ends_between_two_polls_is_not_lost(consumer: KafkaConsumer, event_log: EventLog) -> None:
    owned = _member_whose_join_ends_between_two_polls(consumer, event_log.topic, subscribe)
    assert _polled_until_assigned(consumer, owned)


def test_kafka_python_alone_loses_it(consumer: KafkaConsumer, event_log: EventLog) -> None:
    """Once this fails, the client has been mended, and `group_joining` can go."""
    owned = _member_whose_join_ends_between_two_polls(consumer, event_log.topic, _plainly)
    assert not _polled_until_assigned(consumer, owned, limit_s=5)


def test_a_member_joins_once_and_not_again_when_it_hears_of_its_topic(
    consumer: KafkaConsumer, event_log: EventLog
) -> None:
    owned = Owned()
    subscribe(consumer, event_log.topic, owned)
    assert _polled_until_assigned(consumer, owned)
    for _ in range(10):
        consumer.poll(timeout_ms=100)
    assert (len(owned.partitions), owned.assignments) == (event_log.partitions, 1)
