"""Who waits for an answer is told, and of who gave up nothing is kept."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from infra.client import CommandNotAnswered, NoAnswer, NotSent, Pending
from infra.client.waiting import Waiting
from infra.messages.replies import CommandAnswered

ANSWER = CommandAnswered(UUID(int=1), UUID(int=2), "me", True, False, 1, 0, 1, "", "", None, "asked")


def waiting_for(waiting: Waiting, command_id: UUID = ANSWER.command_id, asked: str = "asked", limit_s: float = 60.0):  # type: ignore[no-untyped-def]
    pending = Pending(command_id, limit_s)
    waiting.add(pending, asked)
    return pending


def test_an_answer_reaches_whoever_asked_just_that() -> None:
    waiting = Waiting()
    mine, other = waiting_for(waiting), waiting_for(waiting, asked="something else")
    waiting.settle(ANSWER)
    assert mine.result(0) == ANSWER
    assert not other.done()
    waiting.settle(replace(ANSWER, fingerprint="something else", accepted=False, code="command_id_reused"))
    assert other.result(0).code == "command_id_reused"
    assert len(waiting) == 0


def test_two_callers_with_one_command_are_both_told() -> None:
    waiting = Waiting()
    both = [waiting_for(waiting), waiting_for(waiting)]
    waiting.settle(ANSWER)
    assert [pending.result(0) for pending in both] == [ANSWER, ANSWER]


def test_the_answer_to_a_command_that_could_not_be_read_has_no_fingerprint_and_still_arrives() -> None:
    waiting = Waiting()
    mine = waiting_for(waiting)
    waiting.settle(replace(ANSWER, fingerprint="", accepted=False, code="undecodable"))
    assert mine.result(0).code == "undecodable"


def test_answers_that_nobody_waits_for_change_nothing() -> None:
    waiting = Waiting()
    mine = waiting_for(waiting)
    waiting.settle(replace(ANSWER, command_id=uuid4()))
    assert not mine.done()
    waiting.settle(ANSWER)
    waiting.settle(ANSWER)
    assert mine.result(0) == ANSWER


def test_a_wait_that_is_over_before_the_limit_may_be_taken_up_again() -> None:
    waiting = Waiting()
    mine = waiting_for(waiting)
    with pytest.raises(NoAnswer, match=str(ANSWER.command_id)):
        mine.result(0.01)
    waiting.settle(ANSWER)
    assert mine.result(0) == ANSWER


def test_of_ten_thousand_that_timed_out_nothing_is_kept() -> None:
    waiting = Waiting()
    kept = [waiting_for(waiting, uuid4(), limit_s=0.0) for _ in range(10_000)]
    references = [weakref.ref(pending) for pending in kept]
    waiting.end_those_over()
    for pending in kept:
        with pytest.raises(NoAnswer):
            pending.result(0)
    kept.clear()
    del pending
    gc.collect()
    assert len(waiting) == 0
    assert [reference for reference in references if reference() is not None] == []


def test_of_ten_thousand_that_were_answered_or_given_up_little_is_kept_until_their_time_is_over() -> None:
    waiting = Waiting()
    for number in range(10_000):
        pending = waiting_for(waiting, uuid4(), limit_s=3600.0)
        if number % 2:
            pending.cancel()
        else:
            waiting.settle(replace(ANSWER, command_id=pending.command_id))
        waiting.end_those_over()
    del pending
    gc.collect()
    assert len(waiting) == 0
    assert sum(isinstance(each, Pending) for each in gc.get_objects()) < 2_000


def test_more_than_there_is_room_for_are_not_sent() -> None:
    waiting = Waiting(most=2)
    first, _ = waiting_for(waiting), waiting_for(waiting)
    with pytest.raises(NotSent, match="2 commands are waiting"):
        waiting_for(waiting)
    first.cancel()
    waiting_for(waiting)


def test_at_the_end_everybody_is_told() -> None:
    waiting = Waiting()
    mine = waiting_for(waiting)
    waiting.end_all(NoAnswer("closed"))
    with pytest.raises(CommandNotAnswered, match="closed"):
        mine.result(0)


def test_an_event_loop_can_wait_and_give_up() -> None:
    waiting = Waiting()

    async def ask_twice() -> CommandAnswered:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(waiting_for(waiting)), 0.01)
        assert len(waiting) == 0, "who gave up is forgotten"
        pending = waiting_for(waiting)
        asyncio.get_running_loop().call_later(0.01, waiting.settle, ANSWER)
        return await asyncio.wrap_future(pending)

    assert asyncio.run(ask_twice()) == ANSWER


def test_an_event_loop_is_told_that_no_answer_came() -> None:
    waiting = Waiting()

    async def ask() -> None:
        future = asyncio.wrap_future(waiting_for(waiting, limit_s=0.0))
        asyncio.get_running_loop().call_soon(waiting.end_those_over)
        with pytest.raises(NoAnswer):
            await future

    asyncio.run(ask())


def test_what_takes_long_is_not_looked_through_for_each_answer() -> None:
    waiting = Waiting()
    pendings = [waiting_for(waiting, uuid4()) for _ in range(20_000)]
    began = time.process_time()
    for pending in pendings:
        waiting.settle(replace(ANSWER, command_id=pending.command_id))
        waiting.end_those_over()
    assert time.process_time() - began < 10, "of processor time: a busy machine is no reason"
