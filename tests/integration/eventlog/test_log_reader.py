"""Readers see what is committed, all of it, in order, and nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition import log_reader, record_picking
from infra.eventlog.partition.log_reader import KafkaLogReader, RecordChunk
from infra.eventlog.partition.record_picking import RecordPicker
from infra.eventlog.records.record_encoding import encode_body, frame
from infra.eventlog.transactions.transactional_producer import TransactionalProducer
from tests.waiting import PATIENCE_S


@pytest.fixture
def partition(topics: LogTopics, event_log: EventLog) -> TopicPartition:
    """One that may hold anything."""
    return TopicPartition(topics.replies, 0)


@pytest.fixture
def reader(connection: KafkaConnection, partition: TopicPartition) -> Iterator[KafkaLogReader]:
    opened = KafkaLogReader(connection, partition.topic, partition.partition)
    yield opened
    opened.close()


def write(producer: TransactionalProducer, partition: TopicPartition, values: list[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    producer.partitions_for(partition.topic, deadline)
    frames = [frame(encode_body(b"key", value, [("name", value)]), n) for n, value in enumerate(values)]
    producer.write({partition: [frames]}, 1_000, deadline)


def end(producer: TransactionalProducer, commit: bool) -> None:
    producer.end(commit, time.monotonic() + PATIENCE_S)


def fenced(connection: KafkaConnection, transactional_id: str) -> TransactionalProducer:
    producer = connection.transactional_producer(transactional_id)
    producer.fence(time.monotonic() + PATIENCE_S)
    return producer


@pytest.fixture
def interleaved(connection: KafkaConnection, partition: TopicPartition) -> list[bytes]:
    """Transactions of several producers, through one another in one partition. Returns the committed values."""
    chance = random.Random(20_250_301)
    producers = [fenced(connection, f"{partition.topic}-{n}") for n in range(3)]
    written: list[tuple[int, bytes]] = []
    is_committed: dict[int, bool] = {}
    opened: dict[int, int] = {}
    number = 0
    for step in range(120):
        at = chance.randrange(3)
        if at not in opened:
            producers[at].begin()
            opened[at] = step
        elif chance.random() < 0.4:
            is_committed[opened[at]] = commit = chance.random() < 0.5
            end(producers[at], commit)
            del opened[at]
            continue
        values = [b"%d" % (number + n) for n in range(chance.randrange(1, 4))]
        number += len(values)
        write(producers[at], partition, values)
        written += [(opened[at], value) for value in values]
    for at, transaction in opened.items():
        is_committed[transaction] = True
        end(producers[at], True)
    for producer in producers:  # a fence returns when all markers are written
        producer.abandon()
    for n in range(3):
        fenced(connection, f"{partition.topic}-{n}").abandon()
    return [value for transaction, value in written if is_committed[transaction]]


def read_all(reader: KafkaLogReader) -> list[Any]:
    return [record for batch in reader.read(0, reader.end_offset()) for record in batch.records]


def test_only_what_is_committed_is_read_and_all_of_it(
    interleaved: list[bytes], reader: KafkaLogReader, connection: KafkaConnection, partition: TopicPartition
) -> None:
    records = read_all(reader)
    assert [record.value for record in records] == interleaved
    theirs = KafkaConsumer(
        bootstrap_servers=connection.bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    theirs.assign([partition])
    expected: list[Any] = []
    while theirs.position(partition) < reader.end_offset():
        expected += theirs.poll(timeout_ms=500).get(partition, [])
    theirs.close()
    for name in ("topic", "partition", "offset", "timestamp", "key", "value", "headers"):
        assert [getattr(r, name) for r in records] == [getattr(r, name) for r in expected]


@pytest.mark.parametrize("max_poll_records", [1, 7, 5_000])
def test_batches_of_any_size_give_the_same_records(
    max_poll_records: int,
    interleaved: list[bytes],
    partition: TopicPartition,
    connection: KafkaConnection,
) -> None:
    class InSteps(KafkaConnection):
        def consumer(self, **overrides: Any) -> KafkaConsumer:
            return super().consumer(**overrides, max_poll_records=max_poll_records)

    reader = KafkaLogReader(InSteps(connection.bootstrap), partition.topic, partition.partition)
    batches: list[RecordChunk] = list(reader.read(0, reader.end_offset()))
    assert [record.value for batch in batches for record in batch.records] == interleaved
    assert batches[-1].next_offset == reader.end_offset()
    middle = next(batch for batch in batches if batch.records).next_offset
    rest = [record for batch in reader.read(middle, reader.end_offset()) for record in batch.records]
    assert [record.offset for record in rest] == [
        record.offset for batch in batches for record in batch.records if record.offset >= middle
    ]
    reader.close()


def test_reading_stops_before_the_end_that_was_asked_for(interleaved: list[bytes], reader: KafkaLogReader) -> None:
    offsets = [record.offset for record in read_all(reader)]
    until = offsets[10]
    batches = list(reader.read(offsets[3], until))
    assert [record.offset for batch in batches for record in batch.records] == offsets[3:10]
    assert batches[-1].next_offset == until
    assert list(reader.read(until, until)) == []


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
def test_picked_records_are_those_at_their_offsets_and_nothing_that_was_taken_back(
    at_once: bool,
    interleaved: list[bytes],
    reader: KafkaLogReader,
    connection: KafkaConnection,
    partition: TopicPartition,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not at_once:
        monkeypatch.setattr(record_picking, "fetch_at_once", lambda *_: [])
    there = {record.offset: record for record in read_all(reader)}
    picker = RecordPicker(connection, partition.topic, partition.partition)
    hidden = sorted(set(range(picker.end_offset())) - there.keys())
    wanted = [*sorted(there)[::3], *sorted(there)[-2:], *hidden[:4], picker.end_offset() + 7]
    picked = picker.pick(wanted, picker.end_offset())
    if at_once:
        came_past: list[int] = []
        monkeypatch.setattr(picker, "_come_past", lambda offset, _: came_past.append(offset) or offset + 1)
        assert picker.pick(wanted, picker.end_offset()).keys() == picked.keys()
        assert set(came_past) == set(hidden[:4]), "all that is there came at once"
    assert sorted(picked) == sorted(there.keys() & set(wanted))
    for name in ("key", "value", "headers", "stored", "header_count"):
        assert all(getattr(record, name) == getattr(there[at], name) for at, record in picked.items())
    assert picker.pick([], picker.end_offset()) == {}
    picker.close()


def test_following_gets_what_is_committed_later_and_stops(
    connection: KafkaConnection, partition: TopicPartition, reader: KafkaLogReader
) -> None:
    producer = fenced(connection, f"{partition.topic}-follow")
    stop, seen = Event(), []

    def follow() -> None:
        for batch in reader.follow(0, stop):
            seen.extend(record.value for record in batch.records)

    thread = Thread(target=follow)
    thread.start()
    for value, commit in ((b"one", True), (b"never", False), (b"two", True)):
        producer.begin()
        write(producer, partition, [value])
        end(producer, commit)
    while len(seen) < 2:
        pass
    stop.set()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert seen == [b"one", b"two"]
    producer.abandon()


def test_reader_that_gets_nothing_before_its_end_says_so(
    connection: KafkaConnection, partition: TopicPartition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "POLL_MS", 50)
    reader = KafkaLogReader(connection, partition.topic, partition.partition, stall_s=0.2)
    with pytest.raises(LogUnavailable, match="stalled at offset 0 before 5"):
        list(reader.read(0, 5))
    reader.close()


def test_cluster_that_is_not_there_says_so() -> None:
    nowhere = KafkaConnection("127.0.0.1:9", {"bootstrap_timeout_ms": 300})
    with pytest.raises(LogUnavailable, match=r"127\.0\.0\.1:9|topic"):
        KafkaLogReader(nowhere, "topic", 0)
