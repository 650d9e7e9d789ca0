"""What each command did: its events in the log, replayed through the pure core one command after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from domain.catalogue import kind_of
from domain.kernel.aggregate import AggregateKind, UnknownMessageError
from domain.kernel.decision import Context, Decision
from domain.kernel.identity import event_id
from domain.kernel.limits import check_address
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from infra.audit.checker.creditors import CreditorsSeen, used_by
from infra.audit.checker.event import Seen
from infra.audit.checker.history import Asked, History, Key
from infra.audit.checker.report import CheckReport
from infra.messages.crypto.personal_fields import withheld


@dataclass(slots=True)
class Deed:
    """The events of one command that stand one after another in a partition."""

    command_id: UUID
    asked: str
    """The fingerprint of what the command asked, as the events have it."""
    aggregate_id: UUID
    partition: int
    events: list[Seen]

    @property
    def refusal(self) -> Refusal | None:
        """What its command was answered, when all that it did is to put that on record."""
        return self.events[-1].event.refusal()

    @property
    def key(self) -> Key:
        """That of the command in a history."""
        return self.command_id, self.asked

    @property
    def first_version(self) -> int:
        """Of its first event."""
        return self.events[0].version

    @property
    def version(self) -> int:
        """Of its last event: what its sender is told."""
        return self.events[-1].version

    @property
    def position(self) -> int:
        """Of its last event: what its sender is told."""
        return self.events[-1].position

    @property
    def context(self) -> Context:
        """What its command was decided in."""
        first = self.events[0]
        actor = Actor(first.actor_kind, first.actor_id)
        return Context(first.recorded_at, first.occurred_at, actor, used_by(seen.event for seen in self.events))

    @property
    def where(self) -> str:
        """Its place, for a person."""
        return f"partition {self.partition} positions {self.events[0].position} to {self.position}"


def decided(command: Command, aggregate_id: UUID, state: object | None, context: Context) -> Decision:
    """What the core decides on an aggregate in this state; None is one of which nothing is known yet.

    The refusals that are the writer's own, as there is no kind of aggregate to ask, are given here.
    """
    try:
        kind: AggregateKind[object] = kind_of(command.TOPIC)
        current = kind.initial if state is None else state
        if not isinstance(current, type(kind.initial)):
            return Refusal("aggregate_of_another_kind", f"This id is not that of a {kind.name}.")
        return check_address(command, aggregate_id) or kind.decide(current, command, context)
    except UnknownMessageError as error:
        return Refusal("command_unknown", str(error))


def on_record(refusal: Refusal, command: Command, state: object | None, context: Context) -> list[Event] | None:
    """The event by which a refusal of the core is on record; None when it is not."""
    kind: AggregateKind[object] = kind_of(command.TOPIC)
    current = kind.initial if state is None else state
    if not isinstance(current, type(kind.initial)):
        return None
    event = kind.recorded_refusal(current, command, context, refusal)
    return None if event is None else [event]


@dataclass(slots=True)
class Deeds:
    """Every deed of the log, by command and by aggregate, and the state that each aggregate is left in."""

    history: History
    report: CheckReport
    creditors: CreditorsSeen = field(init=False)
    by_command: dict[Key, list[Deed]] = field(default_factory=dict)
    by_aggregate: dict[UUID, list[Deed]] = field(default_factory=dict)
    _states: dict[UUID, object] = field(default_factory=dict)
    _asked_under: dict[UUID, set[str]] = field(default_factory=dict)
    _open: dict[int, Deed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.creditors = CreditorsSeen(self.report)

    def follow(self, event: Seen) -> None:
        """The next event of its partition."""
        deed = self._open.get(event.partition)
        mine = (event.causation_id, event.fingerprint, event.aggregate_id)
        if deed is None or (deed.command_id, deed.asked, deed.aggregate_id) != mine:
            self._finish(event.partition)
            deed = Deed(*mine, event.partition, [])
            self._open[event.partition] = deed
        deed.events.append(event)

    def finish(self) -> None:
        """The log has ended."""
        for partition in list(self._open):
            self._finish(partition)
        self.creditors.finish()

    def states_of(self, aggregate_id: UUID) -> Iterator[tuple[int, object | None]]:
        """The aggregate's version and state before its first command and after each: all that a decision can see."""
        state: object | None = None
        yield 0, state
        for deed in self.by_aggregate.get(aggregate_id, ()):
            for seen in deed.events:
                state = _evolved(state, seen)
            yield deed.version, state

    def asked_under(self, command_id: UUID) -> set[str]:
        """The fingerprints of what was done under an id: one, or more when a sender used it for several commands."""
        return self._asked_under.get(command_id, set())

    def _finish(self, partition: int) -> None:
        deed = self._open.pop(partition, None)
        if deed is None:
            return
        self.by_command.setdefault(deed.key, []).append(deed)
        self._asked_under.setdefault(deed.command_id, set()).add(deed.asked)
        self.by_aggregate.setdefault(deed.aggregate_id, []).append(deed)
        state = self._states.get(deed.aggregate_id)
        asked = self.history.commands.get(deed.key)
        if asked is not None and len(self.by_command[deed.key]) == 1:
            self._compare(asked, deed, state)
        self._check_ids(deed)
        for seen in deed.events:
            state = _evolved(state, seen)
            self.creditors.follow(seen, state)
        self._states[deed.aggregate_id] = state

    def _compare(self, asked: Asked, deed: Deed, state: object | None) -> None:
        command = asked.command
        if command is None or asked.aggregate_id != deed.aggregate_id:
            message = f"The command {asked.id}, as it was sent, cannot be the cause: it is for {asked.aggregate_id}."
            self.report.found("decided_otherwise", deed.where, message)
            return
        decision = decided(command, deed.aggregate_id, state, deed.context)
        if isinstance(decision, Refusal):
            decision = on_record(decision, command, state, deed.context) or decision
        if isinstance(decision, Refusal):
            message = f"{asked.id} has events, and the core refuses it: {decision.code}. {decision.message}"
            self.report.found("decided_otherwise", deed.where, message)
            return
        # What is sealed cannot be compared; that a text is there, and what else the event says, can.
        found = [withheld(seen.event) for seen in deed.events]
        decision = [withheld(event) for event in decision]
        if found == decision:
            return
        if len(found) < len(decision) and all(event in decision for event in found):
            message = f"{asked.id} causes {len(decision)} events, and {len(found)} of them are there."
            self.report.found("torn", deed.where, message)
            return
        expected = [*decision, *[None] * len(found)]
        numbered = enumerate(zip(found, expected, strict=False))
        wrong = deed.events[next(number for number, (event, wanted) in numbered if event != wanted)]
        message = f"{asked.id}: {type(wrong.event).__name__} is not what the core decides from the events before."
        self.report.found("decided_otherwise", wrong.where, message)

    def _check_ids(self, deed: Deed) -> None:
        for ordinal, seen in enumerate(deed.events):
            if seen.event_id != event_id(deed.command_id, deed.aggregate_id, ordinal):
                message = f"The event's id is not that of event {ordinal + 1} of the command {deed.command_id}."
                self.report.found("decided_otherwise", seen.where, message)


def _evolved(state: object | None, seen: Seen) -> object:
    kind: AggregateKind[object] = kind_of(seen.event.TOPIC)
    # An aggregate of two kinds cannot be: whatever wrote it has been named before this.
    return kind.evolve(state if isinstance(state, type(kind.initial)) else kind.initial, seen.event)
