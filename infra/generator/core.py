"""Aggregates as the pure core leaves them, one command after another: what a writer decides, without a log."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from domain.catalogue import kind_of
from domain.kernel.aggregate import AggregateKind
from domain.kernel.application import VersionedState
from domain.kernel.decision import Context
from domain.kernel.identity import event_id
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal
from infra.generator.registering import ENTRIES
from infra.messages.commands import CommandEnvelope

Seal = Callable[[UUID, Event, UUID], Event]
"""What is made of an event of an aggregate, given its id too, before it changes anything: its personal texts sealed."""


class CoreAnswer(NamedTuple):
    """What came of a command: events with their ids, and the version of the aggregate after them; or a refusal, which
    may stand in the log as an event too."""

    events: Sequence[Event]
    event_ids: Sequence[UUID]
    version: int
    refusal: Refusal | None


def unsealed(aggregate: UUID, event: Event, identifier: UUID) -> Event:
    """As it is: for events that go into no log."""
    return event


class Core:
    """The aggregates of one case. ``persons`` holds the one that other cases have too: that of ``person``."""

    def __init__(self, person: UUID | None, persons: MutableMapping[UUID, VersionedState], seal: Seal) -> None:
        self._person, self._persons = person, persons
        self._own: dict[UUID, VersionedState] = {}
        self._seal = seal

    def state(self, kind: AggregateKind[Any], aggregate: UUID) -> Any:
        """As it stands; the initial one while nothing has happened."""
        return self._current(kind, aggregate).state

    def decide(self, envelope: CommandEnvelope, command: Command) -> CoreAnswer:
        """As a writer does it at that time: a refusal that is to be seen later is an event too."""
        kind, target, at = kind_of(command.TOPIC), envelope.aggregate_id, envelope.occurred_at
        _, version, state = self._current(kind, target)
        context = Context(at, at, envelope.actor, ENTRIES)
        decision = kind.decide(state, command, context)
        refusal = decision if isinstance(decision, Refusal) else None
        if isinstance(decision, Refusal):
            record = kind.recorded_refusal(state, command, context, decision)
            decision = [] if record is None else [record]
        ids = [event_id(envelope.id, target, ordinal) for ordinal in range(len(decision))]
        events = [self._seal(target, event, one) for event, one in zip(decision, ids, strict=True)]
        for event in events:
            state, version = kind.evolve(state, event), version + 1
        if events:
            self._of(target)[target] = VersionedState(target, version, state)
        return CoreAnswer(events, ids, version, refusal)

    def _current(self, kind: AggregateKind[Any], aggregate: UUID) -> VersionedState:
        return self._of(aggregate).get(aggregate) or VersionedState(aggregate, 0, kind.initial)

    def _of(self, aggregate: UUID) -> MutableMapping[UUID, VersionedState]:
        return self._persons if aggregate == self._person else self._own
