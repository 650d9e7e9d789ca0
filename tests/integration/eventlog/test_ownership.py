"""Rule 2: whoever took the partition over last owns it, and nobody else can write."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kafka import TopicPartition
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import Fenced, NotTakenOver
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.time_outs import CONNECT_S, JITTER
from infra.eventlog.transactions import transaction
from infra.eventsourcing.recorders import KafkaApplicationRecorder
from tests.integration.eventlog.conftest import OpenRecorder, an_event, joined


def test_second_recorder_fences_the_first(open_recorder: OpenRecorder) -> None:
    first = open_recorder()
    first.insert_events([an_event()])
    second = open_recorder()
    with pytest.raises(Fenced):
        first.insert_events([an_event()])
    assert second.insert_events([an_event()]) == [2]
    assert [n.id for n in second.select_notifications(1, 10)] == [1, 2]


def test_fenced_recorder_stays_fenced_and_does_not_take_the_partition_back(open_recorder: OpenRecorder) -> None:
    first, second = open_recorder("one"), open_recorder("two")
    for _ in range(2):
        with pytest.raises(Fenced):
            first.insert_events([an_event()])
    assert second.insert_events([an_event()]) == [1]


def test_zombie_is_fenced_at_commit_and_its_events_are_never_seen(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    zombie = open_recorder("zombie")
    successors: list[Any] = []

    def replace_it(point: str) -> None:
        if point == "before-commit" and not successors:
            successors.append(None)  # the successor's own commits come by here, too
            successors[0] = open_recorder("successor")

    monkeypatch.setattr(transaction, "crash_point", replace_it)
    with pytest.raises(Fenced):
        zombie.insert_events([an_event(state=b"of the zombie")])
    successor = successors[0]
    assert successor.max_notification_id() is None
    assert successor.insert_events([an_event(state=b"of the successor")]) == [1]
    assert [n.state for n in open_recorder("fresh").select_notifications(1, 10)] == [b"of the successor"]


def test_events_of_an_aborted_transaction_are_never_seen(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder("one")
    originator = uuid4()
    recorder.insert_events([an_event(originator, 1, b"first")])

    def interrupt(point: str) -> None:
        if point == "before-commit":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "crash_point", interrupt)
        with pytest.raises(KeyboardInterrupt):
            recorder.insert_events([an_event(originator, 2, b"never")])
    successor = open_recorder("two")
    assert successor.insert_events([an_event(originator, 2, b"second")]) == [2]
    reader = open_recorder("three", reads_only=True, owns=False)
    assert [event.state for event in reader.select_events(originator)] == [b"first", b"second"]


def test_recorder_that_was_never_taken_over_does_not_write(open_recorder: OpenRecorder) -> None:
    with pytest.raises(NotTakenOver):
        open_recorder(owns=False).insert_events([an_event()])


def committed_offset(connection: KafkaConnection, group: str, commands: TopicPartition) -> int | None:
    consumer = connection.consumer(group_id=group)
    try:
        offset: int | None = consumer.committed(commands)
        return offset
    finally:
        consumer.close(autocommit=False)


def test_offsets_are_committed_with_the_events(
    open_recorder: OpenRecorder, connection: KafkaConnection, topics: LogTopics
) -> None:
    commands, group = TopicPartition(topics.commands, 0), f"{topics.log}-group"
    with joined(connection, topics.commands, group) as member:
        open_recorder().insert_events(
            [an_event()], offsets={commands: OffsetAndMetadata(7, "", -1)}, group_metadata=member
        )
    assert committed_offset(connection, group, commands) == 7


def test_stale_member_of_the_consumer_group_is_fenced(
    open_recorder: OpenRecorder, connection: KafkaConnection, topics: LogTopics
) -> None:
    with joined(connection, topics.commands, f"{topics.log}-group") as member:
        pass  # the group goes on without this member
    recorder = open_recorder()
    offsets = {TopicPartition(topics.commands, 0): OffsetAndMetadata(1, "", -1)}
    with pytest.raises(Fenced):
        recorder.insert_events([an_event()], offsets=offsets, group_metadata=member)
    assert open_recorder("two").max_notification_id() is None


@pytest.mark.parametrize(("generation", "member"), [(-1, ""), (-1, "member-1"), (4, "")])
def test_a_member_that_its_group_has_dropped_commits_nothing_though_a_broker_would_take_it(
    generation: int, member: str, open_recorder: OpenRecorder, connection: KafkaConnection, topics: LogTopics
) -> None:
    commands, group = TopicPartition(topics.commands, 0), f"{topics.log}-group"
    recorder = open_recorder()
    with pytest.raises(Fenced, match="join again"):
        recorder.insert_events(
            [an_event()],
            offsets={commands: OffsetAndMetadata(9, "", -1)},
            group_metadata=ConsumerGroupMetadata(group, generation, member),
        )
    assert open_recorder("two").max_notification_id() is None
    assert committed_offset(connection, group, commands) is None


def test_a_dead_address_among_the_bootstrap_servers_costs_a_takeover_its_own_time_only(
    connection: KafkaConnection, event_log: EventLog, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        silent = [f"127.0.0.1:{server.getsockname()[1]}" for server in (one, other)]
        some_dead = KafkaConnection(",".join([*silent, connection.bootstrap]))
        began = time.monotonic()
        recorder = KafkaApplicationRecorder(some_dead, event_log, 0, tmp_path / "index")
        try:
            recorder.take_over()
            fenced_after_s = time.monotonic() - began
            recorder.catch_up()
            assert recorder.insert_events([an_event()]) == [1]
        finally:
            recorder.close()
    assert fenced_after_s < 3 * CONNECT_S * JITTER
