"""What a deadline was for has been done, in time, though it may be known late."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.deadlines.state import DEADLINES, DeadlineKind, Deadlines, DeadlineStatus
from domain.case.state import CASE
from domain.kernel.message import Event


@dataclass(frozen=True, slots=True)
class WhichDeadline:
    """Its number, and what it was for."""

    deadline: int
    kind: DeadlineKind


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineMet(WhichDeadline, Event):
    """What the deadline was for has been paid."""

    def sentence(self) -> str:
        """Which one."""
        return f"Deadline {self.deadline} ({self.kind}) met"


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineMissWithdrawn(WhichDeadline, Event):
    """It was marked missed, and money that we learned of later had met it in time: who pays on time is not late."""

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Deadline {self.deadline} ({self.kind}) was not missed: money that came in time became known late"


@DEADLINES.on(DeadlineMet)
def deadline_met(deadlines: Deadlines, event: DeadlineMet) -> Deadlines:
    """It runs no more."""
    return deadlines.changed(event.deadline, status=DeadlineStatus.MET)


@DEADLINES.on(DeadlineMissWithdrawn)
def miss_withdrawn(deadlines: Deadlines, event: DeadlineMissWithdrawn) -> Deadlines:
    """It counts as met."""
    return deadlines.changed(event.deadline, status=DeadlineStatus.MET)
