"""Fetching single records of a partition by their offsets: what it costs does not depend on how long the log is."""

from __future__ import annotations

import time
from collections.abc import Collection

from kafka import KafkaConsumer

from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.record_decoding import use_picking
from infra.eventlog.partition.log_reader import KafkaLogReader, RawRecord


class RecordPicker(KafkaLogReader):
    """A reader that fetches one batch at a time and decodes of it only what is wanted. Not for several threads at once.

    A broker gives at least one whole batch, however few bytes are asked for; and a consumer that hands over one record
    at a time does not fetch ahead. Records that follow each other come with one fetch.
    """

    def __init__(self, connection: KafkaConnection, topic: str, partition: int) -> None:
        self._wanted: set[int] = set()
        super().__init__(connection, topic, partition)

    def pick(self, offsets: Collection[int], end: int) -> dict[int, RawRecord]:
        """The committed records at these offsets before ``end``, which is not behind the log's own.

        Where there is none, there is none in the answer.

        Raises LogUnavailable, and LogCorrupted for a batch that cannot be read.
        """
        self._wanted.clear()
        self._wanted.update(offsets)
        found: dict[int, RawRecord] = {}
        position = -1
        for offset in sorted(offset for offset in self._wanted if offset < end):
            if offset < position:
                continue  # the fetch before came past it
            if offset > position:
                self._consumer.seek(self._partition, offset)
            position = self._come_past(offset, found)
        return found

    def _connected(self) -> KafkaConsumer:
        consumer = self._connection.consumer(
            auto_offset_reset="none", group_id=None, max_partition_fetch_bytes=1, max_poll_records=1
        )
        return use_picking(consumer, self._wanted)

    def _come_past(self, offset: int, found: dict[int, RawRecord]) -> int:
        """Reads until the record at an offset was seen, or that there is none. Returns where reading stands then."""
        deadline = time.monotonic() + self._stall_s
        while True:
            chunk = self._poll()
            found.update((record.offset, record) for record in chunk.records)
            if chunk.next_offset > offset:
                return chunk.next_offset
            if time.monotonic() > deadline:
                raise self._unavailable(f"stalled at offset {chunk.next_offset}")
