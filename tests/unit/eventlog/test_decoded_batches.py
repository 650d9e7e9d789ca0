"""What several readers of one process read is taken apart once, and each is given all of it, whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from kafka import TopicPartition
from kafka.errors import CorruptRecordError
from kafka.record import MemoryRecords

from infra.eventlog.kafka_python.decoded_batches import BatchKey, DecodedBatches
from infra.eventlog.kafka_python.quick_fetching import SharingPartitionRecords, UnreadableBatch
from infra.eventlog.kafka_python.record_decoding import BatchPlace, DecodedRecord
from infra.eventlog.records.record_encoding import encode_batch, encode_body, frame

TOPIC = "caseledger.events"


def key(number: int, topic: str = TOPIC) -> BatchKey:
    return topic, 0, b"%d" % number


class Decoding:
    """Makes batches of ten records, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def of(self, number: int) -> Callable[[], list[DecodedRecord]]:
        place = BatchPlace(TOPIC, 0, 0, number * 10, 0, None)

        def decode() -> list[DecodedRecord]:
            self.times += 1
            return [DecodedRecord(place, number * 10 + n, 0, b"", b"", 0, (b"", b"")) for n in range(10)]

        return decode


@pytest.mark.parametrize("readers", [2, 6])
def test_a_batch_is_taken_apart_once_for_all_and_kept_no_longer_than_for_them(readers: int) -> None:
    together, decoding = DecodedBatches(), Decoding()
    with ExitStack() as held:
        for _ in range(readers):
            held.enter_context(together.reader_of(TOPIC))
        first, *others = [together.of(key(1), decoding.of(1)) for _ in range(readers)]
        assert [one.offset for one in first] == list(range(10, 20))
        assert all(one is first for one in others)
        assert (decoding.times, len(together)) == (1, 0)


def test_who_reads_alone_keeps_nothing() -> None:
    together, decoding = DecodedBatches(), Decoding()
    with together.reader_of(TOPIC), together.reader_of("another"):
        together.of(key(1), decoding.of(1))
        assert len(together) == 0


def test_what_waits_for_readers_that_are_gone_is_let_go_of() -> None:
    together, decoding = DecodedBatches(), Decoding()
    with together.reader_of(TOPIC):
        with together.reader_of(TOPIC):
            together.of(key(1), decoding.of(1))
            assert len(together) == 10
        assert len(together) == 0


def test_no_more_is_kept_than_may_be_and_who_is_far_behind_takes_it_apart_again() -> None:
    together, decoding = DecodedBatches(records_max=30), Decoding()
    with together.reader_of(TOPIC), together.reader_of(TOPIC):
        ahead = [together.of(key(number), decoding.of(number)) for number in range(9)]
        assert len(together) == 30
        behind = [together.of(key(number), decoding.of(number)) for number in range(9)]
    offsets = [[one.offset for batch in read for one in batch] for read in (ahead, behind)]
    assert offsets == [list(range(90))] * 2
    assert decoding.times > 9


def test_a_batch_that_cannot_be_taken_apart_is_each_readers_own_trouble() -> None:
    together = DecodedBatches()

    def fails() -> list[DecodedRecord]:
        raise CorruptRecordError("no records")

    with together.reader_of(TOPIC), together.reader_of(TOPIC):
        for _ in range(2):
            with pytest.raises(CorruptRecordError):
                together.of(key(1), fails)
        assert together.of(key(1), Decoding().of(1)), "once it can be read again"


def test_on_many_threads_each_gets_every_batch_in_its_order() -> None:
    together, decoding = DecodedBatches(records_max=200), Decoding()

    def read(_: int) -> list[int]:
        with together.reader_of(TOPIC):
            return [one.offset for number in range(300) for one in together.of(key(number), decoding.of(number))]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(read, range(6))) == [list(range(3_000))] * 6
    assert len(together) == 0


def fetched(batches: int, damaged: int = -1) -> bytes:
    """What a fetch brings: so many batches of five records each; of one a byte of the last record is another."""
    found = b""
    for number in range(batches):
        frames = [frame(encode_body(b"key", b"%d" % (number * 5 + n), []), n) for n in range(5)]
        batch = (number * 5).to_bytes(8, "big") + encode_batch(frames, 5_000, 77, 3, number * 5)[8:]
        found += batch[:-1] + bytes([batch[-1] ^ 1]) if number == damaged else batch
    return found


def taken(together: DecodedBatches, data: bytes, offset: int = 0) -> list[DecodedRecord | UnreadableBatch]:
    """What one consumer makes of it that reads on from an offset."""
    place = TopicPartition(TOPIC, 0)
    records: list[DecodedRecord | UnreadableBatch]
    records = SharingPartitionRecords(together, offset, place, MemoryRecords(data)).take()
    return records


def test_consumers_that_stand_at_different_places_are_given_what_stands_there() -> None:
    together = DecodedBatches()
    with together.reader_of(TOPIC), together.reader_of(TOPIC):
        first, second = taken(together, fetched(3)), taken(together, fetched(3), 7)
    assert [one.offset for one in first] == list(range(15))
    assert [one.offset for one in second] == list(range(7, 15)), "from the middle of a batch"
    assert all(one is other for one, other in zip(first[7:], second, strict=True)), "taken apart once"


def test_a_batch_that_came_to_one_of_them_damaged_is_whole_to_the_other() -> None:
    together = DecodedBatches()
    with together.reader_of(TOPIC), together.reader_of(TOPIC):
        damaged, whole = taken(together, fetched(3, damaged=1)), taken(together, fetched(3))
    assert [type(one) is UnreadableBatch for one in damaged] == [*[False] * 5, True, *[False] * 5]
    assert [one.offset for one in whole] == list(range(15))
