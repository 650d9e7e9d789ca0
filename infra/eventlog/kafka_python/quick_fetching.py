"""kafka-python's consumer with the quicker decoder in it (`record_decoding`), and what stands for what it cannot read.

What decides which records are seen at all (aborted transactions, markers, positions) is the same, step by step, as in
`kafka.consumer.fetcher`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from kafka import KafkaConsumer
from kafka import errors as kafka_errors
from kafka.consumer.fetcher import Fetcher
from kafka.protocol.consumer import IsolationLevel

from infra.eventlog.kafka_python.decoded_batches import DecodedBatches
from infra.eventlog.kafka_python.record_decoding import BatchPlace, DecodedRecord, decode_records, decode_wanted
from infra.eventlog.records.compression import ZSTD, decompressed

HEADER_BYTES = 61
"""Of a batch, before its records (KIP-98)."""


class UnreadableBatch(NamedTuple):
    """Stands where the records of a batch would, which could not be read as any."""

    topic: str
    partition: int
    first_offset: int
    offset: int
    """Of the last record in it: what is read next comes after this one."""
    problem: str
    stored: bytes
    """The whole batch, as it stands in the log."""


def use_quick_decoding(consumer: KafkaConsumer) -> KafkaConsumer:
    """Gives a consumer, made just now and without deserializers, the quicker decoder."""
    consumer._fetcher.PartitionRecords = QuickPartitionRecords
    return consumer


def use_tolerant_decoding(consumer: KafkaConsumer) -> KafkaConsumer:
    """The same, and batches that cannot be read are handed over as such, where the others raise at each poll."""
    consumer._fetcher.PartitionRecords = TolerantPartitionRecords
    return consumer


def use_decoded(consumer: KafkaConsumer, together: DecodedBatches) -> KafkaConsumer:
    """The same as the last, and what another reader has taken apart already is given as that made it."""
    consumer._fetcher.PartitionRecords = partial(SharingPartitionRecords, together)
    return consumer


def use_picking(consumer: KafkaConsumer, wanted: Collection[int]) -> KafkaConsumer:
    """The same as the last, and of each batch only the records at the offsets that ``wanted`` holds by then."""
    consumer._fetcher.PartitionRecords = partial(PickingPartitionRecords, wanted)
    return consumer


class QuickPartitionRecords(Fetcher.PartitionRecords):  # type: ignore[misc]
    """What a fetch brought for one partition."""

    def _unpack_records(
        self, tp: Any, records: Any, key_deserializer: Any, value_deserializer: Any
    ) -> Iterator[DecodedRecord]:
        last_batch = None
        while (batch := records.next_batch()) is not None:
            last_batch = batch
            for record in self._contents(tp, batch):
                self.records_read += 1
                self.next_fetch_offset = record.offset + 1
                yield record
        if last_batch is not None:
            # A batch keeps its last offset when compaction removes its last records.
            self.next_fetch_offset = last_batch.next_offset
        self.drain()

    def _contents(self, tp: Any, batch: Any) -> Sequence[Any]:
        """The records of a batch; none when nobody may see them. Raises KafkaError."""
        if batch.magic != 2:
            raise kafka_errors.CorruptRecordError(f"A batch of {tp} is in a format older than Kafka 0.11's.")
        if self.check_crcs and not batch.validate_crc():
            raise kafka_errors.CorruptRecordError(f"The batch of {tp} at offset {batch.base_offset} failed its crc.")
        self.leader_epoch = batch.leader_epoch
        if self._is_hidden(batch):
            self.next_fetch_offset = batch.next_offset
            return ()
        return self._decoded(tp, batch)

    def _is_hidden(self, batch: Any) -> bool:
        """Whether a batch is a marker or belongs to an aborted transaction."""
        if self.isolation_level == IsolationLevel.READ_COMMITTED and batch.has_producer_id():
            self._consume_aborted_transactions_up_to(batch.last_offset)
            if self._contains_abort_marker(batch):
                self.aborted_producer_ids.discard(batch.producer_id)
            elif self._is_batch_aborted(batch):
                return True
        return bool(batch.is_control_batch)

    def _decoded(self, tp: Any, batch: Any) -> list[DecodedRecord]:
        stamps_itself = batch.timestamp_type == batch.LOG_APPEND_TIME
        place = BatchPlace(
            tp.topic,
            tp.partition,
            batch.leader_epoch,
            batch.base_offset,
            batch.first_timestamp,
            batch.max_timestamp if stamps_itself else None,
        )
        try:
            return self._records(batch, *records_of(batch), place)
        except (IndexError, ValueError) as error:
            raise kafka_errors.CorruptRecordError(
                f"A record of {tp} near offset {batch.base_offset} is not in Kafka's format: {error!r}"
            ) from error

    def _records(self, batch: Any, data: bytes, pos: int, place: BatchPlace) -> list[DecodedRecord]:
        return decode_records(data, pos, batch.records_count, place)


class TolerantPartitionRecords(QuickPartitionRecords):
    """The same, with an `UnreadableBatch` in the place of each batch that cannot be read."""

    def _contents(self, tp: Any, batch: Any) -> Sequence[Any]:
        stored = batch._buffer  # decompressing puts another in its place
        try:
            return super()._contents(tp, batch)
        except Exception as error:  # a codec that is not installed, a checksum, bytes that make no sense to it
            # Of a damaged batch the last offset may be damaged too; to come past it, it must not lie behind.
            last = max(int(batch.last_offset), int(self.next_fetch_offset))
            problem = " ".join(str(error).split()) or type(error).__name__
            return [UnreadableBatch(tp.topic, tp.partition, int(batch.base_offset), last, problem, bytes(stored))]


class SharingPartitionRecords(TolerantPartitionRecords):
    """The same, with what others have taken apart."""

    def __init__(self, together: DecodedBatches, *given: Any, **named: Any) -> None:
        self._together = together
        super().__init__(*given, **named)

    def _decoded(self, tp: Any, batch: Any) -> list[DecodedRecord]:
        key = (tp.topic, tp.partition, bytes(batch._buffer[:HEADER_BYTES]))
        return self._together.of(key, partial(super()._decoded, tp, batch))


class PickingPartitionRecords(TolerantPartitionRecords):
    """The same, with the wanted records only."""

    def __init__(self, wanted: Collection[int], *given: Any, **named: Any) -> None:
        self._wanted = wanted
        super().__init__(*given, **named)

    def _records(self, batch: Any, data: bytes, pos: int, place: BatchPlace) -> list[DecodedRecord]:
        in_it = {offset for offset in self._wanted if batch.base_offset <= offset <= batch.last_offset}
        return decode_wanted(data, pos, batch.records_count, place, in_it)


def records_of(batch: Any) -> tuple[bytes, int]:
    """The bytes in which a batch's records are, and where they begin there. Raises ValueError, UnsupportedCodecError.

    Zstandard is taken apart here: kafka-python makes a new decompressor for each batch, which is most of the time.
    """
    if batch.compression_type == ZSTD:
        return decompressed(memoryview(batch._buffer)[batch._pos :]), 0
    batch._maybe_uncompress()
    return bytes(batch._buffer), batch._pos
