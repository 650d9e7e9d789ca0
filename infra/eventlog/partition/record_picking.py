"""Fetching single records of a partition by their offsets: what it costs does not depend on how long the log is."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from kafka import KafkaConsumer
from kafka import errors as kafka_errors

from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.fetching_at_once import IN_FLIGHT_MAX, fetch_at_once
from infra.eventlog.kafka_python.quick_fetching import UnreadableBatch, use_picking
from infra.eventlog.partition.log_reader import KafkaLogReader, RawRecord


class RecordPicker(KafkaLogReader):
    """A reader of single records, which decodes of a batch only what is wanted. Not for several threads at once.

    1. The batches in which the records are, are fetched at once. Neighbours come with one fetch.
    2. What did not come is read one after the other, in the consumer's own way: it follows a leader that has moved, and
       says what is wrong. A broker gives at least one whole batch, however few bytes are asked for; and a consumer that
       hands over one record at a time does not fetch ahead.
    """

    def __init__(self, connection: KafkaConnection, topic: str, partition: int) -> None:
        self._wanted: set[int] = set()
        super().__init__(connection, topic, partition)

    def pick(self, offsets: Collection[int], end: int) -> dict[int, RawRecord]:
        """The committed records at these offsets before ``end``, which was asked for and is not behind the log's own.

        Where there is none, there is none in the answer. Raises LogUnavailable, and LogCorrupted for a batch that
        cannot be read.
        """
        self._wanted.clear()
        self._wanted.update(offset for offset in offsets if offset < end)
        found = self._fetched_at_once()  # 1
        position = -1
        for offset in sorted(self._wanted - found.keys()):  # 2
            if offset >= position:
                self._consumer.seek(self._partition, offset)
                position = self._come_past(offset, found)
        return found

    def _connected(self) -> KafkaConsumer:
        consumer = self._connection.consumer(
            auto_offset_reset="none",
            group_id=None,
            max_partition_fetch_bytes=1,
            max_poll_records=1,
            max_in_flight_requests_per_connection=IN_FLIGHT_MAX,
        )
        return use_picking(consumer, self._wanted)

    def _fetched_at_once(self) -> dict[int, RawRecord]:
        begins = sorted(offset for offset in self._wanted if offset - 1 not in self._wanted)
        try:
            records = fetch_at_once(self._consumer, self._partition, begins)
        except kafka_errors.KafkaError:
            return {}
        return _by_offset(record for record in records if type(record) is not UnreadableBatch)

    def _come_past(self, offset: int, found: dict[int, RawRecord]) -> int:
        """Reads until the record at an offset was seen, or that there is none. Returns where reading stands then."""
        deadline = time.monotonic() + self._stall_s
        while True:
            chunk = self._poll()
            found.update(_by_offset(chunk.records))
            if chunk.next_offset > offset:
                return chunk.next_offset
            if time.monotonic() > deadline:
                raise self._unavailable(f"stalled at offset {chunk.next_offset}")


def _by_offset(records: Iterable[RawRecord]) -> dict[int, RawRecord]:
    return {record.offset: record for record in records}
