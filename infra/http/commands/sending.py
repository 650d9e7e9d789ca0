"""One command on its way: checked as far as it can be here, sent, and waited for as long as its client wants."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from domain.kernel.decision import Context
from domain.kernel.identity import request_command_id
from domain.kernel.limits import check_command, field_problem
from domain.kernel.message import Command
from infra.client import CommandNotAnswered, CommandTooLarge, NoAnswer, NotSent, Pending
from infra.http.access.callers import Caller
from infra.http.commands.bodies import Body
from infra.http.commands.paths import CommandPath
from infra.http.commands.sent import SentCommand, SentCommands
from infra.http.problems import HttpProblem, unavailable
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered

ANSWER_LIMIT_S = 60.0
STORED_LIMIT_S = 10.0
"""Until the cluster has the command: before that nothing is promised."""


class CommandDoor(Protocol):
    """Where commands are sent: ``infra.client.CommandClient``."""

    @property
    def takes_at_once(self) -> bool: ...

    def submit(self, envelope: CommandEnvelope, command: Command, limit_s: float) -> Pending: ...


@dataclass(frozen=True, slots=True)
class AskedCommand:
    """A command with all that its client says of it."""

    path: CommandPath
    aggregate_id: UUID
    command: Command
    caller: Caller
    now: datetime
    occurred_at: datetime
    key: str = ""
    expected_version: int | None = None

    @property
    def command_id(self) -> UUID:
        """The same for the same client, key and aggregate."""
        return request_command_id(self.caller.actor_id, self.key, self.aggregate_id)

    def envelope(self) -> CommandEnvelope:
        """What surrounds it on the log."""
        return CommandEnvelope(
            id=self.command_id,
            aggregate_id=self.aggregate_id,
            occurred_at=self.occurred_at,
            actor=self.caller.actor,
            correlation_id=self.aggregate_id,
            expected_version=self.expected_version,
        )


def address_of(body: Body, aggregate_id: UUID | None) -> UUID:
    """What it is for: what its path says, or what follows from its fields. Raises HttpProblem when they differ."""
    own = body.command.belongs_to()
    if own is not None and aggregate_id not in (None, own):
        raise HttpProblem(
            "parameter_invalid", "The id in the path is not the one that follows from what the command says."
        )
    found = own or aggregate_id
    assert found is not None, "a command has an id in its path, or says itself what it is for"
    return found


def happened_at(body: Body, now: datetime) -> datetime:
    """When it happened, in UTC."""
    try:
        return now if body.occurred_at is None else body.occurred_at.astimezone(UTC)
    except OverflowError:
        raise HttpProblem("body_invalid", "The time at which it happened is none that there is in UTC.") from None


def check(asked: AskedCommand) -> None:
    """What no command may say is told before it is sent. Raises HttpProblem."""
    refusal = check_command(asked.command, Context(asked.now, asked.occurred_at, asked.caller.actor))
    if refusal is not None:
        wrong = field_problem(asked.command)
        errors = [{"field": wrong.field, "problem": wrong.sentence}] if wrong and wrong.code == refusal.code else []
        raise HttpProblem("body_invalid", refusal.message, refusal_code=refusal.code, errors=errors or None)


async def send(door: CommandDoor, asked: AskedCommand, sent: SentCommands) -> Pending:
    """Send it; what is promised, and when, ``answered`` says. Raises HttpProblem."""
    what = (asked.envelope(), asked.command, ANSWER_LIMIT_S)
    try:  # a thread of its own takes longer than to send, and each change of threads waits for its turn
        pending = door.submit(*what) if door.takes_at_once else await run_in_threadpool(door.submit, *what)
    except CommandNotAnswered as error:
        raise problem_of(error) from None
    sent.add(asked.command_id, SentCommand(asked.caller.actor_id, asked.path.name, asked.aggregate_id, pending))
    return pending


async def answered(pending: Pending, limit_s: float) -> CommandAnswered | None:
    """Its answer; None when it does not come in time, which changes nothing of it: the cluster has it by then.

    Raises HttpProblem.
    """
    at_first_s = min(limit_s, STORED_LIMIT_S)
    await _either(at_first_s, pending)  # nearly always that is all: what is answered is stored, too
    if not await _either(STORED_LIMIT_S - at_first_s, pending, pending.stored):
        raise HttpProblem("unavailable", "Kafka has not taken the command yet. Send the same again: it happens once.")
    if not await _either(limit_s - at_first_s, pending):
        return None
    try:
        return pending.result()
    except NoAnswer:
        return None
    except CommandNotAnswered as error:
        raise problem_of(error) from None


async def _either(within_s: float, *wanted: Future[Any]) -> bool:
    """Whether one of them is done, by then."""
    if within_s > 0 and not any(one.done() for one in wanted):
        await asyncio.wait(map(_awaited, wanted), timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    return any(one.done() for one in wanted)


def _awaited(one: Future[Any]) -> asyncio.Future[Any]:
    """For this loop. Who stops waiting leaves it as it is; an error is read where the answer is, and not twice."""
    waiting = asyncio.wrap_future(one)
    waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
    return waiting


def problem_of(error: CommandNotAnswered) -> HttpProblem:
    """For a command that never left."""
    if isinstance(error, CommandTooLarge):
        return HttpProblem("body_too_large", str(error))
    return HttpProblem("unavailable", str(error)) if isinstance(error, NotSent) else unavailable(error)
