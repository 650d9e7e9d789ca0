"""A deadline no longer counts, because the customer never heard of it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.deadlines.state import DEADLINES, DeadlineKind, Deadlines, DeadlineStatus
from domain.case.state import CASE
from domain.kernel.message import Event

COUNTS = frozenset(DeadlineStatus) - {DeadlineStatus.MET, DeadlineStatus.ENDED}
"""How a deadline stands that can still be held against the customer, or has been."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineWithdrawn(Event):
    """The letter that set it came back. It is neither met nor missed, also where it had been marked missed."""

    deadline: int
    kind: DeadlineKind

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Deadline {self.deadline} ({self.kind}) withdrawn: its letter came back"


@DEADLINES.on(DeadlineWithdrawn)
def deadline_withdrawn(deadlines: Deadlines, event: DeadlineWithdrawn) -> Deadlines:
    """It counts no more."""
    return deadlines.changed(event.deadline, status=DeadlineStatus.ENDED)
