"""Reading whole batches of records at once: kafka-python's consumer, with a quicker decoder in it.

kafka-python takes about 60 µs for a record with sixteen headers. Here a record's headers are decoded when somebody
asks for them, and not before: a record takes a tenth of that, and its headers a quarter. The stored bytes of each
record are kept, which the hash chain is checked against. What decides which records are seen at all (aborted
transactions, markers, positions) is the same, step by step, as in `kafka.consumer.fetcher`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from kafka import KafkaConsumer
from kafka import errors as kafka_errors
from kafka.consumer.fetcher import Fetcher
from kafka.protocol.consumer import IsolationLevel

from infra.eventlog.records.header_layout import note_layout, split_headers

NAMES_MAX = 4096


class DecodedRecord:
    """One record. It has the attributes of kafka-python's ConsumerRecord that say something about a record."""

    __slots__ = (
        "_headers",
        "header_count",
        "key",
        "leader_epoch",
        "offset",
        "partition",
        "stored",
        "timestamp",
        "topic",
        "value",
    )

    def __init__(
        self,
        place: BatchPlace,
        offset: int,
        timestamp: int,
        key: bytes | None,
        value: bytes | None,
        header_count: int,
        stored: tuple[bytes, bytes],
    ) -> None:
        self.topic, self.partition, self.leader_epoch = place.topic, place.partition, place.leader_epoch
        self.offset, self.timestamp = offset, timestamp  # epoch milliseconds
        self.key, self.value = key, value
        self.stored = stored
        """The bytes of key and value, and of the headers without their count, as they stand in the log."""
        self.header_count = header_count
        self._headers: list[tuple[str, bytes | None]] | None = None

    @property
    def headers(self) -> list[tuple[str, bytes | None]]:
        """Names and values, in their order. Raises CorruptRecordError when they are not in Kafka's format."""
        if self._headers is None:
            self._headers = decode_headers(self.stored[1], self.header_count)
        return self._headers

    @property
    def named_headers(self) -> dict[str, bytes | None]:
        """Values by name; of two headers with one name the last counts. Raises as `headers` does."""
        split = split_headers(self.stored[1])
        if split is not None and len(split[0]) == self.header_count:
            return dict(zip(*split, strict=True))
        return dict(self.headers)

    def __repr__(self) -> str:
        return f"<record at offset {self.offset} of {self.topic}, partition {self.partition}>"


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


class BatchPlace(NamedTuple):
    """Where a batch stands, and what its records' deltas are relative to."""

    topic: str
    partition: int
    leader_epoch: int
    base_offset: int
    base_timestamp: int
    append_timestamp: int | None
    """The one timestamp of all records, when the broker stamps them."""


_names: dict[bytes, str] = {}


def use_quick_decoding(consumer: KafkaConsumer) -> KafkaConsumer:
    """Gives a consumer, made just now and without deserializers, the quicker decoder."""
    consumer._fetcher.PartitionRecords = QuickPartitionRecords
    return consumer


def use_tolerant_decoding(consumer: KafkaConsumer) -> KafkaConsumer:
    """The same, and batches that cannot be read are handed over as such, where the others raise at each poll."""
    consumer._fetcher.PartitionRecords = TolerantPartitionRecords
    return consumer


def use_picking(consumer: KafkaConsumer, wanted: Collection[int]) -> KafkaConsumer:
    """The same as the last, and of each batch only the records at the offsets that ``wanted`` holds by then."""
    consumer._fetcher.PartitionRecords = partial(PickingPartitionRecords, wanted)
    return consumer


def decode_records(data: bytes, pos: int, count: int, place: BatchPlace) -> list[DecodedRecord]:
    """The records of an uncompressed batch, from their first byte on. Raises CorruptRecordError."""
    records: list[DecodedRecord] = []
    for _ in range(count):
        length, pos = decode_varint(data, pos)
        end = pos + length
        if end > len(data):
            raise kafka_errors.CorruptRecordError("A record is longer than its batch.")
        pos += 1  # attributes, unused
        timestamp_delta, pos = decode_varint(data, pos)
        offset_delta, pos = decode_varint(data, pos)
        fields_at = pos
        size, pos = decode_varint(data, pos)
        key = None if size < 0 else data[pos : pos + size]
        pos += max(size, 0)
        size, pos = decode_varint(data, pos)
        value = None if size < 0 else data[pos : pos + size]
        pos += max(size, 0)
        fields = data[fields_at:pos]
        header_count, pos = decode_varint(data, pos)
        if pos > end:
            raise kafka_errors.CorruptRecordError(f"A record of {length} bytes is shorter than its contents.")
        timestamp = place.base_timestamp + timestamp_delta if place.append_timestamp is None else place.append_timestamp
        stored = (fields, data[pos:end])
        records.append(
            DecodedRecord(place, place.base_offset + offset_delta, timestamp, key, value, header_count, stored)
        )
        pos = end
    if pos != len(data):
        raise kafka_errors.CorruptRecordError(f"{len(data) - pos} bytes follow the last record of a batch.")
    return records


def decode_wanted(data: bytes, pos: int, count: int, place: BatchPlace, wanted: Collection[int]) -> list[DecodedRecord]:
    """The records of an uncompressed batch at offsets in it; the others are stepped over. Raises IndexError."""
    records: list[DecodedRecord] = []
    missing = len(wanted)
    for _ in range(count):
        if not missing:
            break
        length, fields_at = decode_varint(data, pos)
        _, delta_at = decode_varint(data, fields_at + 1)
        offset_delta, _ = decode_varint(data, delta_at)
        end = fields_at + length
        if place.base_offset + offset_delta in wanted:
            records += decode_records(data[pos:end], 0, 1, place)
            missing -= 1
        pos = end
    return records


def decode_headers(data: bytes, count: int) -> list[tuple[str, bytes | None]]:
    """Headers that stand one after another and fill `data`. Raises CorruptRecordError."""
    split = split_headers(data)
    if split is not None and len(split[0]) == count:
        return list(zip(*split, strict=True))
    headers = decode_headers_one_by_one(data, count)
    note_layout(headers)
    return headers


def decode_headers_one_by_one(data: bytes, count: int) -> list[tuple[str, bytes | None]]:
    """The same for headers of any layout.

    The short lengths are read in place: a function call for each would double the time.
    """
    names = _names
    headers: list[tuple[str, bytes | None]] = []
    pos = 0
    try:
        for _ in range(count):
            size = data[pos]
            if size < 0x80:
                size, pos = size >> 1, pos + 1
            else:
                size, pos = decode_varint(data, pos)
            raw_name = data[pos : pos + size]
            pos += size
            name = names.get(raw_name)
            if name is None:
                name = _remember(raw_name)
            size = data[pos]
            if size < 0x80:
                size, pos = (size >> 1) ^ -(size & 1), pos + 1
            else:
                size, pos = decode_varint(data, pos)
            if size < 0:
                headers.append((name, None))
            else:
                headers.append((name, data[pos : pos + size]))
                pos += size
    except (IndexError, ValueError) as error:
        raise kafka_errors.CorruptRecordError(f"A record's headers are not in Kafka's format: {error!r}") from error
    if pos != len(data):
        raise kafka_errors.CorruptRecordError(f"A record's {count} headers do not fill their {len(data)} bytes.")
    return headers


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
        batch._maybe_uncompress()
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
            return self._records(batch, place)
        except (IndexError, ValueError) as error:
            raise kafka_errors.CorruptRecordError(
                f"A record of {tp} near offset {batch.base_offset} is not in Kafka's format: {error!r}"
            ) from error

    def _records(self, batch: Any, place: BatchPlace) -> list[DecodedRecord]:
        return decode_records(bytes(batch._buffer), batch._pos, batch.records_count, place)


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


class PickingPartitionRecords(TolerantPartitionRecords):
    """The same, with the wanted records only."""

    def __init__(self, wanted: Collection[int], *given: Any, **named: Any) -> None:
        self._wanted = wanted
        super().__init__(*given, **named)

    def _records(self, batch: Any, place: BatchPlace) -> list[DecodedRecord]:
        in_it = {offset for offset in self._wanted if batch.base_offset <= offset <= batch.last_offset}
        return decode_wanted(bytes(batch._buffer), batch._pos, batch.records_count, place, in_it)


def decode_varint(data: bytes, pos: int) -> tuple[int, int]:
    """A zigzag variable-length integer, and where it ends."""
    byte = data[pos]
    if byte < 0x80:
        return (byte >> 1) ^ -(byte & 1), pos + 1
    result, shift = byte & 0x7F, 7
    while True:
        pos += 1
        byte = data[pos]
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (result >> 1) ^ -(result & 1), pos + 1
        shift += 7
        if shift >= 64:
            raise ValueError("a number of more than 64 bits")


def _remember(raw_name: bytes) -> str:
    """A header's name. There are few, so they are kept; should there be many, the memory is begun anew."""
    if len(_names) >= NAMES_MAX:
        _names.clear()
    name = _names[raw_name] = raw_name.decode("utf-8")
    return name
