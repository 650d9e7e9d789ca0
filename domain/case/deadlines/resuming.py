"""What ended, met or paused a deadline is over: it runs again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.case.deadlines.setting import grace_in_force
from domain.case.deadlines.state import DEADLINES, Deadline, DeadlineKind, Deadlines, DeadlineStatus
from domain.case.state import CASE, CaseState
from domain.kernel.calendar import end_of_day, local_day
from domain.kernel.decision import Context
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineResumed(Event):
    """The deadline runs again, with the grace that it says, which may have passed by now.

    One that stood still is later by as many days as it stood still.
    """

    deadline: int
    kind: DeadlineKind
    due_date: date
    due_at: datetime
    grace_date: date
    grace_until: datetime
    rule: str

    def sentence(self) -> str:
        """Which one, and until when."""
        return f"Deadline {self.deadline} ({self.kind}) runs again: by {self.due_date}"


def resumed(number: int, deadline: Deadline) -> DeadlineResumed:
    """That this deadline runs again as it ran before."""
    return DeadlineResumed(
        deadline=number,
        kind=deadline.kind,
        due_date=deadline.due_date,
        due_at=deadline.due_at,
        grace_date=deadline.grace_date,
        grace_until=deadline.grace_until,
        rule=deadline.rule,
    )


def resumed_later(number: int, deadline: Deadline, state: CaseState, context: Context) -> DeadlineResumed:
    """That this deadline, which stood still, runs again with the time that it had left, and with this day at least."""
    jurisdiction = state.claim.jurisdiction
    assert deadline.paused_at is not None, f"deadline {number} does not stand still"
    today = context.day(jurisdiction)
    stood_still = today - local_day(deadline.paused_at, jurisdiction)
    return resumed_at(number, deadline, deadline.due_date + max(stood_still, timedelta(0)), state, today)


def resumed_at(number: int, deadline: Deadline, due_date: date, state: CaseState, today: date) -> DeadlineResumed:
    """That this deadline runs on until ``due_date`` and the grace of that day, and until the end of today at least."""
    jurisdiction = state.claim.jurisdiction
    grace = grace_in_force(due_date, jurisdiction)
    assert not isinstance(grace, Refusal), "the claim was received with a rule on file for each later day"
    last_day = max(grace.last_day, today)
    return DeadlineResumed(
        deadline=number,
        kind=deadline.kind,
        due_date=due_date,
        due_at=end_of_day(due_date, jurisdiction),
        grace_date=last_day,
        grace_until=end_of_day(last_day, jurisdiction),
        rule=grace.rule,
    )


@DEADLINES.on(DeadlineResumed)
def deadline_resumed(deadlines: Deadlines, event: DeadlineResumed) -> Deadlines:
    """It runs, until when the event says."""
    return deadlines.changed(
        event.deadline,
        due_date=event.due_date,
        due_at=event.due_at,
        grace_date=event.grace_date,
        grace_until=event.grace_until,
        rule=event.rule,
        status=DeadlineStatus.RUNNING,
        paused_at=None,
    )
