"""A case ledger in memory: the real rules and the real policies, without Kafka.

Commands are decided by the domain, answered once for each id, and their events stand in two partitions. Policies
read the partitions in any order that a test chooses.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from consumers.policies.outbox import Outbox
from consumers.policies.policy import Policy
from domain.catalogue import kind_of
from domain.kernel.decision import Context
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import event_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor, RecordedEvent
from domain.kernel.refusal import Refusal
from infra.messages.commands import CommandEnvelope
from infra.messages.replies import CommandAnswered, has_to_be_told
from infra.messages.values import decode
from projections.kit.named_sql import statements

PARTITIONS = 2
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CREDITORS = {one: CreditorEntry(one, one.title()) for one in ("nordkraft", "sydel", "norrkraft")}
CREDITOR_FILE = Actor("user", "importer")


@dataclass
class LittleLedger:
    """The log, and the writer's state. ``sent`` holds every command that was sent, also those sent again."""

    now: datetime = START
    partitions: list[list[RecordedEvent]] = field(default_factory=lambda: [[] for _ in range(PARTITIONS)])
    states: dict[UUID, object] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    answers: dict[UUID, Refusal | None] = field(default_factory=dict)
    replies: list[CommandAnswered] = field(default_factory=list)
    kept: list[tuple[Command, str]] = field(default_factory=list)
    """What a policy showed a person, with the reason."""
    sent: list[tuple[CommandEnvelope, Command]] = field(default_factory=list)

    def send(self, envelope: CommandEnvelope, command: Command) -> None:
        """As the case writer does it: the same id gets its first answer again, and adds nothing."""
        self.sent.append((envelope, command))
        repeated = envelope.id in self.answers
        if not repeated:
            self._decide(envelope, command)
        self._reply(envelope, repeated)

    def send_encoded(self, envelope: CommandEnvelope, topic: str, value: bytes) -> None:
        """The same of a command as it is on the wire."""
        command = decode(value)
        assert isinstance(command, Command)
        assert topic == command.TOPIC
        self.send(envelope, command)

    def keep_refused(self, envelope: CommandEnvelope, command: Command, reason: str) -> None:
        """A person is shown it."""
        self.kept.append((command, reason))

    def _decide(self, envelope: CommandEnvelope, command: Command) -> None:
        kind = kind_of(command.TOPIC)
        state = self.states.get(envelope.aggregate_id, kind.initial)
        decision = kind.decide(state, command, Context(self.now, envelope.occurred_at, envelope.actor, CREDITORS))
        self.answers[envelope.id] = decision if isinstance(decision, Refusal) else None
        if isinstance(decision, Refusal):
            return
        for ordinal, event in enumerate(decision):
            state = kind.evolve(state, event)
            self._append(kind.name, envelope, ordinal, event)
        self.states[envelope.aggregate_id] = state

    def _reply(self, envelope: CommandEnvelope, repeated: bool) -> None:
        refusal = self.answers[envelope.id]
        code, message = (refusal.code, refusal.message) if refusal else ("", "")
        told = (refusal is None, repeated, self.versions.get(envelope.aggregate_id, 0), 0, 0, code, message, None)
        answer = CommandAnswered(envelope.id, envelope.aggregate_id, envelope.sender, *told, fingerprint="")
        if has_to_be_told(answer):
            self.replies.append(answer)

    def flush(self) -> None:
        """Nothing waits here."""

    def ask(self, target: UUID, command: Command, actor: Actor = CREDITOR_FILE) -> None:
        """A command from a file or a person; the same one again has the same id."""
        identifier = uuid5(target, repr(command))
        self.send(CommandEnvelope(identifier, target, self.now, actor, uuid5(target, "matter")), command)

    def refusals(self) -> list[Refusal]:
        """Every refusal that was given."""
        return [answer for answer in self.answers.values() if answer]

    def events(self) -> list[RecordedEvent]:
        """All of them, partition after partition."""
        return [event for partition in self.partitions for event in partition]

    def _append(self, kind: str, envelope: CommandEnvelope, ordinal: int, event: object) -> None:
        number = envelope.aggregate_id.int % PARTITIONS
        version = self.versions[envelope.aggregate_id] = self.versions.get(envelope.aggregate_id, 0) + 1
        self.partitions[number].append(
            RecordedEvent(
                partition=number,
                position=len(self.partitions[number]) + 1,
                aggregate_kind=kind,
                aggregate_id=envelope.aggregate_id,
                version=version,
                event_id=event_id(envelope.id, envelope.aggregate_id, ordinal),
                topic=type(event).TOPIC,  # type: ignore[attr-defined]
                event=event,  # type: ignore[arg-type]
                occurred_at=envelope.occurred_at,
                recorded_at=self.now,
                actor=envelope.actor,
                correlation_id=envelope.correlation_id,
                causation_id=envelope.id,
                previous_hash=b"",
                hash=b"",
                record_offset=len(self.partitions[number]),
            )
        )


class PolicyReader:
    """A policy with its memory in SQLite, as the worker keeps it. ``forget`` is a deleted file."""

    def __init__(self, policy: Policy, ledger: LittleLedger, seed: int = 0) -> None:
        self.policy = policy
        self._ledger = ledger
        self._random = random.Random(seed)
        self.forget()

    def forget(self) -> None:
        self.lookup = sqlite3.connect(":memory:", isolation_level=None)
        bookkeeping = statements("consumers.policies", "bookkeeping.sql")["tables"]
        self.lookup.executescript(f"{bookkeeping};\n{self.policy.tables};")
        self._outbox = Outbox(self.lookup, self.policy.name)
        self._places = [0] * PARTITIONS
        self._replies_read = len(self._ledger.replies)

    def round(self, crash: bool = False) -> bool:
        """Read to the end, partitions interleaved by chance, then act. A crash loses all but what was sent."""
        before, places, replies_read = self.lookup.serialize(), list(self._places), self._replies_read
        ends = [len(partition) for partition in self._ledger.partitions]
        moved = self._places != ends
        while unread := [number for number, end in enumerate(ends) if self._places[number] < end]:
            number = self._random.choice(unread)
            until = self._random.randint(self._places[number] + 1, ends[number])
            self._fold(self._ledger.partitions[number][self._places[number] : until])
            self._places[number] = until
        self._settle()
        self._outbox.ask_again(self._ledger.now)
        for intent in self.policy.when_caught_up(self.lookup, self._ledger.now):
            self._outbox.add(intent)
        sent = self._outbox.send(self._ledger, self._ledger.now)
        if crash:
            self.lookup.deserialize(before)
            self._places, self._replies_read = places, replies_read
        return moved or bool(sent)

    def _settle(self) -> None:
        """As the worker does it: expected, compensated for, or shown to a person."""
        mine = [answer for answer in self._ledger.replies[self._replies_read :] if answer.sender == self._outbox.sender]
        for answer, refused in self._outbox.settle(mine):
            if refused.code in self.policy.expected_refusals:
                continue
            intents = list(self.policy.compensate(self.lookup, refused))
            for intent in intents:
                self._outbox.add(intent)
            if not intents:
                self._outbox.keep(self._ledger, refused, answer.message, self._ledger.now)
        self._replies_read = len(self._ledger.replies)

    def _fold(self, events: Sequence[RecordedEvent]) -> None:
        """As the worker does it with what it reads at once."""
        self._outbox.answered([event.causation_id for event in events if event.actor == self._outbox.actor])
        handled = [event for event in events if type(event.event) in self.policy.handled]
        for event in self.policy.of_batch(handled):
            for intent in self.policy.react(self.lookup, event):
                self._outbox.add(intent)
        self.policy.batch_read(self.lookup)


def settle(*readers: PolicyReader, rounds_max: int = 50) -> None:
    """Rounds until nothing moves any more."""
    for _ in range(rounds_max):
        moved = [reader.round() for reader in readers]
        if not any(moved):
            return
    raise AssertionError("the policies never come to rest")
