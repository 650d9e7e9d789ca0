"""Both protocols of a transaction on a real broker: all of it or nothing, once, in order, whatever is repeated."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import CommitRefused
from infra.eventlog.kafka_python.brokers import Backoff, Brokers
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.records.record_encoding import encode_body, frame
from infra.eventlog.transactions import batch_writing
from infra.eventlog.transactions.transaction import PartitionProducer
from infra.eventlog.transactions.transactional_producer import TransactionalProducer
from tests.integration.eventlog.conftest import joined
from tests.waiting import PATIENCE_S

OpenProducer = Callable[[], TransactionalProducer]


@pytest.fixture(params=["told first", "by sending"])
def protocol(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A cluster of Kafka 4 takes the older protocol, too."""
    if request.param == "told first":
        monkeypatch.setattr(Brokers, "feature_level", lambda *_: 1)
    return str(request.param)


@pytest.fixture
def open_producer(
    connection: KafkaConnection, event_log: EventLog, topics: LogTopics, protocol: str
) -> Iterator[OpenProducer]:
    """A producer that has fenced every one before it."""
    opened: list[TransactionalProducer] = []

    def open_one() -> TransactionalProducer:
        producer = connection.transactional_producer(f"{topics.log}-test")
        opened.append(producer)
        producer.fence(soon())
        assert producer._enters_by_sending == (protocol == "by sending")
        return producer

    yield open_one
    for producer in opened:
        producer.abandon()


@pytest.fixture
def replies(topics: LogTopics) -> TopicPartition:
    return TopicPartition(topics.replies, 0)


def soon() -> float:
    return time.monotonic() + PATIENCE_S


def write(producer: TransactionalProducer, place: TopicPartition, *batches: list[bytes]) -> dict[TopicPartition, int]:
    producer.partitions_for(place.topic, soon())
    framed = [[frame(encode_body(None, value, []), n) for n, value in enumerate(batch)] for batch in batches]
    return producer.write({place: framed}, 1_000, soon())


def committed(connection: KafkaConnection, place: TopicPartition) -> list[bytes]:
    reader = KafkaLogReader(connection, place.topic, place.partition)
    try:
        return [r.value for batch in reader.read(0, reader.end_offset()) for r in batch.records if r.value]
    finally:
        reader.close()


def test_committed_and_aborted_transactions_of_one_producer(
    open_producer: OpenProducer, connection: KafkaConnection, replies: TopicPartition
) -> None:
    producer = open_producer()
    for n in range(6):
        producer.begin()
        write(producer, replies, [b"%d a" % n, b"%d b" % n])
        write(producer, replies, [b"%d c" % n])
        producer.end(n % 3 != 2, soon())
    open_producer()  # a fence returns when all markers are written
    assert committed(connection, replies) == [b"%d %c" % (n, c) for n in (0, 1, 3, 4) for c in b"abc"]


def test_several_batches_of_one_partition_keep_their_order(
    open_producer: OpenProducer, connection: KafkaConnection, replies: TopicPartition
) -> None:
    producer = open_producer()
    last = write(producer, replies, [b"1", b"2"], [b"3"], [b"4", b"5", b"6"])
    producer.end(True, soon())
    open_producer()
    assert committed(connection, replies) == [b"1", b"2", b"3", b"4", b"5", b"6"]
    assert last == {replies: 5}


def test_batch_whose_answer_is_lost_is_sent_again_and_stands_there_once(
    open_producer: OpenProducer, connection: KafkaConnection, replies: TopicPartition, monkeypatch: pytest.MonkeyPatch
) -> None:
    producer, taken, lost = open_producer(), batch_writing._taken, []

    def lose_the_first(answer: Any) -> Iterator[Any]:
        for place, offset, error in taken(answer):
            yield (place, offset, error) if lost else (place, -1, kafka_errors.KafkaConnectionError())
            lost.append(place)

    monkeypatch.setattr(batch_writing, "_taken", lose_the_first)
    for value in (b"first", b"second"):
        write(producer, replies, [value])
        producer.end(True, soon())
    open_producer()
    assert len(lost) == 3
    assert committed(connection, replies) == [b"first", b"second"]


@pytest.mark.parametrize("commit", [True, False])
def test_end_whose_answer_is_lost_is_asked_again_and_answered_like_the_first(
    commit: bool,
    open_producer: OpenProducer,
    connection: KafkaConnection,
    replies: TopicPartition,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    producer, ask = open_producer(), Brokers.ask
    write(producer, replies, [b"one"])
    with monkeypatch.context() as patch:

        def ask_twice(self: Brokers, *about: Any) -> Any:
            first = ask(self, *about)
            if "EndTxn" in type(first).__name__:
                first = ask(self, *about)
            return first

        patch.setattr(Brokers, "ask", ask_twice)
        producer.end(commit, soon())
    write(producer, replies, [b"two"])
    producer.end(True, soon())
    open_producer()
    assert committed(connection, replies) == ([b"one"] if commit else []) + [b"two"]


def test_replaced_producer_writes_and_ends_nothing(
    open_producer: OpenProducer, connection: KafkaConnection, replies: TopicPartition
) -> None:
    replaced = open_producer()
    write(replaced, replies, [b"never"])
    successor = open_producer()
    refusals = (kafka_errors.InvalidProducerEpochError, kafka_errors.ProducerFencedError)
    with pytest.raises(refusals):
        write(replaced, replies, [b"neither"])
    with pytest.raises(refusals):
        replaced.end(True, soon())
    write(successor, replies, [b"of the successor"])
    successor.end(True, soon())
    open_producer()
    assert committed(connection, replies) == [b"of the successor"]


def test_offsets_are_committed_with_the_records_and_not_for_a_member_that_is_gone(
    open_producer: OpenProducer, connection: KafkaConnection, topics: LogTopics, replies: TopicPartition
) -> None:
    producer, commands = open_producer(), TopicPartition(topics.commands, 0)
    write(producer, replies, [b"answer"])
    with joined(connection, topics.commands, f"{topics.log}-test") as member:
        producer.add_offsets({commands: OffsetAndMetadata(7, "", -1)}, member, soon())
    producer.end(True, soon())
    producer.begin()
    gone = ConsumerGroupMetadata(f"{topics.log}-test", 3, "gone", None)
    with pytest.raises((kafka_errors.IllegalGenerationError, kafka_errors.UnknownMemberIdError)):
        producer.add_offsets({commands: OffsetAndMetadata(9, "", -1)}, gone, soon())
    open_producer()
    consumer = connection.consumer(group_id=f"{topics.log}-test")
    assert consumer.committed(commands) == 7
    consumer.close(autocommit=False)


def test_commit_is_refused_when_a_batch_is_not_taken_in_time(
    connection: KafkaConnection,
    event_log: EventLog,
    topics: LogTopics,
    protocol: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would otherwise leave out what could not be written."""
    producer = PartitionProducer(connection, f"{topics.log}-test", commit_timeout_s=1.0)
    producer.fence()
    taken = batch_writing._taken

    def refuse_replies(answer: Any) -> Iterator[Any]:
        for place, offset, error in taken(answer):
            yield place, offset, kafka_errors.NotLeaderForPartitionError() if place.topic == topics.replies else error

    both = [(topics.replies, 0, b"key", b"reply", []), (topics.rejected, 0, b"key", b"rejected", [])]
    with monkeypatch.context() as patch:
        patch.setattr(batch_writing, "_taken", refuse_replies)
        with pytest.raises(CommitRefused, match="NotLeader"):
            producer.commit(both)
    producer.fence()
    producer.commit(both[1:])
    producer.fence()
    producer.close()
    assert committed(connection, TopicPartition(topics.replies, 0)) == []
    assert committed(connection, TopicPartition(topics.rejected, 0)) == [b"rejected"]


def test_no_cluster_and_no_topic_are_said_in_time(connection: KafkaConnection, event_log: EventLog) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = KafkaConnection(f"127.0.0.1:{closed.getsockname()[1]}")
    producer = nowhere.transactional_producer("test")
    began = time.monotonic()
    with pytest.raises(kafka_errors.KafkaError):
        producer.fence(began + 1.0)
    assert time.monotonic() - began < 3.0
    producer.abandon()
    producer = connection.transactional_producer(f"{event_log.topic}-test")
    producer.fence(soon())
    with pytest.raises(kafka_errors.KafkaTimeoutError, match="no-such-topic"):
        producer.partitions_for("no-such-topic", time.monotonic() + 0.5)
    producer.abandon()


def test_patience_grows_and_ends_with_the_last_error() -> None:
    backoff = Backoff(time.monotonic() + 0.05)
    waits = []
    with pytest.raises(kafka_errors.KafkaTimeoutError, match="NotCoordinator"):
        while True:
            backoff.blame(kafka_errors.NotCoordinatorError())
            waits.append(backoff.next_wait_s())
            time.sleep(waits[-1])
    assert waits[0] == pytest.approx(0.002, abs=0.001)
    assert max(waits) > waits[0]
    assert not backoff.is_tried
    with pytest.raises(kafka_errors.ProducerFencedError):
        backoff.blame(kafka_errors.ProducerFencedError())
