"""Batches in less room: what was put together comes apart again, and what is damaged is never taken for records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder

from infra.eventlog.kafka_python.quick_fetching import records_of
from infra.eventlog.kafka_python.record_decoding import BatchPlace, decode_records
from infra.eventlog.records.compression import compressed, decompressed
from infra.eventlog.records.record_encoding import encode_batch, encode_body, frame

LIKE_EACH_OTHER = [(b"key", b"the same words" * 20, [("ce_type", b"PaymentReceived")]) for _ in range(20)]
PLACE = BatchPlace("topic", 0, 1, 1000, 5_000, None)


@given(st.binary(max_size=5_000), st.integers(1, 9))
def test_what_was_compressed_comes_apart_again(piece: bytes, times: int) -> None:
    packed = compressed(piece * times)
    assert packed is None or (len(packed) < len(piece * times) and decompressed(packed) == piece * times)


@given(st.data())
def test_what_is_cut_off_is_an_error(data: st.DataObject) -> None:
    records = data.draw(st.binary(min_size=1, max_size=200)) * 50
    packed = compressed(records)
    assert packed is not None
    cut = packed[: data.draw(st.integers(0, len(packed) - 1))]
    with pytest.raises(ValueError, match="compressed records"):
        decompressed(cut)


def test_a_batch_of_like_records_takes_a_tenth_of_its_room_and_any_client_reads_it() -> None:
    frames = [frame(encode_body(*record), n) for n, record in enumerate(LIKE_EACH_OTHER)]
    encoded = encode_batch(frames, 5_000, 77, 3, 12)
    assert len(encoded) < sum(map(len, frames)) / 10
    batch = DefaultRecordBatch(encoded)
    assert batch.validate_crc()
    assert (batch.compression_type, batch.is_transactional) == (DefaultRecordBatch.CODEC_ZSTD, True)
    assert [(r.key, r.value, r.headers) for r in batch] == LIKE_EACH_OTHER


@pytest.mark.parametrize(
    "codec", [DefaultRecordBatch.CODEC_NONE, DefaultRecordBatch.CODEC_GZIP, DefaultRecordBatch.CODEC_ZSTD]
)
def test_batches_that_others_compressed_are_read(codec: int) -> None:
    builder = DefaultRecordBatchBuilder(2, codec, False, -1, -1, -1, 10**9)
    for offset, (key, value, headers) in enumerate(LIKE_EACH_OTHER):
        builder.append(offset, 5_000, key, value, headers)
    batch = DefaultRecordBatch(builder.build())
    assert batch.compression_type == codec
    decoded = decode_records(*records_of(batch), batch.records_count, PLACE)
    assert [(r.key, r.value, r.headers) for r in decoded] == LIKE_EACH_OTHER


def test_a_batch_whose_compressed_records_are_damaged_is_an_error() -> None:
    frames = [frame(encode_body(*record), n) for n, record in enumerate(LIKE_EACH_OTHER)]
    encoded = bytearray(encode_batch(frames, 5_000, 77, 3, 12))
    encoded[70] ^= 0xFF
    with pytest.raises(ValueError, match="compressed records"):
        records_of(DefaultRecordBatch(bytes(encoded)))
