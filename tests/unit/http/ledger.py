"""A ledger in memory behind the application: the writer's own way of deciding, without servers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg2.extensions import connection

from consumers.writer.transaction_draft import FirstAnswer, TransactionDraft
from domain.kernel.aggregate import AggregateKind
from domain.kernel.application import VersionedState
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import event_id
from domain.kernel.message import Command
from domain.kernel.recorded import RecordedEvent
from infra.client import NotSent, Pending
from infra.creditors.names import CreditorNames
from infra.messages.commands import CommandEnvelope, command_record
from infra.messages.fingerprint import fingerprint_of
from infra.messages.mapper import AvroMapper
from infra.messages.trace import traceparent_in
from infra.postgres.progress import PositionedAnswer
from tests.some_keys import SomeKeys

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass
class LedgerInMemory:
    """One partition. ``answers`` False: commands are taken, and not answered until ``answer_all``; ``takes`` False:
    they are not even taken. ``takes_at_once`` False: who sends one may have to wait."""

    now: datetime = NOW
    answers: bool = True
    takes: bool = True
    takes_at_once: bool = True
    events: list[RecordedEvent] = field(default_factory=list)
    states: dict[UUID, VersionedState] = field(default_factory=dict)
    entries: dict[str, CreditorEntry] = field(default_factory=dict)
    first_answers: dict[UUID, FirstAnswer] = field(default_factory=dict)
    keys: SomeKeys = field(default_factory=SomeKeys)
    waiting: list[Callable[[], None]] = field(default_factory=list)
    sent: list[tuple[CommandEnvelope, Command]] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    """To which trace each of them belongs on the log."""

    def submit(self, envelope: CommandEnvelope, command: Command, limit_s: float) -> Pending:
        """As the command client's."""
        if not self.takes:
            raise NotSent("Kafka is away.")
        pending = Pending(envelope.id, limit_s)
        self.sent.append((envelope, command))
        self.traces.append(traceparent_in(dict(command_record(envelope, command)[2])))
        pending.is_stored(None)
        self.waiting.append(lambda: pending.set_result(self._decided(envelope, command)))
        if self.answers:
            self.answer_all()
        return pending

    def submit_all(self, commands: Sequence[tuple[CommandEnvelope, Command]], limit_s: float = 1.0) -> list[Pending]:
        """As the command client's."""
        return [self.submit(envelope, command, limit_s) for envelope, command in commands]

    def answer_all(self) -> None:
        """Now."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()

    def _decided(self, envelope: CommandEnvelope, command: Command) -> Any:
        fingerprint = fingerprint_of(envelope.aggregate_id, envelope.expected_version, command)
        draft = TransactionDraft(
            states=self, keys=self.keys, creditors=self, first_answers=self.first_answers, partition=0,
            next_position=len(self.events) + 1, recorded_at=self.now, source=b"/caseledger/test",
            to_stored=AvroMapper(None).to_stored_event,  # type: ignore[arg-type]
        )  # fmt: skip
        answer = draft.handle(envelope, command, fingerprint)
        self.states |= draft.overlay
        self.first_answers.setdefault(
            envelope.id,
            FirstAnswer(fingerprint, answer.version, answer.position, answer.code, answer.message, answer.rule),
        )
        self.events += [
            RecordedEvent(
                0, len(self.events) + place, command.TOPIC.split(".")[1], one.originator_id, one.originator_version,
                event_id(envelope.id, envelope.aggregate_id, place - 1), one.event.TOPIC, one.event,
                envelope.occurred_at, self.now, envelope.actor, envelope.correlation_id, envelope.id, b"", b"", 0,
            )
            for place, one in enumerate(draft.events, 1)
        ]  # fmt: skip
        return answer

    def get(self, *which: Any) -> Any:
        """A state of a kind and id, or a creditor of an id: this is the writer's states and its directory at once."""
        if len(which) == 1:
            return self.entries.get(which[0])
        kind: AggregateKind[object] = which[0]
        return self.states.get(which[1]) or VersionedState(which[1], 0, kind.initial)

    def put(self, entry: CreditorEntry) -> None:
        """Into the directory."""
        self.entries[entry.creditor_id] = entry

    def events_of(self, aggregate_id: UUID) -> list[RecordedEvent]:
        """See Histories."""
        return [one for one in self.events if one.aggregate_id == aggregate_id]

    def histories_of(self, aggregate_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """See Histories."""
        return {one: self.events_of(one) for one in aggregate_ids}

    def opened(self, events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """See Histories."""
        return self.keys.opener().open_all(events)

    def creditor_names(self) -> CreditorNames:
        """See Histories."""
        return CreditorNames(self.entries.values())

    def creditors(self) -> Mapping[str, CreditorEntry]:
        """See Histories."""
        return self.entries


class NoQuestions:
    """Read models that give what a test has put there, whatever is asked."""

    def __init__(self, *values: Any) -> None:
        self.values: Iterator[Any] = iter(values)
        self.waited_for: list[Mapping[int, int]] = []

    def ask(self, question: Callable[[connection], Any], after: Mapping[int, int], /) -> PositionedAnswer[Any]:
        """The next of them."""
        self.waited_for.append(after)
        return PositionedAnswer(next(self.values), {"balances": {0: 1}, "audit_trail": {0: 1}})
