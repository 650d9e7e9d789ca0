"""One clock on one aggregate: how it stands, and what an event does to it. Pure; times are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.sla.clock import ClockRole, ClockRule


class State(StrEnum):
    """How a clock stands. One that is running past its due time counts as breached."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    SUPERSEDED = "superseded"


class ClockStood(NamedTuple):
    """How a clock stood after the event at ``position``, with that event's times."""

    aggregate_id: UUID
    number: int
    started_at: datetime
    due_at: datetime
    position: int
    turned_at: datetime
    recorded_at: datetime
    clock: str
    state: str
    paused_at: datetime | None
    ended_at: datetime | None


@dataclass(slots=True, eq=False)
class ClockRun:
    """A clock that was started. ``due_at`` is the first instant that is too late; ``ended_at`` None until it ended.
    ``kind`` is what it is for, where the event that started it has a field of that name: a deadline's. ``turned_at``
    and ``recorded_at`` are when the last event that turned it happened and was recorded.

    ``is_new`` until it has been stored, ``is_changed`` when it differs from what is stored.
    """

    clock: ClockRule
    aggregate_id: UUID
    number: int
    jurisdiction: str
    started_at: datetime
    due_at: datetime
    turned_at: datetime
    recorded_at: datetime
    state: State = State.RUNNING
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    position: int = 0
    kind: str | None = None
    is_new: bool = False
    is_changed: bool = False

    def turn(self, role: ClockRole, recorded: RecordedEvent) -> ClockStood | None:
        """What an event of this role does to the clock: it may do nothing. How it stood before, when that has ended."""
        stood, event, at = self._stood(), recorded.event, recorded.occurred_at
        if role is ClockRole.REOPENS:
            self._reopen(event, at)
        elif role is ClockRole.CORRECTS:
            self._correct()
        elif self.ended_at is None:
            self._turn_unended(role, event, at)
        return self._turned_by(recorded, stood) if (stood.state, stood.due_at) != (self.state, self.due_at) else None

    def start_anew(self, recorded: RecordedEvent, due_at: datetime) -> ClockStood | None:
        """What it was about has happened once more: the time runs from then, and what came of it before is over. How it
        stood before, when that has ended."""
        stood = self._stood()
        self.started_at, self.due_at, self.state = recorded.occurred_at, due_at, State.RUNNING
        self.paused_at = self.ended_at = None
        return self._turned_by(recorded, stood)

    def _stood(self) -> ClockStood:
        return ClockStood(
            self.aggregate_id, self.number, self.started_at, self.due_at, self.position, self.turned_at,
            self.recorded_at, self.clock.name, self.state.value, self.paused_at, self.ended_at,
        )  # fmt: skip

    def _turned_by(self, recorded: RecordedEvent, stood: ClockStood) -> ClockStood | None:
        self.position, self.is_changed = recorded.position, True
        self.turned_at, self.recorded_at = recorded.occurred_at, recorded.recorded_at
        return stood if stood.position != recorded.position else None

    def _turn_unended(self, role: ClockRole, event: Event, at: datetime) -> None:
        if role is ClockRole.PAUSES:
            if self.state is State.RUNNING and (at < self.due_at or self.clock.misses):
                self.state, self.paused_at = State.PAUSED, at
        elif role is ClockRole.RESUMES:
            self._run_on(event, at)
        else:
            self._run_on(event, at)
            self.state, self.ended_at = self._verdict(role, at), at

    def _run_on(self, event: Event, at: datetime) -> None:
        if self.paused_at is not None:
            self.due_at = self.clock.limit.extended(self.due_at, self.paused_at, at, self.jurisdiction, event)
            self.state, self.paused_at = State.RUNNING, None

    def _verdict(self, role: ClockRole, at: datetime) -> State:
        """How it ends. Where an event says that it was missed, the hour alone says nothing."""
        is_late = at >= self.due_at and not self.clock.misses
        if role is ClockRole.MISSES or is_late:
            return State.BREACHED
        return State.MET if role is ClockRole.MEETS else State.SUPERSEDED

    def _reopen(self, event: Event, at: datetime) -> None:
        if self.ended_at is None or (self.state is not State.SUPERSEDED and not self.clock.reopens_met):
            return
        stood_still_since = self.ended_at if self.state is State.MET else at
        self.due_at = self.clock.limit.extended(self.due_at, stood_still_since, at, self.jurisdiction, event)
        self.state, self.ended_at = State.RUNNING, None

    def _correct(self) -> None:
        if self.state is State.BREACHED:
            self.state = State.MET
