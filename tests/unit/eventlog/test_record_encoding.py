"""What we encode is what kafka-python and the broker read, and what we decode is what they write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.errors import CorruptRecordError
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from kafka.record.util import decode_varint

from infra.eventlog.kafka_python.record_decoding import BatchPlace, decode_headers, decode_records, decode_wanted
from infra.eventlog.records.record_encoding import (
    encode_batch,
    encode_body,
    encode_field,
    encode_headers,
    frame,
    varint,
)

Records = list[tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]]

RECORDS = st.lists(
    st.tuples(
        st.none() | st.binary(max_size=100),
        st.none() | st.binary(max_size=9000),
        st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=200)), max_size=6),
    ),
    min_size=1,
    max_size=20,
)
PLACE = BatchPlace("topic", 3, 1, 1000, 5_000, None)


@given(st.integers(min_value=0, max_value=2**31 - 1))
def test_lengths_are_read_back_by_kafka_python(number: int) -> None:
    assert decode_varint(varint(number)) == (number, len(varint(number)))


@given(RECORDS)
def test_batches_are_read_back_by_kafka_python(records: Records) -> None:
    frames = [frame(encode_body(key, value, headers), n) for n, (key, value, headers) in enumerate(records)]
    batch = DefaultRecordBatch(encode_batch(frames, 5_000, 77, 3, 12))
    assert batch.validate_crc()
    assert [(r.key, r.value, r.headers, r.timestamp) for r in batch] == [(*record, 5_000) for record in records]
    assert (batch.producer_id, batch.producer_epoch, batch.base_sequence) == (77, 3, 12)
    assert (batch.is_transactional, batch.is_control_batch) == (True, False)
    assert (batch.records_count, batch.last_offset_delta) == (len(records), len(records) - 1)


def test_batch_equals_that_of_kafka_python() -> None:
    builder = DefaultRecordBatchBuilder(2, 0, True, 77, 3, 12, 10**9)
    records = [(b"key", b"value", [("name", b"x")]), (None, b"", [])]
    for offset, (key, value, headers) in enumerate(records):
        builder.append(offset, 5_000, key, value, headers)
    ours = encode_batch([frame(encode_body(*record), n) for n, record in enumerate(records)], 5_000, 77, 3, 12)
    theirs = bytes(builder.build())
    leader_epoch = slice(12, 16)  # theirs is 0, where -1 says that it is not known
    assert ours[: leader_epoch.start] + theirs[leader_epoch] + ours[leader_epoch.stop :] == theirs


@given(RECORDS, st.integers(min_value=0, max_value=10**6))
def test_records_of_kafka_python_are_decoded(records: Records, milliseconds: int) -> None:
    builder = DefaultRecordBatchBuilder(2, 0, False, -1, -1, -1, 10**9)
    for offset, (key, value, headers) in enumerate(records):
        builder.append(offset, 5_000 + offset * milliseconds, key, value, headers)
    batch = DefaultRecordBatch(builder.build())
    decoded = decode_records(bytes(batch._buffer), batch._pos, batch.records_count, PLACE)
    assert [(r.key, r.value, r.headers) for r in decoded] == records
    assert [r.offset for r in decoded] == [1000 + n for n in range(len(records))]
    assert [r.timestamp for r in decoded] == [5_000 + n * milliseconds for n in range(len(records))]
    assert [r.stored for r in decoded] == [
        (encode_field(k) + encode_field(v), encode_headers(h)) for k, v, h in records
    ]


@given(RECORDS, st.sets(st.integers(min_value=0, max_value=20)))
def test_wanted_records_are_decoded_as_they_are_among_all(records: Records, numbers: set[int]) -> None:
    data = b"".join(frame(encode_body(*record), n) for n, record in enumerate(records))
    wanted = {PLACE.base_offset + number for number in numbers if number < len(records)}
    every = decode_records(data, 0, len(records), PLACE)
    picked = decode_wanted(data, 0, len(records), PLACE, wanted)
    assert [(r.offset, r.key, r.value, r.headers, r.stored) for r in picked] == [
        (r.offset, r.key, r.value, r.headers, r.stored) for r in every if r.offset in wanted
    ]


def test_header_without_a_value_is_decoded() -> None:
    builder = DefaultRecordBatchBuilder(2, 0, False, -1, -1, -1, 10**9)
    builder.append(0, 5_000, b"key", b"value", [("empty", None), ("full", b"content")])
    batch = DefaultRecordBatch(builder.build())
    (record,) = decode_records(bytes(batch._buffer), batch._pos, 1, PLACE)
    assert record.headers == [("empty", None), ("full", b"content")]
    assert record.stored[1] == encode_headers(record.headers)


def test_one_timestamp_for_all_when_the_broker_stamps() -> None:
    data = b"".join(frame(encode_body(None, b"value", []), number) for number in range(2))
    place = PLACE._replace(append_timestamp=77)
    assert [record.timestamp for record in decode_records(data, 0, 2, place)] == [77, 77]


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=3))
def test_bytes_that_are_no_records_are_never_taken_for_some(noise: bytes, count: int) -> None:
    """Whatever the bytes, the answer is an error or records that account for every one of them."""
    try:
        decoded = decode_records(noise, 0, count, PLACE)
        headers = [record.headers for record in decoded]
    except (CorruptRecordError, IndexError, ValueError):
        return
    assert len(decoded) == count
    assert all(encode_headers(h) == r.stored[1] for h, r in zip(headers, decoded, strict=True) if len(r.stored[1]) < 64)


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_record_that_is_cut_short_is_an_error(cut: int) -> None:
    data = frame(encode_body(b"key", b"value", [("name", b"content")]), 0)
    with pytest.raises((CorruptRecordError, IndexError)):
        decode_records(data[:-cut], 0, 1, PLACE)


@given(st.binary(max_size=40), st.integers(min_value=0, max_value=3))
def test_bytes_that_are_no_headers_are_an_error(noise: bytes, count: int) -> None:
    try:
        headers = decode_headers(noise, count)
    except CorruptRecordError:
        return
    assert len(headers) == count
