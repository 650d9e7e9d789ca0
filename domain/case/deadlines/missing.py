"""A deadline and its grace pass, and it was not met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.case.deadlines.consequences import follows_from_miss
from domain.case.deadlines.state import DEADLINES, Deadline, DeadlineKind, Deadlines, DeadlineStatus
from domain.case.plans.instalments import next_instalment
from domain.case.state import CASE, CaseState, refuse_unless_open
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import CLOCK_SKEW
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal


@CASE.command
@dataclass(frozen=True, slots=True)
class MarkDeadlineMissed(Command):
    """Deadline number ``deadline`` passed: ``as_of`` has come, and nothing else. The deadline clock sends this."""

    BY_PROGRAMS = True

    deadline: int
    as_of: datetime

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """It was asked when it was decided."""
        return {"as_of": decided_at}


@CASE.event
@dataclass(frozen=True, slots=True)
class DeadlineMissed(Event):
    """The deadline and its grace passed, and nothing that was known then had met it."""

    deadline: int
    kind: DeadlineKind
    due_at: datetime
    rule: str

    def sentence(self) -> str:
        """Which one."""
        return f"Deadline {self.deadline} ({self.kind}) missed"


def missed(number: int, deadline: Deadline) -> DeadlineMissed:
    """That this deadline was missed."""
    return DeadlineMissed(number, deadline.kind, deadline.due_at, deadline.rule)


@CASE.decides(MarkDeadlineMissed)
def decide_mark_deadline_missed(state: CaseState, command: MarkDeadlineMissed, context: Context) -> Decision:
    """Only once, only when its grace has passed, and then the plan's next instalment begins to run."""
    if refusal := refuse_unless_open(state):
        return refusal
    deadline = state.deadlines.by_number.get(command.deadline)
    if deadline is None:
        return Refusal("deadline_unknown", f"The case has no deadline number {command.deadline}.")
    if deadline.status is DeadlineStatus.PAUSED:
        return Refusal("deadline_on_hold", f"Deadline {command.deadline} stands still while the case is on hold.")
    if deadline.status is not DeadlineStatus.RUNNING:
        return Refusal("deadline_settled", f"Deadline {command.deadline} does not run any more.")
    if command.as_of < deadline.grace_until:
        return Refusal(
            "deadline_not_due",
            f"Deadline {command.deadline} and its grace run until {deadline.grace_until:%Y-%m-%d %H:%M} UTC.",
        )
    if command.as_of > context.now + CLOCK_SKEW:
        return Refusal("happened_in_the_future", "A deadline is missed when its time has come, and not before.")
    event = missed(command.deadline, deadline)
    following = follows_from_miss(CASE.evolve(state, event), command.deadline, context)
    return [event, *following, *next_instalment(CASE.evolve_all(state, [event, *following]), context)]


@DEADLINES.on(DeadlineMissed)
def deadline_missed(deadlines: Deadlines, event: DeadlineMissed) -> Deadlines:
    """It runs no more."""
    return deadlines.changed(event.deadline, status=DeadlineStatus.MISSED)
