"""What is written, and what is refused before anything is."""

from __future__ import annotations

from random import randbytes
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, ProgrammingError, Tracking
from kafka.admin import ConfigResource, ConfigResourceType

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import CommitRefused, RecordTooLarge
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.records.chain import genesis
from infra.eventlog.records.event_reading import decode_event
from infra.eventlog.transactions import transaction
from tests.integration.eventlog.conftest import OpenRecorder, an_event
from tests.waiting import PATIENCE_S


def records_of(connection: KafkaConnection, topic: str) -> list[Any]:
    reader = KafkaLogReader(connection, topic, 0)
    try:
        return [record for batch in reader.read(0, reader.end_offset()) for record in batch.records]
    finally:
        reader.close()


def test_event_on_the_wire(open_recorder: OpenRecorder, connection: KafkaConnection, event_log: EventLog) -> None:
    event, command_id = an_event(), uuid4()
    headers = [("ce_type", event.topic.encode()), ("ce_causationid", command_id.bytes), ("content-type", b"x/y")]
    recorder = open_recorder()
    recorder.insert_events([event], headers=[headers])
    open_recorder("settled")
    (record,) = records_of(connection, event_log.topic)
    assert record.key == str(event.originator_id).encode()
    assert record.value == event.state
    assert record.headers[:3] == headers
    assert [name for name, _ in record.headers[3:]] == ["version", "position", "prevhash", "hash"]
    assert [content for _, content in record.headers[3:6]] == [b"1", b"1", genesis(event_log.log_id, 0)]
    decoded = decode_event(record.key, record.value, record.stored, record.header_count)
    assert decoded.causation_id == command_id.bytes


def test_event_without_headers_of_its_own_is_a_cloud_event(
    open_recorder: OpenRecorder, connection: KafkaConnection, event_log: EventLog
) -> None:
    event = an_event()
    open_recorder().insert_events([event])
    open_recorder("settled")
    headers = dict(records_of(connection, event_log.topic)[0].headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"test:Happened"
    assert headers["ce_id"] == f"{event.originator_id}/1".encode()
    assert headers["ce_source"] == f"/{event_log.topic}/0".encode()
    assert headers["ce_subject"] == str(event.originator_id).encode()
    assert headers["ce_time"].endswith(b"Z")


def test_other_records_are_committed_with_the_events(
    open_recorder: OpenRecorder, connection: KafkaConnection, topics: LogTopics
) -> None:
    reply = (topics.replies, 0, b"key", b"answer", [("some", b"header")])
    open_recorder().insert_events([an_event()], records=[reply])
    open_recorder("settled")
    (record,) = records_of(connection, topics.replies)
    assert (record.key, record.value, record.headers) == (b"key", b"answer", [("some", b"header")])


def test_other_records_are_committed_without_events(
    open_recorder: OpenRecorder, connection: KafkaConnection, topics: LogTopics
) -> None:
    recorder = open_recorder()
    assert recorder.insert_events([], records=[(topics.replies, 0, b"key", b"refused", [])]) == []
    open_recorder("settled")
    assert [record.value for record in records_of(connection, topics.replies)] == [b"refused"]


def test_more_than_one_batch_of_the_broker_is_one_transaction(open_recorder: OpenRecorder) -> None:
    recorder = open_recorder()
    events = [an_event(state=b"x" * 100_000) for _ in range(30)]
    assert recorder.insert_events(events) == list(range(1, 31))
    fresh = open_recorder("fresh")
    assert [n.state for n in fresh.select_notifications(1, 100)] == [event.state for event in events]


def test_event_that_is_too_large_is_refused_and_the_next_is_taken(open_recorder: OpenRecorder) -> None:
    recorder = open_recorder()
    with pytest.raises(RecordTooLarge, match="1000000"):
        recorder.insert_events([an_event(), an_event(state=b"x" * 1_000_000)])
    assert recorder.insert_events([an_event(state=b"x" * 990_000)]) == [1]


def test_batch_that_the_broker_refuses_leaves_nothing_behind(open_recorder: OpenRecorder, topics: LogTopics) -> None:
    """A record for another topic is larger than that topic takes; nothing of its transaction may be seen."""
    recorder = open_recorder()
    with pytest.raises(CommitRefused):
        recorder.insert_events([an_event()], records=[(topics.replies, 0, b"key", randbytes(2_000_000), [])])
    assert recorder.insert_events([an_event()]) == [1]
    assert open_recorder("fresh").max_notification_id() == 1


def test_batch_of_many_that_the_broker_refuses_leaves_nothing_behind(
    open_recorder: OpenRecorder, topics: LogTopics, connection: KafkaConnection
) -> None:
    admin = connection.admin()
    smaller = ConfigResource(ConfigResourceType.TOPIC, topics.replies, {"max.message.bytes": "5000"})
    admin.alter_configs([smaller])
    admin.close()
    recorder = open_recorder()
    records = [(topics.replies, 0, b"key", randbytes(2_000), list[tuple[str, bytes]]()) for _ in range(5)]
    with pytest.raises(CommitRefused):
        recorder.insert_events([an_event()], records=records)
    assert recorder.insert_events([an_event()]) == [1]


@pytest.mark.parametrize(
    "headers",
    [[("position", b"7")], [("hash", b"7")], [("ce_type", b"another:Topic")]],
)
def test_headers_that_contradict_the_log_are_refused(
    headers: list[tuple[str, bytes]], open_recorder: OpenRecorder
) -> None:
    recorder = open_recorder()
    with pytest.raises(ProgrammingError):
        recorder.insert_events([an_event()], headers=[headers])
    with pytest.raises(ProgrammingError, match="headers for 1 events, and 2"):
        recorder.insert_events([an_event(), an_event()], headers=[[]])
    with pytest.raises(ProgrammingError, match="process recorder"):
        recorder.insert_events([an_event()], tracking=Tracking("upstream", 1))
    assert recorder.max_notification_id() is None


def test_conflicting_insert_in_a_group_fails_alone(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder()
    taken = uuid4()
    recorder.insert_events([an_event(taken, 1)])
    outcomes: dict[str, object] = {}
    leader_is_in, others_wait = Event(), Event()
    transactions: list[str] = []

    def hold_the_leader(point: str) -> None:
        if point == "after-begin":
            transactions.append(point)
            leader_is_in.set()
            others_wait.wait(PATIENCE_S)

    monkeypatch.setattr(transaction, "crash_point", hold_the_leader)

    def insert(name: str, *events: Any) -> Thread:
        def run() -> None:
            try:
                outcomes[name] = recorder.insert_events(list(events))
            except IntegrityError:
                outcomes[name] = "conflict"

        thread = Thread(target=run)
        thread.start()
        return thread

    both_want = uuid4()
    threads = [insert("leader", an_event())]
    assert leader_is_in.wait(PATIENCE_S)
    queue = recorder._writing._group._queue
    for name, events in {
        "first of two": [an_event(both_want, 1), an_event(both_want, 2)],
        "second of two": [an_event(), an_event(both_want, 2)],
        "taken before": [an_event(), an_event(taken, 1)],
        "free": [an_event(), an_event()],
    }.items():
        waiting = len(queue)
        threads.append(insert(name, *events))
        while len(queue) == waiting:
            pass
    others_wait.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert outcomes == {
        "leader": [2],
        "first of two": [3, 4],
        "second of two": "conflict",
        "taken before": "conflict",
        "free": [5, 6],
    }
    assert len(transactions) == 2
    assert open_recorder("fresh").max_notification_id() == 6


def test_answers_are_found_by_command_also_after_a_rebuild(open_recorder: OpenRecorder) -> None:
    recorder = open_recorder("one")
    accepted, refused, unknown = uuid4(), uuid4(), uuid4()
    originator = uuid4()
    headers = [[("ce_causationid", accepted.bytes)], [("ce_causationid", str(accepted).encode())]]
    recorder.insert_events([an_event(originator, 1), an_event(originator, 2)], headers=headers)
    recorder.remember_refusals([(refused.bytes, b"no")], next_offset=5)
    recorder.remember_refusals([(refused.bytes, b"another answer")], next_offset=4)
    answers = recorder.answers_of([accepted, refused.bytes, unknown])
    assert set(answers) == {accepted.bytes, refused.bytes}
    first = answers[accepted.bytes]
    assert (first.accepted, first.originator_id, first.version, first.position) == (True, originator, 2, 2)
    assert (answers[refused.bytes].accepted, answers[refused.bytes].refusal) == (False, b"no")
    assert recorder.answers_offset == 5
    rebuilt = open_recorder("two")
    assert rebuilt.answers_of([accepted])[accepted.bytes] == first
    assert rebuilt.answers_of([refused]) == {}
    assert rebuilt.answers_offset == 0
