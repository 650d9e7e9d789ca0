"""The log as any ``read_committed`` reader sees it: plain kafka-python, none of our own reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from infra.eventlog.errors import LogUnavailable

POLL_MS = 1_000
STALLED_POLLS_MAX = 60


class LogRecord(NamedTuple):
    """A record, byte for byte."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


class CommittedLog:
    """A topic to be read forwards, each call from where the last one ended."""

    def __init__(self, bootstrap: str, options: Mapping[str, Any], topic: str, partitions: int) -> None:
        self.partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._settings = {
            "bootstrap_servers": bootstrap.split(","),
            "isolation_level": "read_committed",
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "max_poll_records": 5_000,
            **options,
        }
        self._next = dict.fromkeys(self.partitions, 0)

    def read_on(self) -> Iterator[LogRecord]:
        """The records up to the end that the log has now, partition after partition. Raises LogUnavailable."""
        with self._consumer() as consumer:
            ends = consumer.end_offsets(self.partitions)
            for partition in self.partitions:
                yield from self._read(consumer, partition, ends[partition])

    @contextmanager
    def _consumer(self) -> Iterator[KafkaConsumer]:
        try:
            with closing(KafkaConsumer(**self._settings)) as consumer:
                yield consumer
        except KafkaError as error:
            topic = self.partitions[0].topic
            raise LogUnavailable(f"The topic {topic} could not be read: {error!r}. Check that Kafka runs.") from error

    def _read(self, consumer: KafkaConsumer, partition: TopicPartition, end: int) -> Iterator[LogRecord]:
        consumer.assign([partition])
        consumer.seek(partition, self._next[partition])
        stalled = 0
        while self._next[partition] < end:
            records = consumer.poll(timeout_ms=POLL_MS).get(partition, ())
            for record in records:
                yield LogRecord(partition.partition, record.offset, record.key, record.value, record.headers)
            position = consumer.position(partition)
            stalled = 0 if position > self._next[partition] else stalled + 1
            self._next[partition] = position
            if stalled > STALLED_POLLS_MAX:
                raise LogUnavailable(f"{partition} gives nothing from offset {position} on, and ends at {end}.")
