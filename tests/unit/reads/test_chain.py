"""A read on record is as it was, and nothing about it can be changed unseen."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from infra.eventlog.kafka_python.record_decoding import BatchPlace, DecodedRecord, decode_records
from infra.eventlog.records.record_encoding import varint
from infra.reads.chain import ChainedRead, Link, encoded, first_link, in_chain
from infra.reads.read import read_from
from tests.unit.reads.some_reads import some_read

TOPIC = "ledger.reads"
BEGIN = first_link("log-1", 0)


def records(bodies: Sequence[bytes]) -> list[DecodedRecord]:
    """As a broker gives them back."""
    framed = b""
    for number, body in enumerate(bodies):
        record = b"\x00" + varint(0) + varint(number) + body
        framed += varint(len(record)) + record
    return decode_records(framed, 0, len(bodies), BatchPlace(TOPIC, 0, 0, 0, 0, None))


def three() -> list[bytes]:
    bodies, _ = encoded([some_read(number) for number in (1, 2, 3)], TOPIC, BEGIN)
    return bodies


def walked(bodies: Sequence[bytes], last: Link = BEGIN) -> list[ChainedRead]:
    return list(in_chain(records(bodies), last))


def test_a_read_comes_back_as_it_was() -> None:
    for read in (some_read(), some_read(purpose=None, persons=(), cases=(), in_the_clear=False)):
        assert read_from(str(read.id).encode(), read.value()) == read


@pytest.mark.parametrize("value", [b"", b"{}", b"[]", b"\xff", b"null", b'{"at": 1}'])
def test_what_is_no_read_says_so(value: bytes) -> None:
    with pytest.raises(ValueError, match="no read"):
        read_from(str(some_read().id).encode(), value)


def test_each_read_builds_on_the_one_before_it() -> None:
    bodies, last = encoded([some_read(1)], TOPIC, BEGIN)
    more, _ = encoded([some_read(2), some_read(3)], TOPIC, last)
    found = walked([*bodies, *more])
    assert [(one.position, one.read) for one in found] == [(n, some_read(n)) for n in (1, 2, 3)]
    assert [*bodies, *more] == three(), "however many are written at once"


@pytest.mark.parametrize("gone", [0, 1])
def test_one_that_is_gone_is_noticed(gone: int) -> None:
    bodies = three()
    del bodies[gone]
    with pytest.raises(ValueError, match="follows position"):
        walked(bodies)


def test_one_that_was_changed_is_noticed() -> None:
    bodies = three()
    changed = bodies[1].replace(b"auditor-1", b"auditor-2")
    assert changed != bodies[1]
    with pytest.raises(ValueError, match="does not match its hash"):
        walked([bodies[0], changed, bodies[2]])


def test_one_that_was_replaced_with_its_hash_is_noticed_at_the_next() -> None:
    bodies = three()
    (forged,), _ = encoded([some_read(9)], TOPIC, Link(1, walked(bodies)[0].hash))
    with pytest.raises(ValueError, match="does not build on"):
        walked([bodies[0], forged, bodies[2]])


@pytest.mark.parametrize("other", [first_link("log-2", 0), first_link("log-1", 1)])
def test_reads_of_another_log_or_partition_do_not_fit(other: Link) -> None:
    bodies, _ = encoded([some_read()], TOPIC, other)
    with pytest.raises(ValueError, match="does not build on"):
        walked(bodies)
