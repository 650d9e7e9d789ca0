"""Reads on a real Kafka: each once, in one chain for each partition, whoever else writes there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from infra.eventlog.admin.log_creation import create_log
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.transactions import transaction
from infra.reads import recording
from infra.reads.chain import ChainedRead, first_link, in_chain
from infra.reads.recording import ReadNotRecorded, ReadsRecorder
from tests.unit.reads.some_reads import some_read

PARTITIONS = 3


@pytest.fixture
def connection(kafka_bootstrap: str) -> KafkaConnection:
    return KafkaConnection(kafka_bootstrap)


@pytest.fixture
def topics(log_name: str) -> LogTopics:
    return LogTopics(log_name)


@pytest.fixture
def event_log(connection: KafkaConnection, topics: LogTopics) -> EventLog:
    return create_log(connection, topics, PARTITIONS)


def recorder(event_log: EventLog, connection: KafkaConnection, topics: LogTopics, begin_at: int = 0) -> ReadsRecorder:
    return ReadsRecorder(connection, topics, event_log.log_id, PARTITIONS, begin_at)


def on_record(event_log: EventLog, connection: KafkaConnection, topics: LogTopics) -> dict[int, list[ChainedRead]]:
    """By partition. Raises ValueError where a chain is broken."""
    found = {}
    for partition in range(PARTITIONS):
        with closing(KafkaLogReader(connection, topics.reads, partition)) as reader:
            chunks = reader.read(reader.beginning_offset(), reader.written_offset())
            records = [record for chunk in chunks for record in chunk.records]
        found[partition] = list(in_chain(records, first_link(event_log.log_id, partition)))
    return found


def test_what_is_recorded_is_there_when_the_call_returns(
    event_log: EventLog, connection: KafkaConnection, topics: LogTopics
) -> None:
    with closing(recorder(event_log, connection, topics, begin_at=1)) as writing:
        writing.record([some_read(1), some_read(2)])
        assert [one.read for one in on_record(event_log, connection, topics)[1]] == [some_read(1), some_read(2)]
        writing.record([some_read(3)])
    with closing(recorder(event_log, connection, topics, begin_at=1)) as another:
        another.record([some_read(4)])
    found = on_record(event_log, connection, topics)[1]
    assert [one.read for one in found] == [some_read(number) for number in (1, 2, 3, 4)]


def test_several_processes_come_out_of_each_others_way(
    event_log: EventLog, connection: KafkaConnection, topics: LogTopics
) -> None:
    writers = [recorder(event_log, connection, topics) for _ in range(2)]
    for number in range(1, 11):
        writers[number % 2].record([some_read(number)])
    found = on_record(event_log, connection, topics)
    numbers = sorted(one.read.id.int for reads in found.values() for one in reads)
    assert numbers == list(range(1, 11)), "each once"
    parities = [{one.read.id.int % 2 for one in reads[1:]} for reads in found.values()]
    assert sorted(map(len, parities)) == [0, 1, 1], "they met once, and each has a partition of its own since"
    for writer in writers:
        writer.close()


def test_many_threads_share_transactions(event_log: EventLog, connection: KafkaConnection, topics: LogTopics) -> None:
    with closing(recorder(event_log, connection, topics)) as writing, ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: writing.record([some_read(number)]), range(1, 101)))
    found = on_record(event_log, connection, topics)[0]
    assert sorted(one.read.id.int for one in found) == list(range(1, 101))


@pytest.mark.parametrize("point", ["before-commit", "after-commit"])
def test_a_commit_that_breaks_off_leaves_each_read_once(
    event_log: EventLog, connection: KafkaConnection, topics: LogTopics, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    broken: list[str] = []

    def break_off(at: str) -> None:
        if at == point and not broken:
            broken.append(at)
            raise transaction.CommitUncertain("the line was cut")

    with closing(recorder(event_log, connection, topics)) as writing:
        writing.record([some_read(1)])
        monkeypatch.setattr(transaction, "crash_point", break_off)
        writing.record([some_read(2)])
        writing.record([some_read(3)])
    found = on_record(event_log, connection, topics)[0]
    assert broken == [point]
    assert [one.read.id.int for one in found] == [1, 2, 3]


def test_without_kafka_it_says_that_nothing_is_on_record(
    event_log: EventLog, topics: LogTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "FENCE_LIMIT_S", 0.2)
    monkeypatch.setattr(recording, "GIVE_UP_S", 0.3)
    nobody = KafkaConnection("127.0.0.1:1")
    with (
        closing(recorder(event_log, nobody, topics)) as writing,
        pytest.raises(ReadNotRecorded, match="takes no reads"),
    ):
        writing.record([some_read()])
