"""Reading one partition: what is committed, in order, up to an end or for as long as one likes.

Transactions leave markers among the records, and aborted ones leave records that nobody may see. So offsets have
gaps, and the end is reached when the reader's position says so, never when a count does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any, NamedTuple, Protocol

from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors

from infra.eventlog.errors import ClusterRefuses, LogCorrupted, LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.quick_fetching import UnreadableBatch
from infra.eventlog.kafka_python.rights import unavailable
from infra.eventlog.records.header_layout import SplitHeaders
from infra.eventlog.time_outs import STALL_S

POLL_MS = 500


class Record(Protocol):
    """What a record says, wherever it was kept."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]: ...
    @property
    def split_headers(self) -> SplitHeaders: ...
    @property
    def named_headers(self) -> dict[str, bytes | None]: ...


class RawRecord(Record, Protocol):
    """One record as it stands in the log."""

    @property
    def timestamp(self) -> int: ...
    @property
    def header_count(self) -> int: ...
    @property
    def stored(self) -> tuple[bytes, bytes] | None:
        """Key and value, and headers, as they are stored (`record_encoding`), when the reader knows."""


class RecordChunk(NamedTuple):
    """Some records in order, and the offset from which to read on (past markers and aborted records)."""

    records: Sequence[RawRecord]
    next_offset: int


class LogReader(Protocol):
    """Reads the committed records of one partition."""

    def beginning_offset(self) -> int:
        """The offset of the oldest record that is kept."""

    def end_offset(self) -> int:
        """The offset after the last one that is certain by now (the last stable offset)."""

    def read(self, from_offset: int, to_offset: int) -> Iterator[RecordChunk]:
        """The records with from_offset <= offset < to_offset. The last batch's next_offset is at least to_offset.

        Raises LogUnavailable when the cluster stops answering, LogCorrupted at records that cannot be read.
        """

    def follow(self, from_offset: int, stop: Event) -> Iterator[RecordChunk]:
        """The records from an offset on, and new ones as they are committed, until `stop` is set."""

    def close(self) -> None:
        """Ends the connection."""


class KafkaLogReader:
    """A `LogReader` through kafka-python. Not for use by several threads at once.

    With ``leave_out_unreadable`` it goes on behind records that cannot be read: for topics where one may be missing.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        topic: str,
        partition: int,
        *,
        stall_s: float = STALL_S,
        leave_out_unreadable: bool = False,
    ) -> None:
        self._partition = TopicPartition(topic, partition)
        self._stall_s = stall_s
        self._connection = connection
        self._uncommitted: KafkaConsumer | None = None
        self._leave_out_unreadable = leave_out_unreadable
        try:
            self._consumer = self._connected()
            self._consumer.assign([self._partition])
        except kafka_errors.KafkaError as error:
            raise self._unavailable(error) from error

    def _connected(self) -> KafkaConsumer:
        """The consumer that reads the partition."""
        return self._connection.consumer(tolerant=True, auto_offset_reset="none", group_id=None)

    def beginning_offset(self) -> int:
        return self._offset(self._consumer.beginning_offsets)

    def end_offset(self) -> int:
        return self._offset(self._consumer.end_offsets)

    def written_offset(self) -> int:
        """The offset after the last record that was written, whether its transaction is certain by now or not.

        What belongs to a transaction of which another partition shows a record stands before it: up to there it must
        be read before one may say that something is not there. Raises LogUnavailable.
        """
        if self._uncommitted is None:
            self._uncommitted = self._connection.consumer(group_id=None, isolation_level="read_uncommitted")
        return self._offset(self._uncommitted.end_offsets)

    def offset_at(self, at_ms: float) -> int:
        """The offset of the first record of then or later (milliseconds since 1970); the end where there is none.

        Raises LogUnavailable.
        """
        return self._offset(
            lambda places: {
                place: self._consumer.end_offsets([place])[place] if found is None else found.offset
                for place, found in self._consumer.offsets_for_times(dict.fromkeys(places, int(at_ms))).items()
            }
        )

    def read(self, from_offset: int, to_offset: int) -> Iterator[RecordChunk]:
        if from_offset >= to_offset:
            return
        self._consumer.seek(self._partition, from_offset)
        position, deadline = from_offset, time.monotonic() + self._stall_s
        while position < to_offset:
            batch = self._poll()
            if batch.next_offset > position:
                position, deadline = batch.next_offset, time.monotonic() + self._stall_s
            elif time.monotonic() > deadline:
                raise self._unavailable(f"stalled at offset {position} before {to_offset}")
            yield _before(batch, to_offset) if position > to_offset else batch

    def follow(self, from_offset: int, stop: Event) -> Iterator[RecordChunk]:
        self._consumer.seek(self._partition, from_offset)
        position = from_offset
        while not stop.is_set():
            batch = self._poll()
            if batch.next_offset > position:
                position = batch.next_offset
                yield batch

    def close(self) -> None:
        self._consumer.close(autocommit=False)
        if self._uncommitted is not None:
            self._uncommitted.close(autocommit=False)

    def _poll(self) -> RecordChunk:
        try:
            polled = self._consumer.poll(timeout_ms=POLL_MS)
            return self._readable(polled.get(self._partition, ()), self._consumer.position(self._partition))
        except kafka_errors.KafkaError as error:
            raise self._unavailable(error) from error

    def _readable(self, records: Sequence[Any], next_offset: int) -> RecordChunk:
        """What comes before a batch that cannot be read; raises LogCorrupted when that comes next."""
        bad = next((number for number, record in enumerate(records) if type(record) is UnreadableBatch), None)
        if bad is None:
            return RecordChunk(records, next_offset)
        if self._leave_out_unreadable:
            return RecordChunk([record for record in records if type(record) is not UnreadableBatch], next_offset)
        first = records[bad].first_offset
        if bad == 0:
            problem = f"a batch of records cannot be read: {records[0].problem}"
            raise LogCorrupted(self._partition.topic, self._partition.partition, first, None, problem)
        self._consumer.seek(self._partition, first)
        return RecordChunk(records[:bad], first)

    def _offset(self, ask: object) -> int:
        try:
            offset: int = ask([self._partition])[self._partition]  # type: ignore[operator]
        except kafka_errors.KafkaError as error:
            raise self._unavailable(error) from error
        return offset

    def _unavailable(self, problem: object) -> LogUnavailable | ClusterRefuses:
        topic, partition = self._partition
        sentence = (
            f"Could not read {topic}, partition {partition}: {problem!r}. Nothing was lost; check that the cluster "
            "runs and that the topic is there, and try again."
        )
        return unavailable(problem, f"to read {topic}", sentence)


def _before(batch: RecordChunk, offset: int) -> RecordChunk:
    return RecordChunk([record for record in batch.records if record.offset < offset], offset)


def offsets_in(connection: KafkaConnection, topic: str, partitions: int) -> int:
    """How many offsets all partitions hold by now, markers and aborted records too. Raises LogUnavailable."""
    every = [TopicPartition(topic, partition) for partition in range(partitions)]
    try:
        consumer = connection.consumer(group_id=None)
        try:
            ends, beginnings = consumer.end_offsets(every), consumer.beginning_offsets(every)
            return sum(int(ends[partition] - beginnings[partition]) for partition in every)
        finally:
            consumer.close(autocommit=False)
    except kafka_errors.KafkaError as error:
        sentence = f"Could not ask how long {topic} is: {error!r}. Check that the cluster runs."
        raise unavailable(error, f"to read {topic}", sentence) from error
