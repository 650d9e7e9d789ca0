"""The deadlines of a case: the slice ``deadlines`` of its state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.aggregate import Slice


class DeadlineKind(StrEnum):
    """What a deadline is for."""

    PAYMENT_DEMAND = "payment_demand"
    INSTALMENT = "instalment"
    REPLY = "reply"


class DeadlineStatus(StrEnum):
    """How a deadline stands. One that ended no longer counts, and has no verdict."""

    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    ENDED = "ended"
    ENDED_WITH_CASE = "ended_with_case"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline: missed after ``grace_until`` (UTC), which is the end of ``grace_date`` in the case's jurisdiction.

    ``paid_target_minor`` is what must have been paid on the case in all for it to be met; None where no payment
    meets it.
    """

    kind: DeadlineKind
    due_at: datetime
    grace_date: date
    grace_until: datetime
    rule: str
    paid_target_minor: int | None
    status: DeadlineStatus = DeadlineStatus.RUNNING


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Every deadline that was ever set, by its number from 1."""

    by_number: dict[int, Deadline] = field(default_factory=dict)

    @property
    def next_number(self) -> int:
        """Of the deadline that is set next."""
        return len(self.by_number) + 1

    def running(self) -> dict[int, Deadline]:
        """Those that run, by number."""
        return {n: one for n, one in self.by_number.items() if one.status is DeadlineStatus.RUNNING}

    def marked(self, number: int, status: DeadlineStatus) -> Deadlines:
        """With one of them standing differently. A log that lost the one that set it is still read to its end."""
        if number not in self.by_number:
            return self
        return Deadlines({**self.by_number, number: replace(self.by_number[number], status=status)})

    def all_marked(self, before: DeadlineStatus, after: DeadlineStatus) -> Deadlines:
        """With all that stood as ``before`` standing as ``after``."""
        return Deadlines(
            {n: replace(one, status=after) if one.status is before else one for n, one in self.by_number.items()}
        )


DEADLINES: Slice[Deadlines] = Slice(Deadlines())
