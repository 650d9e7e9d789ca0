"""What a policy wants to send, kept until it may be sent, and dropped when the log shows that it has happened.

A policy that reads the log from its beginning decides again all that it ever decided. Most of that has long been
carried out, and the events that it caused stand in the log: their causation ids take the commands out again, so
that little more than what is really missing is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from consumers.policies.policy import Intent, Lookup
from domain.kernel.aggregate import Command
from domain.kernel.recorded import Actor
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from infra.metrics.catalogue import POLICY_COMMANDS_SENT, POLICY_COMMANDS_WAITING
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "bookkeeping.sql")

SENT_AT_ONCE_MAX = 2_000


class Sender(Protocol):
    """Where commands go: the interface of ``infra.client.CommandSender``."""

    def send(self, envelope: CommandEnvelope, command: Command) -> None: ...
    def flush(self) -> None: ...


class Outbox:
    """The outbox of the policy ``name``, in the policy's own file and transactions."""

    def __init__(self, lookup: Lookup, name: str) -> None:
        self._lookup = lookup
        self._name = name
        self.actor = Actor("system", name)

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
            envelope = CommandEnvelope(
                id=UUID(bytes=command_id),
                aggregate_id=UUID(bytes=target),
                occurred_at=now,
                actor=self.actor,
                correlation_id=UUID(bytes=correlation_id),
            )
            command = values.decode(value)
            assert isinstance(command, Command)
            sender.send(envelope, command)
            POLICY_COMMANDS_SENT.by(self._name, type(command).__name__).inc()
        if rows:
            sender.flush()
            self._lookup.execute(_SQL["sent"], {"number": rows[-1][0]})
        return len(rows)

    def show_waiting(self) -> None:
        """Put on the metrics page how many commands have not been sent."""
        POLICY_COMMANDS_WAITING.by(self._name).set(self._lookup.execute(_SQL["count_waiting"]).fetchone()[0])
