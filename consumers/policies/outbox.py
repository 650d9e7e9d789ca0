"""What a policy wants to send, kept until it may be sent, and dropped when the log shows that it has happened.

A policy that reads the log from its beginning decides again all that it ever decided. Most of that has long been
carried out, and the events that it caused stand in the log: their causation ids take the commands out again, so
that little more than what is really missing is sent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Protocol, TypeVar
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, RefusedIntent
from domain.kernel.message import Command
from domain.kernel.quick_record import maker_of
from domain.kernel.quick_uuid import uuid_of_bytes
from domain.kernel.recorded import Actor
from infra.messages import values
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered, policy_sender
from infra.metrics.catalogue import POLICY_COMMANDS_SENT, POLICY_COMMANDS_WAITING
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "bookkeeping.sql")
_envelope = maker_of(CommandEnvelope)
Key = TypeVar("Key", bytes, str)
_VALUES = re.compile(r"VALUES (\([?, ]+\))")

SENT_AT_ONCE_MAX = 2_000
KEYS_AT_ONCE = 500
ROWS_AT_ONCE = 100
ANSWERED_BEFORE = "command_id_reused"
"""What we decided before a crash went out under this id, and was answered: it counts, not what we decided since."""
ASK_AGAIN_AFTER = timedelta(minutes=10)
"""A command that has not been answered for so long is sent again: it, or its answer, may have been lost."""


class Sender(Protocol):
    """Where commands go: the interface of ``infra.client.BatchSender``."""

    def send_encoded(self, envelope: CommandEnvelope, topic: str, value: bytes) -> None: ...
    def keep_refused(self, envelope: CommandEnvelope, command: Command, reason: str) -> None: ...
    def flush(self) -> None: ...


class Outbox:
    """The outbox of the policy ``name``, in the policy's own file and transactions."""

    def __init__(self, lookup: Lookup, name: str) -> None:
        self._lookup = lookup
        self._name = name
        self.actor = Actor("system", name)
        self.sender = policy_sender(name)
        self._added: list[tuple[bytes, bytes, bytes, bytes, str]] = []

    def add(self, intent: Intent, traceparent: str = "") -> None:
        """Keep it to be sent, at the latest when ``write`` is called. The same intent again changes nothing.

        ``traceparent`` is the trace of what it follows from, if any.
        """
        ids = (intent.command_id(self._name).bytes, intent.target.bytes, intent.correlation_id.bytes)
        self._added.append((*ids, values.encode(intent.command), traceparent))

    def write(self) -> None:
        """Put what was added into the file. It must be called before the transaction ends."""
        for first in range(0, len(self._added), ROWS_AT_ONCE):
            some = self._added[first : first + ROWS_AT_ONCE]
            self._lookup.execute(_with_rows(_SQL["put_out"], len(some)), list(chain.from_iterable(some)))
        self._added.clear()

    def answered(self, command_ids: Sequence[UUID]) -> None:
        """Events of these commands stand in the log: there is no need to send them (again)."""
        keys = [one.bytes for one in command_ids]
        for some in in_parts(keys):
            self._lookup.execute(_with_rows(_SQL["answered"], len(some)), some)
        self._settled(keys)

    def settle(self, answers: Sequence[CommandAnswered]) -> list[tuple[CommandAnswered, RefusedIntent]]:
        """Take the writers' answers in. What was refused, each when this is the first that we hear of it."""
        refused = {one.command_id: one for one in answers if not one.accepted and one.code != ANSWERED_BEFORE}
        found = [(answer, one) for answer in refused.values() if (one := self._refused(answer)) is not None]
        self._settled([answer.command_id.bytes for answer in answers])
        return found

    def _refused(self, answer: CommandAnswered) -> RefusedIntent | None:
        row = self._lookup.execute(_SQL["find_asked"], {"command_id": answer.command_id.bytes}).fetchone()
        if row is None:
            return None
        target, correlation_id, value, traceparent = row
        command = values.decode(value)
        assert isinstance(command, Command)
        ids = uuid_of_bytes(target), command, answer.command_id, uuid_of_bytes(correlation_id)
        return RefusedIntent(*ids, answer.code, traceparent)

    def _settled(self, keys: Sequence[bytes]) -> None:
        for some in in_parts(keys):
            self._lookup.execute(with_keys(_SQL["settle"], len(some)), some)

    def keep(self, sender: Sender, refused: RefusedIntent, message: str, now: datetime) -> None:
        """Show a person what was refused and nothing can be done about here. It is there when ``flush`` returns."""
        ids = refused.command_id, refused.target, refused.correlation_id
        envelope = self._envelope(*ids, now, refused.traceparent)
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
        self.write()
        self._lookup.execute(_SQL["drop_what_was_answered"])
        self._lookup.execute(_SQL["forget_answers"])
        rows = self._lookup.execute(_SQL["to_send"], {"limit": SENT_AT_ONCE_MAX}).fetchall()
        sent = Counter[str]()
        for _, command_id, target, correlation_id, value, traceparent in rows:
            ids = uuid_of_bytes(command_id), uuid_of_bytes(target), uuid_of_bytes(correlation_id)
            envelope = self._envelope(*ids, now, traceparent)
            topic = values.name_of(value)
            sender.send_encoded(envelope, topic, value)
            sent[topic] += 1
        for topic, count in sent.items():
            POLICY_COMMANDS_SENT.by(self._name, topic.rpartition(".")[2]).inc(count)
        if rows:
            sender.flush()
            self._lookup.execute(_SQL["ask"], {"number": rows[-1][0], "now": _microseconds(now)})
            self._lookup.execute(_SQL["sent"], {"number": rows[-1][0]})
        return len(rows)

    def show_waiting(self) -> None:
        """Put on the metrics page how many commands have not been sent."""
        POLICY_COMMANDS_WAITING.by(self._name).set(self._lookup.execute(_SQL["count_waiting"]).fetchone()[0])

    def _envelope(
        self, command_id: UUID, target: UUID, correlation_id: UUID, now: datetime, traceparent: str
    ) -> CommandEnvelope:
        return _envelope(
            id=command_id,
            aggregate_id=target,
            occurred_at=now,
            actor=self.actor,
            correlation_id=correlation_id,
            sender=self.sender,
            traceparent=traceparent,
        )


def in_parts(keys: Sequence[Key]) -> Iterator[list[Key]]:
    """As many keys to a statement as it may have: each statement lets other threads run, and waits for its turn."""
    for first in range(0, len(keys), KEYS_AT_ONCE):
        yield list(keys[first : first + KEYS_AT_ONCE])


@cache
def with_keys(statement: str, count: int) -> str:
    """A statement with ``IN (?)`` for so many keys."""
    return statement.replace("(?)", f"({', '.join('?' * count)})")


@cache
def _with_rows(statement: str, count: int) -> str:
    return _VALUES.sub(lambda found: "VALUES " + ", ".join([found[1]] * count), statement)


def _microseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
