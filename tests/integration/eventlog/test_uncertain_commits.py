"""Rule 6: a commit that is not answered is looked up in the log, and becomes a success or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import Tracking
from kafka.errors import KafkaTimeoutError

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import Durability, compacted_spec
from infra.eventlog.errors import CommitRefused, CommitUncertain, Fenced, LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.transactions.transactional_producer import TransactionalProducer
from infra.eventsourcing.process_recorder import KafkaProcessRecorder
from infra.eventsourcing.tracking_recorder import KafkaTrackingRecorder
from tests.integration.eventlog.conftest import OpenRecorder, an_event
from tests.waiting import wait_until

Lose = Callable[[], None]


@pytest.fixture
def lose_the_answer(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """The next commit takes place, but nobody hears of it."""
    return lambda: _lose(monkeypatch, sent=True)


@pytest.fixture
def lose_the_question(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """The next commit is never asked for, and nobody answers."""
    return lambda: _lose(monkeypatch, sent=False)


def _lose(monkeypatch: pytest.MonkeyPatch, sent: bool) -> None:
    end = TransactionalProducer.end

    def once(self: TransactionalProducer, commit: bool, deadline: float) -> None:
        assert commit
        monkeypatch.setattr(TransactionalProducer, "end", end)
        if sent:
            end(self, commit, deadline)
        raise KafkaTimeoutError("no answer in time")

    monkeypatch.setattr(TransactionalProducer, "end", once)


def test_commit_that_took_place_returns_its_positions_and_is_not_repeated(
    open_recorder: OpenRecorder, lose_the_answer: Lose
) -> None:
    recorder = open_recorder()
    recorder.insert_events([an_event()])
    originator = uuid4()
    lose_the_answer()
    assert recorder.insert_events([an_event(originator, 1), an_event(originator, 2)]) == [2, 3]
    assert [e.originator_version for e in recorder.select_events(originator)] == [1, 2]
    assert recorder.insert_events([an_event(originator, 3)]) == [4]
    assert open_recorder("fresh").max_notification_id() == 4


def test_commit_that_did_not_take_place_is_refused_and_can_be_repeated(
    open_recorder: OpenRecorder, lose_the_question: Lose
) -> None:
    recorder = open_recorder()
    event = an_event()
    lose_the_question()
    with pytest.raises(CommitRefused):
        recorder.insert_events([event])
    assert recorder.insert_events([event]) == [1]
    assert open_recorder("fresh").max_notification_id() == 1


def test_caller_that_wants_to_know_is_told_and_finds_out_by_the_barrier(
    open_recorder: OpenRecorder, lose_the_answer: Lose
) -> None:
    recorder = open_recorder(resolve_uncertain=False)
    lose_the_answer()
    with pytest.raises(CommitUncertain):
        recorder.insert_events([an_event()])
    recorder.take_over()
    recorder.catch_up()
    assert recorder.last_position == 1


def test_uncertain_commit_of_an_owner_that_was_replaced_is_decided_by_the_log(
    open_recorder: OpenRecorder, lose_the_question: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder("one")
    lose_the_question()
    take_over = recorder._log.take_over

    def replaced_first() -> None:
        monkeypatch.undo()
        open_recorder("two").insert_events([an_event(state=b"of the other")])
        take_over()

    monkeypatch.setattr(recorder._log, "take_over", replaced_first)
    with pytest.raises(CommitRefused):
        recorder.insert_events([an_event(state=b"ours")])
    assert [n.state for n in recorder.select_notifications(1, 10)] == [b"of the other"]


def test_uncertain_commit_that_cannot_be_looked_up_stays_uncertain(
    open_recorder: OpenRecorder, lose_the_answer: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = open_recorder()
    event = an_event()
    lose_the_answer()

    def no_cluster() -> None:
        raise LogUnavailable("no broker answers")

    with monkeypatch.context() as patch:
        patch.setattr(recorder._log, "take_over", no_cluster)
        with pytest.raises(CommitUncertain, match="read again before you repeat it"):
            recorder.insert_events([event])
    # Readers see a commit when its markers are written, a moment after it is decided.
    wait_until(lambda: recorder.select_events(event.originator_id) == [event], lambda: "it was not committed")
    assert recorder.insert_events([an_event()]) == [2]


def test_owner_that_was_interrupted_while_it_waited_for_the_answer_catches_up_first(
    open_recorder: OpenRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would give the same position to another event."""
    recorder = open_recorder()
    end = TransactionalProducer.end

    def interrupted(self: TransactionalProducer, commit: bool, deadline: float) -> None:
        end(self, commit, deadline)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(TransactionalProducer, "end", interrupted)
        with pytest.raises(KeyboardInterrupt):
            recorder.insert_events([an_event()])
    assert recorder.insert_events([an_event()]) == [2]
    assert open_recorder("fresh").last_position == 2


@pytest.fixture
def tracking_topic(connection: KafkaConnection, log_name: str) -> str:
    admin = connection.admin()
    create_topics(admin, [compacted_spec(f"{log_name}.tracking", 1, Durability())], 1)
    admin.close()
    return f"{log_name}.tracking"


def test_uncertain_tracking_is_looked_up(
    connection: KafkaConnection, tracking_topic: str, lose_the_answer: Lose, lose_the_question: Lose
) -> None:
    recorder = KafkaTrackingRecorder(connection, tracking_topic, 0)
    recorder.take_over()
    lose_the_answer()
    recorder.insert_tracking(Tracking("upstream", 1))
    assert recorder.max_tracking_id("upstream") == 1
    lose_the_question()
    with pytest.raises(CommitRefused):
        recorder.insert_tracking(Tracking("upstream", 2))
    recorder.insert_tracking(Tracking("upstream", 2))
    assert recorder.max_tracking_id("upstream") == 2
    other = KafkaTrackingRecorder(connection, tracking_topic, 0)
    other.take_over()
    with pytest.raises(Fenced):
        recorder.insert_tracking(Tracking("upstream", 3))
    assert other.max_tracking_id("upstream") == 2
    recorder.close()
    other.close()


def test_uncertain_processing_without_events_is_decided_by_its_tracking(
    connection: KafkaConnection,
    event_log: EventLog,
    tracking_topic: str,
    tmp_path: Path,
    lose_the_answer: Lose,
    lose_the_question: Lose,
) -> None:
    recorder = KafkaProcessRecorder(connection, event_log, 0, tmp_path, tracking_topic=tracking_topic)
    recorder.take_over()
    recorder.catch_up()
    lose_the_answer()
    recorder.insert_events([], tracking=Tracking("upstream", 1))
    lose_the_question()
    with pytest.raises(CommitRefused):
        recorder.insert_events([], tracking=Tracking("upstream", 2))
    assert recorder.max_tracking_id("upstream") == 1
    recorder.close()
