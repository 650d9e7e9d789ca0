"""A deadline no longer counts: the customer never heard of it, or there is nothing to answer any more."""

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
    """The letter that set it came back, or what it was for fell away. It is neither met nor missed, also where it had
    been marked missed."""

    deadline: int
    kind: DeadlineKind

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Deadline {self.deadline} ({self.kind}) withdrawn: it is not held against the customer"


@DEADLINES.on(DeadlineWithdrawn)
def deadline_withdrawn(deadlines: Deadlines, event: DeadlineWithdrawn) -> Deadlines:
    """It counts no more."""
    return deadlines.changed(event.deadline, status=DeadlineStatus.ENDED)
