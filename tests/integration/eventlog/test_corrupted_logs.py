"""A log that breaks its own rules is reported with the place where it does, and not read past it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from kafka import TopicPartition

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.errors import LogCorrupted
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.records.chain import genesis
from infra.eventlog.records.event_record import encode_event, prepare_headers
from infra.eventlog.records.record_encoding import encode_body, encode_field
from infra.eventlog.transactions.transaction import PartitionProducer
from tests.integration.eventlog.conftest import OpenRecorder

KEY = str(uuid4()).encode()
HEADERS = [("ce_type", b"test:Happened")]

Append = Callable[..., None]


def body(position: int, prevhash: bytes, version: int | None = None, key: bytes = KEY) -> tuple[bytes, bytes]:
    headers = prepare_headers(HEADERS, "test:Happened")
    return encode_event(encode_field(key) + encode_field(b"state"), headers, version or position, position, prevhash)


@pytest.fixture
def append(connection: KafkaConnection, event_log: EventLog) -> Append:
    """Writes anything into the partition, as a program with its own idea of the rules would."""

    def write(*bodies: bytes) -> None:
        producer = PartitionProducer(connection, "another-program")
        producer.fence()
        producer.commit(encoded={TopicPartition(event_log.topic, 0): list(bodies)})
        producer.close()

    return write


def test_gap_in_the_positions(open_recorder: OpenRecorder, append: Append, event_log: EventLog) -> None:
    first, hash_1 = body(1, genesis(event_log.log_id, 0))
    third, _ = body(3, hash_1)
    append(first, third)
    with pytest.raises(LogCorrupted, match=r"position 3 follows 1") as corrupted:
        open_recorder()
    assert (corrupted.value.partition, corrupted.value.position, corrupted.value.offset) == (0, 2, 1)


def test_break_in_the_chain(open_recorder: OpenRecorder, append: Append, event_log: EventLog) -> None:
    first, _ = body(1, genesis(event_log.log_id, 0))
    second, _ = body(2, b"?" * 64)
    append(first, second)
    with pytest.raises(LogCorrupted, match="previous hash") as corrupted:
        open_recorder()
    assert corrupted.value.offset == 1


def test_chain_of_another_partition(open_recorder: OpenRecorder, append: Append, event_log: EventLog) -> None:
    first, _ = body(1, genesis(event_log.log_id, 1))
    append(first)
    with pytest.raises(LogCorrupted, match="previous hash"):
        open_recorder()


def test_content_that_does_not_match_its_hash(open_recorder: OpenRecorder, append: Append, event_log: EventLog) -> None:
    first, _ = body(1, genesis(event_log.log_id, 0))
    append(first.replace(b"state", b"stale"))
    with pytest.raises(LogCorrupted, match="does not match its hash"):
        open_recorder()


def test_record_of_another_program(open_recorder: OpenRecorder, append: Append) -> None:
    append(encode_body(b"key", b"value", [("some", b"header")]))
    with pytest.raises(LogCorrupted, match="another program wrote it"):
        open_recorder()


def test_key_that_is_no_uuid(open_recorder: OpenRecorder, append: Append, event_log: EventLog) -> None:
    first, _ = body(1, genesis(event_log.log_id, 0), key=b"plain text")
    append(first)
    with pytest.raises(LogCorrupted, match="ORIGINATOR_ID_TYPE"):
        open_recorder()


def test_version_that_is_there_twice(open_recorder: OpenRecorder, append: Append, event_log: EventLog) -> None:
    first, hash_1 = body(1, genesis(event_log.log_id, 0), version=1)
    second, _ = body(2, hash_1, version=1)
    append(first, second)
    with pytest.raises(LogCorrupted, match="version that it had before"):
        open_recorder()


def test_owner_finds_what_another_program_wrote_behind_its_back(open_recorder: OpenRecorder, append: Append) -> None:
    open_recorder("one")
    append(encode_body(b"key", b"value", []))
    with pytest.raises(LogCorrupted):
        open_recorder("two")
