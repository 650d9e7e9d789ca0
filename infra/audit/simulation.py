"""What other rows of law would have made of the decisions in the log. Everything is read, and nothing written.

Each decision is taken again on the case as it stood in the log, by itself: what would have followed from its being
otherwise is not made up. A decision that the events do not record well enough to be taken again is counted and named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.catalogue import kind_of
from domain.deciding_again import Otherwise, command_behind, commands_that_ask, compared, could_be_of
from domain.kernel.blocking import Blocked
from domain.kernel.decision import Context
from domain.kernel.message import Command
from domain.kernel.recorded import RecordedEvent
from domain.law.other_rows import OtherRows, deciding_by
from infra.audit.checker.creditors import used_by

AT_ONCE = 1_000
"""Decisions taken by the other rows each time that they are put in place."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What one command caused: its events, and how the aggregate stood before them."""

    events: tuple[RecordedEvent, ...]
    state: Any
    command: Command
    context: Context


@dataclass(frozen=True, slots=True)
class Differs:
    """A decision that the other rows would have made otherwise: where it stands, and what of it differs."""

    aggregate_id: UUID
    partition: int
    position: int
    occurred_at: datetime
    command: str
    otherwise: Otherwise


@dataclass(frozen=True, slots=True)
class RestingBlock:
    """An act that was blocked by a rule of a changed table: whether it would be now, its events do not say."""

    aggregate_id: UUID
    partition: int
    position: int
    occurred_at: datetime
    action: str
    rule: str


@dataclass(slots=True)
class Simulation:
    """Fed with the events of partition after partition, each in its order; ``finish`` ends it."""

    changed: OtherRows
    events: int = 0
    judged: int = 0
    differs: list[Differs] = field(default_factory=list)
    blocks: list[RestingBlock] = field(default_factory=list)
    not_compared: Counter[str] = field(default_factory=Counter)
    """By the name of the decision's first event."""
    _states: dict[UUID, Any] = field(default_factory=dict)
    _open: list[RecordedEvent] = field(default_factory=list)
    _waiting: list[Decided] = field(default_factory=list)
    _asking: dict[str, list[type[Command]]] = field(default_factory=dict)

    def follow(self, partition: Iterable[RecordedEvent]) -> None:
        """All events of one partition. Aggregates are in one partition each: what was known of others is forgotten."""
        self._states.clear()
        for event in partition:
            self.events += 1
            if self._open and _cause(event) != _cause(self._open[0]):
                self._finish_one()
            self._open.append(event)
        self._finish_one()
        self._judge()

    def _finish_one(self) -> None:
        if not self._open:
            return
        events, self._open = tuple(self._open), []
        kind = kind_of(events[0].topic)
        state = self._states.get(events[0].aggregate_id, kind.initial)
        self._look_at(events, state)
        self._states[events[0].aggregate_id] = kind.evolve_all(state, [one.event for one in events])

    def _look_at(self, events: tuple[RecordedEvent, ...], state: Any) -> None:
        first, happened = events[0], [one.event for one in events]
        if isinstance(first.event, Blocked):
            self._note_block(first, first.event)
            return
        kind = kind_of(first.topic)
        among = [command for command in self._commands_of(kind) if could_be_of(command, happened)]
        if not among:
            return
        context = Context(first.recorded_at, first.occurred_at, first.actor, used_by(happened))
        command = command_behind(kind, state, happened, context, among)
        if command is None:
            self.not_compared[type(first.event).__name__] += 1
            return
        self.judged += 1
        self._waiting.append(Decided(events, state, command, context))
        if len(self._waiting) >= AT_ONCE:
            self._judge()

    def _commands_of(self, kind: Any) -> list[type[Command]]:
        if kind.name not in self._asking:
            self._asking[kind.name] = commands_that_ask(kind, frozenset(self.changed))
        return self._asking[kind.name]

    def _judge(self) -> None:
        waiting, self._waiting = self._waiting, []
        with deciding_by(self.changed):
            for one in waiting:
                first, happened = one.events[0], [event.event for event in one.events]
                decision = kind_of(first.topic).decide(one.state, one.command, one.context)
                if otherwise := compared(happened, decision):
                    place = (first.aggregate_id, first.partition, first.position, first.occurred_at)
                    self.differs.append(Differs(*place, type(one.command).__name__, otherwise))

    def _note_block(self, event: RecordedEvent, blocked: Blocked) -> None:
        if blocked.rule.partition(".")[2].partition(".")[0] in {table.rule for table in self.changed}:
            place = (event.aggregate_id, event.partition, event.position, event.occurred_at)
            self.blocks.append(RestingBlock(*place, blocked.action, blocked.rule))


def _cause(event: RecordedEvent) -> tuple[UUID, UUID]:
    return event.aggregate_id, event.causation_id
