"""Following several partitions at once with one connection: what is committed, as it is committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from threading import Event
from types import TracebackType
from typing import Self

from kafka import TopicPartition
from kafka import errors as kafka_errors

from infra.eventlog.errors import ClusterRefuses, LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import unavailable
from infra.eventlog.partition.log_reader import POLL_MS, RawRecord

AT_ONCE_MAX = 200
FETCH_BYTES = 256 * 1024
"""Little is fetched ahead: whoever follows slowly holds only this much of each partition."""


class LogTail:
    """Use it as a context manager; not for use by several threads."""

    def __init__(self, connection: KafkaConnection, topic: str, offsets: Mapping[int, int]) -> None:
        """``offsets`` says where to begin in each partition. Raises LogUnavailable."""
        self._topic = topic
        places = {TopicPartition(topic, partition): offset for partition, offset in offsets.items()}
        try:
            self._consumer = connection.consumer(
                auto_offset_reset="none", group_id=None, max_poll_records=AT_ONCE_MAX,
                max_partition_fetch_bytes=FETCH_BYTES,
            )  # fmt: skip
            self._consumer.assign(list(places))
            for partition, offset in places.items():
                self._consumer.seek(partition, offset)
        except kafka_errors.KafkaError as error:
            raise self._unavailable(error) from error

    def follow(self, stop: Event) -> Iterator[list[tuple[int, RawRecord]]]:
        """Records with their partitions, in order within each, until ``stop`` is set. An empty list: none came for a
        moment. Raises LogUnavailable."""
        while not stop.is_set():
            try:
                polled = self._consumer.poll(timeout_ms=POLL_MS)
            except kafka_errors.KafkaError as error:
                raise self._unavailable(error) from error
            yield [(at.partition, record) for at, records in polled.items() for record in records]

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close(autocommit=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(kafka_errors.KafkaError):
            self.close()

    def _unavailable(self, error: Exception) -> LogUnavailable | ClusterRefuses:
        sentence = f"Could not follow {self._topic}: {error!r}. Nothing was lost; try again."
        return unavailable(error, f"to read {self._topic}", sentence)
