"""A portfolio straight into an empty log: each partition's events in their order, some megabytes to a transaction.

1. It must be alone: no writer is in the group, and every writer's fence is ours. One that comes all the same fences us,
   our next transaction is refused, and the log stays a part.
2. There must be nothing in the log: no event, and no command that waits.
3. The log says that it is only a part before the first event is written, and that it is whole after the last.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from kafka import TopicPartition
from kafka.errors import CoordinatorNotAvailableError, KafkaError

from infra.eventlog.admin.bulk_record import BulkRecord
from infra.eventlog.admin.log_creation import record_bulk
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import LogUnavailable, TopicSettingsError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import offsets_in
from infra.eventlog.records.chain import genesis
from infra.eventlog.records.event_record import encode_event
from infra.eventlog.time_outs import OFFSETS_S
from infra.eventlog.transactions.transaction import OutgoingRecord, PartitionProducer
from infra.generator.bulk.encoding import Encoded

TRANSACTION_BYTES = 8 * 1024 * 1024
"""Of events that wait for one partition's next transaction."""


@dataclass(slots=True)
class Partition:
    """How far one partition is: the place of its last event, and what waits for the next transaction."""

    hash: bytes
    position: int = 0
    size: int = 0
    bodies: list[bytes] = field(default_factory=list)
    records: list[OutgoingRecord] = field(default_factory=list)

    def add(self, encoded: Encoded) -> int:
        """What follows. Returns how many bytes the events are."""
        before = self.size
        for event in encoded.events:
            self.position += 1
            body, self.hash = encode_event(*event, self.position, self.hash)
            self.bodies.append(body)
            self.size += len(body)
        self.records += encoded.records
        return self.size - before

    def clear(self) -> None:
        """It was written."""
        self.size, self.bodies, self.records = 0, [], []


class BulkLog:
    """Where what is encoded goes. Without producers it is only measured. ``bytes`` are those of all events."""

    def __init__(self, event_log: EventLog, producers: dict[int, PartitionProducer]) -> None:
        self._topic, self._producers = event_log.topic, producers
        self._partitions = {n: Partition(genesis(event_log.log_id, n)) for n in range(event_log.partitions)}
        self.bytes = 0

    @property
    def positions(self) -> dict[int, int]:
        """Of the last event in each partition."""
        return {number: partition.position for number, partition in self._partitions.items()}

    def add(self, encoded: Encoded) -> None:
        """What comes next. Raises Fenced, CommitRefused, CommitUncertain."""
        partition = self._partitions[encoded.partition]
        self.bytes += partition.add(encoded)
        if partition.size >= TRANSACTION_BYTES:
            self._commit(encoded.partition, partition)

    def finish(self) -> None:
        """Write what still waits. Raises as ``add`` does."""
        for number, partition in self._partitions.items():
            self._commit(number, partition)

    def _commit(self, number: int, partition: Partition) -> None:
        if self._producers and (partition.bodies or partition.records):
            place = TopicPartition(self._topic, number)
            self._producers[number].commit(partition.records, {place: partition.bodies})
        partition.clear()


@contextmanager
def fenced(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog
) -> Iterator[dict[int, PartitionProducer]]:
    """1. and 2.: the producers of all partitions of an empty log that nobody else writes to.

    Raises TopicSettingsError, Fenced, LogUnavailable.
    """
    _refuse_company(connection, topics)
    producers = {n: PartitionProducer(connection, topics.transactional_id(n)) for n in range(event_log.partitions)}
    try:
        for producer in producers.values():
            producer.fence()
        for topic in (topics.events, topics.commands):
            if offsets_in(connection, topic, event_log.partitions):
                raise TopicSettingsError(
                    [f"{topic} is not empty: a bulk log goes only into a log that nothing was ever written to"]
                )
        yield producers
    finally:
        for producer in producers.values():
            producer.close()


def write_in_bulk(
    connection: KafkaConnection, topics: LogTopics, log: BulkLog, what: str, stream: Iterable[Encoded]
) -> None:
    """3. Write the stream between two records that say so. Raises Fenced, CommitRefused, CommitUncertain."""
    record_bulk(connection, topics, BulkRecord(what))
    for encoded in stream:
        log.add(encoded)
    log.finish()
    record_bulk(connection, topics, BulkRecord(what, log.positions, is_complete=True))


def _refuse_company(connection: KafkaConnection, topics: LogTopics) -> None:
    if members := _members(connection, topics.group_of("writer")):
        raise TopicSettingsError(
            [f"{members} case writers serve {topics.events}: stop them while a bulk log is written to it"]
        )


def _members(connection: KafkaConnection, group: str) -> int:
    """How many are in a consumer group. A cluster that has never had one makes room for them when it is first asked."""
    deadline = time.monotonic() + OFFSETS_S
    try:
        with closing(connection.admin()) as admin:
            while True:
                try:
                    return len(admin.describe_groups([group])[group].get("members") or ())
                except CoordinatorNotAvailableError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.2)
    except KafkaError as error:
        raise LogUnavailable(f"Could not ask who is in the group {group}: {error!r}. Check that Kafka runs.") from error
