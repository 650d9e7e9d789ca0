"""Threads that write at once share a commit, and each gets its own result."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from infra.eventlog.errors import CommitUncertain
from infra.eventlog.transactions.group_commit import MEMBERS_MAX, GroupCommit, Member
from tests.waiting import PATIENCE_S

Doubling = GroupCommit[int, int]


def test_one_thread_is_a_group_of_its_own() -> None:
    groups: list[list[int]] = []

    def commit(members: Sequence[Member[int, int]]) -> None:
        groups.append([member.work for member in members])
        for member in members:
            member.succeed(member.work * 2)

    group: Doubling = GroupCommit(commit)
    assert [group.submit(1), group.submit(2)] == [2, 4]
    assert groups == [[1], [2]]


def test_what_comes_during_a_commit_is_committed_together() -> None:
    groups: list[int] = []
    first_is_in, go_on = Event(), Event()

    def commit(members: Sequence[Member[int, int]]) -> None:
        groups.append(len(members))
        first_is_in.set()
        go_on.wait(PATIENCE_S)
        for member in members:
            member.succeed(member.work * 2)

    group: Doubling = GroupCommit(commit)
    with ThreadPoolExecutor(21) as threads:
        first = threads.submit(group.submit, 0)
        assert first_is_in.wait(PATIENCE_S)
        others = [threads.submit(group.submit, number) for number in range(1, 21)]
        while len(group._queue) < 20:
            pass
        go_on.set()
        assert [future.result(10) for future in [first, *others]] == [2 * number for number in range(21)]
    assert groups == [1, 20]


def test_member_that_fails_does_not_fail_the_others() -> None:
    def commit(members: Sequence[Member[int, int]]) -> None:
        for member in members:
            if member.work == 13:
                member.fail(ValueError("13"))
            else:
                member.succeed(member.work * 2)

    group: Doubling = GroupCommit(commit)
    with ThreadPoolExecutor(8) as threads:
        results = [threads.submit(group.submit, number) for number in range(30)]
    assert isinstance(results[13].exception(), ValueError)
    assert [future.result() for number, future in enumerate(results) if number != 13] == [
        2 * number for number in range(30) if number != 13
    ]


def test_commit_that_fails_fails_all_and_the_next_is_tried() -> None:
    broken = True

    def commit(members: Sequence[Member[int, int]]) -> None:
        if broken:
            raise OSError("no broker")
        for member in members:
            member.succeed(member.work)

    group: Doubling = GroupCommit(commit)
    with pytest.raises(OSError, match="no broker"):
        group.submit(1)
    broken = False
    assert group.submit(2) == 2


def test_group_is_bounded() -> None:
    sizes: list[int] = []
    first_is_in, go_on = Event(), Event()

    def commit(members: Sequence[Member[int, int]]) -> None:
        sizes.append(len(members))
        first_is_in.set()
        go_on.wait(PATIENCE_S)
        for member in members:
            member.succeed(member.work)

    group: Doubling = GroupCommit(commit)
    with ThreadPoolExecutor(MEMBERS_MAX + 11) as threads:
        threads.submit(group.submit, 0)
        assert first_is_in.wait(PATIENCE_S)
        others = [threads.submit(group.submit, number) for number in range(MEMBERS_MAX + 10)]
        while len(group._queue) < MEMBERS_MAX + 10:
            pass
        go_on.set()
        assert [future.result(10) for future in others] == list(range(MEMBERS_MAX + 10))
    assert sizes == [1, MEMBERS_MAX, 10]


def test_interrupt_of_the_leader_leaves_the_others_in_doubt_but_not_waiting() -> None:
    leader_is_in, go_on = Event(), Event()

    def commit(members: Sequence[Member[int, int]]) -> None:
        if members[0].work == 0:
            leader_is_in.set()
            go_on.wait(PATIENCE_S)
            for member in members:
                member.succeed(member.work)
        else:
            raise KeyboardInterrupt

    group: Doubling = GroupCommit(commit)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(group.submit, 0)
        assert leader_is_in.wait(PATIENCE_S)
        others = [threads.submit(group.submit, number) for number in (1, 2)]
        while len(group._queue) < 2:
            pass
        go_on.set()
        assert first.result(10) == 0
        errors = {type(future.exception(10)) for future in others}
    assert errors == {KeyboardInterrupt, CommitUncertain}
    assert not group._has_leader
