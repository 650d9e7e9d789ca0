"""What ended or met a deadline did not hold: it runs again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case.deadlines.state import DEADLINES, Deadline, DeadlineKind, Deadlines, DeadlineStatus
from domain.case.state import CASE
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineResumed(Event):
    """The deadline runs again, with the grace that it had, which may have passed by now."""

    deadline: int
    kind: DeadlineKind
    due_at: datetime
    grace_until: datetime

    def sentence(self) -> str:
        """Which one."""
        return f"Deadline {self.deadline} ({self.kind}) runs again"


def resumed(number: int, deadline: Deadline) -> DeadlineResumed:
    """That this deadline runs again."""
    return DeadlineResumed(number, deadline.kind, deadline.due_at, deadline.grace_until)


@DEADLINES.on(DeadlineResumed)
def deadline_resumed(deadlines: Deadlines, event: DeadlineResumed) -> Deadlines:
    """It runs."""
    return deadlines.marked(event.deadline, DeadlineStatus.RUNNING)
