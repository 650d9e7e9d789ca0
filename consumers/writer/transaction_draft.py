"""A batch of commands decided: the events and answers of one transaction, before anything is written.

Rules 4 (overlay) and 5 (idempotency) of the write protocol live here. Nothing here does I/O except the look into
the committed states, so a batch that is thrown away leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain.catalogue import kind_of
from domain.kernel.aggregate import AggregateKind, UnknownMessageError
from domain.kernel.application import NumberedEvent, VersionedState
from domain.kernel.decision import Context
from domain.kernel.directory import CreditorEntry, Creditors
from domain.kernel.identity import event_id
from domain.kernel.limits import check_address
from domain.kernel.message import Command, Event
from domain.kernel.quick_record import maker_of
from domain.kernel.refusal import Refusal
from infra.eventlog.records.event_record import PreparedHeaders
from infra.eventlog.records.event_writing import RECORD_BYTES_MAX, RECORD_OVERHEAD_BYTES
from infra.messages.commands import CommandEnvelope
from infra.messages.event_headers import event_headers, headers_of_cause
from infra.messages.replies import CommandAnswered

COMMAND_ID_REUSED = "command_id_reused"
REUSED_MESSAGE = (
    "This command id belongs to another command, which was sent before. Nothing was done. Send this one under an id of "
    "its own."
)
VERSION_DIFFERS = "version_differs"
EVENT_TOO_LARGE = "event_too_large"
TOO_LARGE_MESSAGE = (
    "What follows from this command is too large for the log. Nothing was done. Keep long texts elsewhere and refer to "
    "them."
)
HEADERS_BYTES_MAX = 8_192
"""Of one event: their texts are short, which is seen to when a command is read."""
STATE_BYTES_MAX = RECORD_BYTES_MAX - RECORD_OVERHEAD_BYTES - HEADERS_BYTES_MAX
MESSAGE_MAX = 1_000
"""Characters of an answer's sentence: no answer is too large for a record, whatever a refusal may repeat."""

_answered, _context = maker_of(CommandAnswered), maker_of(Context)


class Keys(Protocol):
    """What seals the personal texts of events."""

    def seal(self, event: Event, event_id: UUID) -> Event: ...

    def erase(self, person: UUID) -> None: ...


class CreditorsOfBatch(Creditors, Protocol):
    """Who is registered, as of the commands so far."""

    def put(self, entry: CreditorEntry) -> None: ...


class States(Protocol):
    """Where committed aggregates come from."""

    def get(self, kind: AggregateKind[object], aggregate_id: UUID) -> VersionedState: ...


class FirstAnswer(NamedTuple):
    """What a command was answered the first time, and what it asked. ``code`` is empty when it was accepted."""

    fingerprint: str
    version: int
    position: int
    code: str = ""
    message: str = ""
    rule: str | None = None


def first_answer(fingerprint: str, version: int, position: int, refusal: Refusal | None) -> FirstAnswer:
    """The answer to a command that has events: they say what was done, or that it was refused."""
    if refusal is None:
        return FirstAnswer(fingerprint, version, position)
    return FirstAnswer(fingerprint, version, position, refusal.code, refusal.message, refusal.rule)


@dataclass(slots=True)
class TransactionDraft:
    """One transaction in the making. ``next_position`` is the place of its next event in the partition."""

    states: States
    keys: Keys
    creditors: CreditorsOfBatch
    first_answers: Mapping[UUID, FirstAnswer]
    partition: int
    next_position: int
    recorded_at: datetime
    source: bytes
    to_stored: Callable[[NumberedEvent], StoredEvent]
    events: list[NumberedEvent] = field(default_factory=list)
    stored: list[StoredEvent] = field(default_factory=list)
    headers: list[PreparedHeaders] = field(default_factory=list)
    overlay: dict[UUID, VersionedState] = field(default_factory=dict)
    _answered_here: dict[UUID, FirstAnswer] = field(default_factory=dict)

    def handle(self, envelope: CommandEnvelope, command: Command, fingerprint: str) -> CommandAnswered:
        """Decide one command, add its events, and give its answer. ``fingerprint`` says in short what it asks."""
        # Rule 5. The same id again, in this batch or ever before, gets the first answer and adds nothing; but only
        # for the same command: nobody is given the answer to what somebody else asked.
        known = self._answered_here.get(envelope.id) or self.first_answers.get(envelope.id)
        if known is not None and known.fingerprint == fingerprint:
            return self._answer(envelope, known, repeated=True)
        if known is not None:
            reused = FirstAnswer(fingerprint, 0, 0, COMMAND_ID_REUSED, REUSED_MESSAGE)
            return self._answer(envelope, reused, repeated=False)
        answer = self._decide(envelope, command, fingerprint)
        self._answered_here[envelope.id] = answer
        return self._answer(envelope, answer, repeated=False)

    def _decide(self, envelope: CommandEnvelope, command: Command, fingerprint: str) -> FirstAnswer:
        try:
            kind = kind_of(command.TOPIC)
            aggregate = self._current(kind, envelope.aggregate_id)
            if not isinstance(aggregate.state, type(kind.initial)):
                message = f"This id is not that of a {kind.name}."
                return FirstAnswer(fingerprint, 0, 0, "aggregate_of_another_kind", message)
            if envelope.expected_version not in (None, aggregate.version):
                message = _version_differs(kind.name, aggregate.version, envelope.expected_version)
                return FirstAnswer(fingerprint, aggregate.version, 0, VERSION_DIFFERS, message)
            context = _context(self.recorded_at, envelope.occurred_at, envelope.actor, self.creditors)
            misplaced = check_address(command, envelope.aggregate_id)
            decision = misplaced or kind.decide(aggregate.state, command, context)
        except UnknownMessageError as error:
            return FirstAnswer(fingerprint, 0, 0, "command_unknown", str(error))
        refusal = decision if isinstance(decision, Refusal) else None
        if refusal is not None and (record := kind.recorded_refusal(aggregate.state, command, context, refusal)):
            decision = [record]
        if isinstance(decision, Refusal):
            if kind.entry_of is not None and aggregate.version:
                # Refused, its entry is written anew all the same: so a directory that was lost can be made again.
                self.creditors.put(kind.entry_of(aggregate.state))
            return FirstAnswer(fingerprint, 0, 0, decision.code, decision.message, decision.rule)
        assert decision, f"{command.TOPIC} was accepted and caused nothing; it would not be remembered"
        state, version = aggregate.state, aggregate.version
        numbered: list[NumberedEvent] = []
        ids = [event_id(envelope.id, envelope.aggregate_id, ordinal) for ordinal in range(len(decision))]
        for identifier, decided in zip(ids, decision, strict=True):
            # Sealed before it evolves anything: a state is the same whether it was just made or read from the log.
            event = self.keys.seal(decided, identifier)
            state, version = kind.evolve(state, event), version + 1
            numbered.append(NumberedEvent(envelope.aggregate_id, version, event))
        # Encoded here and not with the batch, so that an event which cannot be, or is too large, fails alone.
        stored = [self.to_stored(each) for each in numbered]
        if any(len(each.state) > STATE_BYTES_MAX for each in stored):
            return FirstAnswer(fingerprint, 0, 0, EVENT_TOO_LARGE, TOO_LARGE_MESSAGE)
        shared = headers_of_cause(envelope, fingerprint, self.recorded_at, self.source)
        self._add(numbered, stored, [event_headers(shared, n.event, i) for n, i in zip(numbered, ids, strict=True)])
        if kind.entry_of is not None:
            self.creditors.put(kind.entry_of(state))
        self.overlay[envelope.aggregate_id] = VersionedState(envelope.aggregate_id, version, state)
        return first_answer(fingerprint, version, self.next_position - 1, refusal)

    def _add(self, numbered: list[NumberedEvent], stored: list[StoredEvent], headers: list[PreparedHeaders]) -> None:
        self.events += numbered
        self.stored += stored
        self.headers += headers
        self.next_position += len(numbered)
        for each in numbered:
            for person in each.event.erased_persons:
                self.keys.erase(person)

    def _current(self, kind: AggregateKind[object], aggregate_id: UUID) -> VersionedState:
        # Rule 4. A later command sees what the earlier ones of this batch left, though nothing is committed yet.
        return self.overlay.get(aggregate_id) or self.states.get(kind, aggregate_id)

    def _answer(self, envelope: CommandEnvelope, answer: FirstAnswer, *, repeated: bool) -> CommandAnswered:
        return _answered(
            command_id=envelope.id,
            aggregate_id=envelope.aggregate_id,
            sender=envelope.sender,
            accepted=not answer.code,
            repeated=repeated,
            version=answer.version,
            partition=self.partition,
            position=answer.position,
            code=answer.code,
            message=answer.message[:MESSAGE_MAX],
            rule=answer.rule,
            fingerprint=answer.fingerprint,
        )


def _version_differs(kind: str, version: int, expected: int | None) -> str:
    return (
        f"The {kind} is at version {version}, and the command was meant for version {expected}. See what has happened "
        "since, and decide anew."
    )
