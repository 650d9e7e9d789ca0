"""The index is a cache: whatever happens to it, it is read again from the log."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import OperationalError

from infra.eventlog.admin.log_creation import create_log
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.index import catching_up
from infra.eventlog.index.index import PartitionIndex
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventsourcing.recorders import KafkaApplicationRecorder
from tests.integration.eventlog.conftest import OpenRecorder, an_event

ORIGINATOR = uuid4()


def written(open_recorder: OpenRecorder, count: int = 3) -> None:
    recorder = open_recorder()
    recorder.insert_events([an_event(ORIGINATOR, version) for version in range(1, count + 1)])
    recorder.close()


def assert_whole(recorder: KafkaApplicationRecorder, count: int = 3) -> None:
    assert [e.originator_version for e in recorder.select_events(ORIGINATOR)] == list(range(1, count + 1))
    assert recorder.max_notification_id() == count
    assert recorder.insert_events([an_event(ORIGINATOR, count + 1)]) == [count + 1]


def index_file(tmp_path: Path, event_log: EventLog) -> Path:
    return tmp_path / "index" / f"{event_log.topic}-0.sqlite"


def test_index_that_is_there_is_used_without_reading_the_log_again(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(open_recorder)
    applied: list[int] = []
    apply = PartitionIndex.apply
    monkeypatch.setattr(
        PartitionIndex, "apply", lambda self, rows, after: (applied.append(len(rows)), apply(self, rows, after))
    )
    recorder = open_recorder()
    assert sum(applied) == 0
    assert_whole(recorder)


def test_index_deleted_is_rebuilt(open_recorder: OpenRecorder, tmp_path: Path, event_log: EventLog) -> None:
    written(open_recorder)
    index_file(tmp_path, event_log).unlink()
    assert_whole(open_recorder())


@pytest.mark.parametrize("damage", ["truncated", "garbage", "one page", "empty"])
def test_index_damaged_is_rebuilt(
    damage: str, open_recorder: OpenRecorder, tmp_path: Path, event_log: EventLog
) -> None:
    written(open_recorder)
    path = index_file(tmp_path, event_log)
    content = path.read_bytes()
    damaged = {
        "truncated": content[: len(content) // 2],
        "garbage": b"not a database" * 1000,
        "one page": content[:4096] + b"\xff" * 4096 + content[8192:],
        "empty": b"",
    }
    path.write_bytes(damaged[damage])
    assert_whole(open_recorder())


def test_index_damaged_while_it_is_used_is_rebuilt(
    open_recorder: OpenRecorder, tmp_path: Path, event_log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder()
    recorder.insert_events([an_event(ORIGINATOR, version) for version in (1, 2, 3)])
    select_events = PartitionIndex.select_events

    def fails_once(self: PartitionIndex, *args: Any) -> Any:
        monkeypatch.setattr(PartitionIndex, "select_events", select_events)
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(PartitionIndex, "select_events", fails_once)
    assert_whole(recorder)


def test_index_of_another_log_is_rebuilt_and_says_why(
    open_recorder: OpenRecorder,
    tmp_path: Path,
    event_log: EventLog,
    connection: KafkaConnection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other_log = create_log(connection, LogTopics(f"{event_log.topic.removesuffix('.events')}-other"), 1)
    other = KafkaApplicationRecorder(connection, other_log, 0, tmp_path / "other")
    other.take_over()
    other.catch_up()
    other.insert_events([an_event(), an_event()])
    other.close()
    written(open_recorder)
    index_file(tmp_path, event_log).write_bytes((tmp_path / "other" / f"{other_log.topic}-0.sqlite").read_bytes())
    with caplog.at_level(logging.WARNING):
        assert_whole(open_recorder())
    assert "belongs to another log" in caplog.text


def test_index_ahead_of_its_log_is_rebuilt_and_says_why(
    open_recorder: OpenRecorder,
    tmp_path: Path,
    event_log: EventLog,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written(open_recorder)
    change(index_file(tmp_path, event_log), "UPDATE progress SET next_offset = 1000000")
    monkeypatch.setattr(catching_up, "SETTLE_S", 0.1)
    with caplog.at_level(logging.WARNING):
        assert_whole(open_recorder())
    assert "is ahead of its log" in caplog.text


def test_index_of_a_log_that_went_another_way_is_rebuilt_and_says_why(
    open_recorder: OpenRecorder, tmp_path: Path, event_log: EventLog, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a restore of the cluster from an older copy, which then went on differently."""
    written(open_recorder)
    change(index_file(tmp_path, event_log), "UPDATE progress SET hash = zeroblob(64)")
    with caplog.at_level(logging.WARNING):
        assert_whole(open_recorder())
    assert "is not of this log" in caplog.text


def test_index_that_misses_events_it_claims_to_have_is_rebuilt(
    open_recorder: OpenRecorder, tmp_path: Path, event_log: EventLog
) -> None:
    written(open_recorder)
    change(index_file(tmp_path, event_log), "DELETE FROM events WHERE position = 3")
    assert_whole(open_recorder())


def test_index_that_could_not_be_written_after_a_commit_catches_up(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder()

    def full(self: PartitionIndex, *_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(PartitionIndex, "apply", full)
        assert recorder.insert_events([an_event(ORIGINATOR, version) for version in (1, 2, 3)]) == [1, 2, 3]
    assert_whole(recorder)


def test_index_that_cannot_be_written_stops_the_writer_before_memory_runs_out(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder()

    def full(self: PartitionIndex) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("infra.eventlog.index.index.RECENT_EVENTS_MAX", 2)
        patch.setattr(PartitionIndex, "flush", full)
        assert recorder.insert_events([an_event(ORIGINATOR, version) for version in (1, 2, 3)]) == [1, 2, 3]
        with pytest.raises(OperationalError, match="Make room"):
            recorder.insert_events([an_event()])
    assert_whole(recorder)


def test_index_moved_by_the_successor_of_an_owner_that_does_not_know_yet(open_recorder: OpenRecorder) -> None:
    """Two processes on one machine share the file; the one that is replaced finds it further than it left it."""
    first = open_recorder()
    first.insert_events([an_event(ORIGINATOR, 1)])
    second = open_recorder()
    second.insert_events([an_event(ORIGINATOR, 2), an_event(ORIGINATOR, 3)])
    second.close()
    while first.last_position < 3:
        first.catch_up()
    assert [e.originator_version for e in first.select_events(ORIGINATOR)] == [1, 2, 3]
    assert_whole(open_recorder())


def test_catching_up_right_after_a_commit_sees_it(open_recorder: OpenRecorder) -> None:
    """The broker answers a commit before the transaction is visible to readers."""
    recorder = open_recorder()
    for version in range(1, 21):
        recorder.insert_events([an_event(ORIGINATOR, version)])
        recorder._log._catch_up.begin_again("is begun again by a test")
        recorder.catch_up()
        assert recorder.last_position == version


def change(path: Path, statement: str) -> None:
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()
