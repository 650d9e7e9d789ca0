"""What the group says is ours, and when it says nothing."""

from __future__ import annotations

from threading import Event
from typing import Any
from unittest.mock import MagicMock

import pytest
from kafka import TopicPartition
from kafka.errors import GroupAuthorizationFailedError, KafkaConnectionError, KafkaTimeoutError
from kafka.structs import ConsumerGroupMetadata

from consumers.writer import membership
from consumers.writer.membership import Membership
from infra.eventlog.errors import ClusterRefuses
from infra.eventlog.kafka_python.client import KafkaConnection


class Group:
    """A consumer group of one member, which is what the test says."""

    def __init__(self) -> None:
        self.consumer = MagicMock()
        connection = MagicMock(spec=KafkaConnection)
        connection.consumer.return_value = self.consumer
        self.membership = Membership(connection, "commands", "writers")
        self.says(4, "member-1")

    def says(self, generation: int, member: str) -> None:
        self.consumer.group_metadata.return_value = ConsumerGroupMetadata("writers", generation, member)

    def tells(self, call: str, *partitions: int) -> None:
        listener: Any = self.consumer.subscribe.call_args.kwargs["listener"]
        getattr(listener, call)([TopicPartition("commands", number) for number in partitions])


def test_what_was_assigned_and_not_taken_away_is_owned() -> None:
    group = Group()
    group.tells("on_partitions_assigned", 0, 1, 2)
    group.tells("on_partitions_revoked", 1)
    group.tells("on_partitions_lost", 2)
    assert group.membership.owned() == ({0}, 1)


@pytest.mark.parametrize(("generation", "member"), [(-1, ""), (-1, "member-1"), (4, "")])
def test_a_member_that_its_group_has_dropped_owns_nothing_before_it_has_heard_what_it_lost(
    generation: int, member: str
) -> None:
    group = Group()
    group.tells("on_partitions_assigned", 0, 1)
    group.says(generation, member)
    assert group.membership.owned() == (frozenset(), 1)


def test_a_member_that_has_joined_again_owns_what_it_was_given_then() -> None:
    group = Group()
    group.tells("on_partitions_assigned", 0, 1)
    group.says(-1, "")
    group.tells("on_partitions_lost", 0, 1)
    group.says(6, "member-2")
    group.tells("on_partitions_assigned", 1)
    assert group.membership.owned() == ({1}, 2)


def told(group: Group) -> list[dict[int, int]]:
    """What the group was told, each time."""
    calls = group.consumer.commit_async.call_args_list
    return [{place.partition: of.offset for place, of in call.args[0].items()} for call in calls]


def answer(group: Group, response: object) -> None:
    """To what the group was told last."""
    call = group.consumer.commit_async.call_args
    call.kwargs["callback"](call.args[0], response)


def test_the_group_hears_now_and_then_what_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    group = Group()
    group.membership.tell({0: 7})
    group.membership.tell({0: 8})
    assert told(group) == [{0: 7}], "more often than it has to be"
    monkeypatch.setattr(membership, "TELL_S", 0.0)
    group.membership._tell_at = 0.0
    answer(group, KafkaTimeoutError())
    group.membership.tell({0: 7, 1: 3})
    answer(group, None)
    group.membership.tell({0: 7, 1: 4})
    answer(group, None)
    group.membership.tell({0: 7, 1: 4})
    assert told(group)[1:] == [{0: 7, 1: 3}, {1: 4}]


def test_a_member_that_its_group_has_dropped_tells_it_nothing() -> None:
    """A broker would take it for a consumer without a group, and believe it."""
    group = Group()
    group.says(-1, "")
    group.membership.tell({0: 7})
    group.membership.tell_last({0: 7})
    assert not group.consumer.commit_async.called


def test_a_group_that_does_not_hear_the_last_of_us_is_left_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "TOLD_LAST_S", 0.05)
    group = Group()
    group.consumer.commit_async.return_value.is_done = False
    group.membership.tell_last({0: 7})
    assert told(group) == [{0: 7}]


def test_a_group_that_does_not_let_us_go_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "LEAVE_S", 0.05)
    group, let_go = Group(), Event()
    group.consumer.close.side_effect = lambda **_: let_go.wait(60)
    group.membership.leave()
    let_go.set()
    assert group.consumer.close.called


def test_a_cluster_that_does_not_answer_is_waited_for_and_what_was_owned_stays() -> None:
    group = Group()
    group.tells("on_partitions_assigned", 0, 1)
    group.consumer.poll.side_effect = [KafkaConnectionError("away"), KafkaTimeoutError("no answer"), {}]
    for _ in range(3):
        group.membership.poll(1)
    assert group.membership.owned() == ({0, 1}, 1)


def test_a_cluster_that_refuses_the_group_is_not_waited_for() -> None:
    group = Group()
    group.consumer.poll.side_effect = GroupAuthorizationFailedError("writers")
    with pytest.raises(ClusterRefuses):
        group.membership.poll(1)
