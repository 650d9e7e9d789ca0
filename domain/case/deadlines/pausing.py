"""Deadlines that ask for money stand still while nothing may be demanded, and get the time back afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case.deadlines.state import DEADLINES, DEMANDS, Deadline, DeadlineKind, Deadlines, DeadlineStatus
from domain.case.holds.demands import demands_stopped_since
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlinePaused(Event):
    """The deadline stands still since ``paused_at``: it is neither met nor missed until it runs again."""

    deadline: int
    kind: DeadlineKind
    paused_at: datetime

    def sentence(self) -> str:
        """Which one."""
        return f"Deadline {self.deadline} ({self.kind}) stands still"


def paused(number: int, deadline: Deadline, at: datetime) -> DeadlinePaused:
    """That this deadline stands still."""
    return DeadlinePaused(number, deadline.kind, at)


def standing_still(state: CaseState, context: Context) -> list[Event]:
    """The deadlines that run and must not, as a hold stops what they ask for."""
    if demands_stopped_since(state) is None:
        return []
    running = state.deadlines.running().items()
    return [paused(number, one, context.occurred_at) for number, one in running if one.kind in DEMANDS]


@DEADLINES.on(DeadlinePaused)
def deadline_paused(deadlines: Deadlines, event: DeadlinePaused) -> Deadlines:
    """It runs no more, for now."""
    return deadlines.changed(event.deadline, status=DeadlineStatus.PAUSED, paused_at=event.paused_at)
