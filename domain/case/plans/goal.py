"""What the customer wants to be free of the debt for: the reason to keep a plan, in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from domain.case.plans.terminating import NO_PLAN_IN_FORCE
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal


@dataclass(frozen=True, slots=True)
class GoalFields:
    """Whose goal, and what it is. The text is about the person, and sealed."""

    person_id: UUID
    text: Annotated[Personal[str], Length(500, least=1)]


@CASE.command
@dataclass(frozen=True, slots=True)
class RecordGoal(GoalFields, Command):
    """Record it on the plan that is in force."""


@CASE.event
@dataclass(frozen=True, slots=True)
class CustomerGoalRecorded(GoalFields, Event):
    """The customer told what plan number ``plan`` is kept for. A later one stands in its place."""

    plan: int

    def sentence(self) -> str:
        """On which plan; never what it is."""
        return f"The customer's own goal is on plan {self.plan}"


@CASE.decides(RecordGoal)
def decide_record_goal(state: CaseState, command: RecordGoal, context: Context) -> Decision:
    """On a plan in force."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if not state.plan.in_force:
        return NO_PLAN_IN_FORCE
    return [caused_by(command, CustomerGoalRecorded, plan=state.plan.number)]
