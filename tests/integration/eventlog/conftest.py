"""What the tests of the persistence module share: a log of one partition, and recorders on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from kafka.structs import ConsumerGroupMetadata

from infra.eventlog.admin.log_creation import create_log
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventsourcing.recorders import KafkaApplicationRecorder

OpenRecorder = Callable[..., KafkaApplicationRecorder]


@pytest.fixture
def connection(kafka_bootstrap: str) -> KafkaConnection:
    return KafkaConnection(kafka_bootstrap)


@pytest.fixture
def topics(log_name: str) -> LogTopics:
    return LogTopics(log_name)


@pytest.fixture
def event_log(connection: KafkaConnection, topics: LogTopics) -> EventLog:
    return create_log(connection, topics, 1)


@pytest.fixture
def open_recorder(connection: KafkaConnection, event_log: EventLog, tmp_path: Path) -> Iterator[OpenRecorder]:
    """Opens recorders on partition 0, owning it unless told otherwise, and closes them at the end."""
    opened: list[KafkaApplicationRecorder] = []

    def open_one(index: str = "index", *, owns: bool = True, **options: Any) -> KafkaApplicationRecorder:
        recorder = KafkaApplicationRecorder(connection, event_log, 0, tmp_path / index, **options)
        opened.append(recorder)
        if owns:
            recorder.take_over()
        if owns or options.get("reads_only"):
            recorder.catch_up()
        return recorder

    yield open_one
    for recorder in opened:
        recorder.close()


@contextmanager
def joined(connection: KafkaConnection, topic: str, group: str) -> Iterator[ConsumerGroupMetadata]:
    """A member of a consumer group, which leaves it at the end."""
    consumer = connection.consumer(group_id=group)
    try:
        consumer.subscribe([topic])
        while not consumer.assignment():
            consumer.poll(timeout_ms=200)
        yield consumer.group_metadata()
    finally:
        consumer.close(autocommit=False)


def an_event(originator_id: UUID | None = None, version: int = 1, state: bytes = b"state") -> StoredEvent:
    return StoredEvent(originator_id or uuid4(), version, "test:Happened", state)
