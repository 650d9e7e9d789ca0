"""The events of all partitions of a log, committed ones only, for a reader that keeps its own place."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from domain.kernel.aggregate import Event
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.errors import Undecodable
from infra.messages.events import read_event
from infra.metrics.catalogue import LAG_EVENTS, LAG_SECONDS, UNDECODABLE_RECORDS

EVENTS_AT_ONCE_MAX = 2_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PolledEvents:
    """Some events, those of one partition in their order, and where to read on afterwards."""

    events: Sequence[RecordedEvent]
    next_offsets: Mapping[int, int]


class EventFeed:
    """Reads every partition, and takes apart only what its reader handles. For use by one thread.

    A record that cannot be read is skipped, with its place and the reason in the process's log: an event of a newer
    version of the product is not for this reader, and what is missing because of a damaged one is not guessed.
    """

    def __init__(
        self, connection: KafkaConnection, topic: str, partitions: int, reader: str, handled: frozenset[type[Event]]
    ) -> None:
        self._topic = topic
        self._reader = reader
        self._types = {event.TOPIC.encode() for event in handled}
        self._partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._consumer = connection.consumer(group_id=None, auto_offset_reset="none")
        self._consumer.assign(self._partitions)

    def can_read_from(self, next_offsets: Mapping[int, int]) -> bool:
        """Whether the log still has everything from there on."""
        with self._asking():
            first = self._consumer.beginning_offsets(self._partitions)
        ends = self.ends()
        return set(next_offsets) <= set(ends) and all(
            first[TopicPartition(self._topic, partition)] <= offset <= ends[partition]
            for partition, offset in next_offsets.items()
        )

    def seek(self, next_offsets: Mapping[int, int]) -> None:
        """Read on from there; from the beginning where nothing is said."""
        for partition in self._partitions:
            self._consumer.seek(partition, next_offsets.get(partition.partition, 0))

    def poll(self, timeout_ms: int) -> PolledEvents:
        """The next events; waits for the first one, not longer than ``timeout_ms``. Raises LogUnavailable."""
        with self._asking():
            polled = self._consumer.poll(timeout_ms=timeout_ms, max_records=EVENTS_AT_ONCE_MAX)
        events: list[RecordedEvent] = []
        for partition, records in polled.items():
            events.extend(filter(None, (self._read(partition.partition, record) for record in records)))
            LAG_SECONDS.by(self._reader, partition.partition).set(max(0, time.time() - records[-1].timestamp / 1000))
        return PolledEvents(events, self.next_offsets())

    def next_offsets(self) -> dict[int, int]:
        """Where it reads on, past what is no event (transaction markers, aborted records)."""
        return {partition.partition: self._consumer.position(partition) for partition in self._partitions}

    def ends(self) -> dict[int, int]:
        """Where each partition's committed events end now. Raises LogUnavailable after the request time-out (30 s)."""
        with self._asking():
            return {place.partition: end for place, end in self._consumer.end_offsets(self._partitions).items()}

    def show_lag(self, ends: Mapping[int, int], next_offsets: Mapping[int, int]) -> None:
        """Put on the metrics page how much is left to read."""
        for partition, end in ends.items():
            left = max(0, end - next_offsets[partition])
            LAG_EVENTS.by(self._reader, partition).set(left)
            if not left:
                LAG_SECONDS.by(self._reader, partition).set(0)

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close(autocommit=False)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except KafkaError as error:
            raise LogUnavailable(
                f"Could not read {self._topic}: {error!r}. Nothing was lost; check that the cluster runs, and start "
                f"{self._reader} again."
            ) from error

    def _read(self, partition: int, record: Any) -> RecordedEvent | None:
        headers = dict(record.headers)
        if headers.get("ce_type") not in self._types and headers.get("ce_authid") != self._reader.encode():
            return None
        try:
            return read_event(partition, record.offset, record.key, record.value, record.headers)
        except Undecodable as error:
            UNDECODABLE_RECORDS.by(self._reader, "events").inc()
            log.error("an event was skipped, as it cannot be read: %s", error)
            return None
