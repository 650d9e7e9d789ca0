"""Recorders that only read: they see what others commit, and never get in an owner's way."""

from __future__ import annotations

from threading import Thread

import pytest
from eventsourcing.persistence import Notification

from infra.eventlog.errors import Fenced, NotTakenOver
from tests.integration.eventlog.conftest import OpenRecorder, an_event
from tests.waiting import PATIENCE_S


def test_reader_sees_what_the_owner_commits_and_leaves_it_alone(open_recorder: OpenRecorder) -> None:
    owner = open_recorder("owner")
    reader = open_recorder("reader", reads_only=True, owns=False)
    for position in (1, 2, 3):
        event = an_event()
        assert owner.insert_events([event]) == [position]
        while reader.max_notification_id() != position:
            pass  # the broker shows a commit some milliseconds after it answered
        assert reader.select_events(event.originator_id) == [event]


def test_reader_does_not_write(open_recorder: OpenRecorder) -> None:
    reader = open_recorder(reads_only=True, owns=False)
    with pytest.raises(NotTakenOver):
        reader.insert_events([an_event()])
    with pytest.raises(NotTakenOver):
        reader.take_over()


def test_subscription_of_a_reader_gets_what_the_owner_commits(open_recorder: OpenRecorder) -> None:
    owner = open_recorder("owner")
    owner.insert_events([an_event(state=b"before")])
    reader = open_recorder("reader", reads_only=True, owns=False)
    received: list[Notification] = []
    with reader.subscribe(gt=0) as subscription:
        received.append(next(subscription))
        owner.insert_events([an_event(state=b"after")])
        received.append(next(subscription))
    assert [(n.id, n.state) for n in received] == [(1, b"before"), (2, b"after")]


def test_stop_ends_an_iteration_that_waits(open_recorder: OpenRecorder) -> None:
    recorder = open_recorder()
    subscription = recorder.subscribe(gt=0)
    finished: list[bool] = []
    waiting = Thread(target=lambda: finished.append(list(subscription) == []))
    waiting.start()
    subscription.stop()
    waiting.join(PATIENCE_S)
    assert finished == [True]
    subscription._pull_thread.join(PATIENCE_S)


def test_closing_the_recorder_ends_its_subscriptions(open_recorder: OpenRecorder) -> None:
    recorder = open_recorder(reads_only=True, owns=False)
    subscription = recorder.subscribe(gt=0)
    waiting = Thread(target=lambda: list(subscription))
    waiting.start()
    recorder.close()
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()


def test_subscription_of_an_owner_that_was_replaced_says_so(open_recorder: OpenRecorder) -> None:
    """It would otherwise wait for ever for events that another process commits."""
    replaced = open_recorder("one")
    with replaced.subscribe(gt=0) as subscription:
        open_recorder("two")
        with pytest.raises(Fenced):
            replaced.insert_events([an_event()])
        with pytest.raises(Fenced):
            next(subscription)
