"""What a policy wants to send, kept until it may be sent, and dropped when the log shows that it has happened.

A policy that reads the log from its beginning decides again all that it ever decided. Most of that has long been
carried out, and the events that it caused stand in the log: their causation ids take the commands out again, so
that little more than what is really missing is sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, RefusedIntent
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered
from infra.metrics.catalogue import POLICY_COMMANDS_SENT, POLICY_COMMANDS_WAITING
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "bookkeeping.sql")

SENT_AT_ONCE_MAX = 2_000
ANSWERED_BEFORE = "command_id_reused"
"""What we decided before a crash went out under this id, and was answered: it counts, not what we decided since."""
ASK_AGAIN_AFTER = timedelta(minutes=10)
"""A command that has not been answered for so long is sent again: it, or its answer, may have been lost."""


class Sender(Protocol):
    """Where commands go: the interface of ``infra.client.CommandSender``."""

    def send(self, envelope: CommandEnvelope, command: Command) -> None: ...
    def keep_refused(self, envelope: CommandEnvelope, command: Command, reason: str) -> None: ...
    def flush(self) -> None: ...


class Outbox:
    """The outbox of the policy ``name``, in the policy's own file and transactions."""

    def __init__(self, lookup: Lookup, name: str) -> None:
        self._lookup = lookup
        self._name = name
        self.actor = Actor("system", name)
        self.sender = sender_name(name)

    def add(self, intent: Intent) -> None:
        """Keep it to be sent. The same intent again changes nothing."""
        row = {
            "command_id": intent.command_id(self._name).bytes,
            "target": intent.target.bytes,
            "correlation_id": intent.correlation_id.bytes,
            "command": values.encode(intent.command),
        }
        self._lookup.execute(_SQL["put_out"], row)

    def answered(self, command_id: UUID) -> None:
        """An event of this command stands in the log: there is no need to send it (again)."""
        self._lookup.execute(_SQL["answered"], {"command_id": command_id.bytes})
        self._lookup.execute(_SQL["settle"], {"command_id": command_id.bytes})

    def settle(self, answer: CommandAnswered) -> RefusedIntent | None:
        """Take a writer's answer in. What was refused, when this is the first that we hear of it."""
        key = {"command_id": answer.command_id.bytes}
        row = self._lookup.execute(_SQL["find_asked"], key).fetchone()
        self._lookup.execute(_SQL["settle"], key)
        if row is None or answer.accepted or answer.code == ANSWERED_BEFORE:
            return None
        target, correlation_id, value = row
        command = values.decode(value)
        assert isinstance(command, Command)
        return RefusedIntent(UUID(bytes=target), command, answer.command_id, UUID(bytes=correlation_id), answer.code)

    def keep(self, sender: Sender, refused: RefusedIntent, message: str, now: datetime) -> None:
        """Show a person what was refused and nothing can be done about here. It is there when ``flush`` returns."""
        envelope = self._envelope(refused.command_id, refused.target, refused.correlation_id, now)
        sender.keep_refused(envelope, refused.command, f"{refused.code}: {message}")

    def ask_again(self, now: datetime) -> None:
        """Send what has not been answered for long once more: its command or its answer may be lost."""
        at = _microseconds(now)
        before = at - ASK_AGAIN_AFTER // timedelta(microseconds=1)
        self._lookup.execute(_SQL["ask_again"], {"before": before, "now": at})

    def send(self, sender: Sender, now: datetime) -> int:
        """Send what is not known to be answered, in the order it was added, and wait until the cluster has it all.

        Returns how many were sent: at most ``SENT_AT_ONCE_MAX``, the others in the next step.
        Call it only when all causes and effects that the log held have been read. Raises KafkaError; then nothing
        may be committed.
        """
        self._lookup.execute(_SQL["drop_what_was_answered"])
        self._lookup.execute(_SQL["forget_answers"])
        rows = self._lookup.execute(_SQL["to_send"], {"limit": SENT_AT_ONCE_MAX}).fetchall()
        for _, command_id, target, correlation_id, value in rows:
            envelope = self._envelope(UUID(bytes=command_id), UUID(bytes=target), UUID(bytes=correlation_id), now)
            command = values.decode(value)
            assert isinstance(command, Command)
            sender.send(envelope, command)
            POLICY_COMMANDS_SENT.by(self._name, type(command).__name__).inc()
        if rows:
            sender.flush()
            self._lookup.execute(_SQL["ask"], {"number": rows[-1][0], "now": _microseconds(now)})
            self._lookup.execute(_SQL["sent"], {"number": rows[-1][0]})
        return len(rows)

    def show_waiting(self) -> None:
        """Put on the metrics page how many commands have not been sent."""
        POLICY_COMMANDS_WAITING.by(self._name).set(self._lookup.execute(_SQL["count_waiting"]).fetchone()[0])

    def _envelope(self, command_id: UUID, target: UUID, correlation_id: UUID, now: datetime) -> CommandEnvelope:
        return CommandEnvelope(
            id=command_id,
            aggregate_id=target,
            occurred_at=now,
            actor=self.actor,
            correlation_id=correlation_id,
            sender=self.sender,
        )


def sender_name(policy: str) -> str:
    """By which the writers' answers to a policy's commands are known."""
    return f"policy {policy}"


def _microseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
