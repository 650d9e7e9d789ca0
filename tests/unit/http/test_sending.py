"""What a client that waits is told, and when: never that a command is on its way that the cluster has not got."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from infra.client import NoAnswer, NotSent, Pending
from infra.http.commands import sending
from infra.http.commands.sending import answered
from infra.http.problems import HttpProblem
from infra.messages.replies import CommandAnswered

ANSWER = CommandAnswered(uuid4(), uuid4(), "", True, False, 1, 0, 1, "", "", None, "")


@pytest.fixture(autouse=True)
def soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "STORED_LIMIT_S", 0.05)


@pytest.mark.parametrize("wait_s", [0, 0.01, 0.2])
def test_what_the_cluster_has_not_taken_is_no_command_on_its_way(wait_s: float) -> None:
    with pytest.raises(HttpProblem) as problem:
        asyncio.run(answered(Pending(uuid4(), 60), wait_s))
    assert problem.value.code == "unavailable"


@pytest.mark.parametrize("wait_s", [0, 0.01, 0.2])
def test_what_the_cluster_has_is_on_its_way_when_the_time_is_over(wait_s: float) -> None:
    async def stored_meanwhile() -> object:
        pending = Pending(uuid4(), 60)
        asyncio.get_running_loop().call_later(0.02, pending.is_stored, None)
        return await answered(pending, wait_s)

    assert asyncio.run(stored_meanwhile()) is None


@pytest.mark.parametrize("after_s", [0, 0.02, 0.1])
def test_an_answer_is_waited_for_as_long_as_the_client_wants(after_s: float) -> None:
    async def answered_meanwhile() -> object:
        pending = Pending(uuid4(), 60)
        pending.is_stored(None)
        asyncio.get_running_loop().call_later(after_s, pending.set_result, ANSWER)
        return await answered(pending, 5)

    assert asyncio.run(answered_meanwhile()) is ANSWER


def test_an_answer_counts_though_nobody_has_said_that_the_command_is_stored() -> None:
    async def answered_only() -> object:
        pending = Pending(uuid4(), 60)
        asyncio.get_running_loop().call_later(0.01, pending.set_result, ANSWER)
        return await answered(pending, 0)

    assert asyncio.run(answered_only()) is ANSWER


def test_a_command_that_never_left_is_told_and_one_without_an_answer_is_on_its_way() -> None:
    async def failed(error: Exception) -> object:
        pending = Pending(uuid4(), 60)
        pending.set_exception(error)
        return await answered(pending, 5)

    with pytest.raises(HttpProblem) as problem:
        asyncio.run(failed(NotSent("no cluster")))
    assert problem.value.code == "unavailable"
    assert asyncio.run(failed(NoAnswer("no writer"))) is None
