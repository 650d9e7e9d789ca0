"""A plan ends before it is fulfilled; the case goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.plans.state import PLAN, Plan, PlanStatus
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal

NO_PLAN_IN_FORCE = Refusal("no_plan_in_force", "No plan is in force on this case.")


@dataclass(frozen=True, slots=True)
class TerminationFields:
    """Why, as a short code such as ``customer_asked``."""

    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class TerminatePlan(TerminationFields, Command):
    """End the plan that is in force."""


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanTerminated(TerminationFields, Event):
    """The plan no longer holds, and neither do the deadlines of its instalments."""

    plan: int

    ENDS_DEADLINES = True
    """Those of its instalments: while it was in force there were no others."""

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Plan {self.plan} ended: {self.reason}"


@CASE.decides(TerminatePlan)
def decide_terminate_plan(state: CaseState, command: TerminatePlan, context: Context) -> Decision:
    """Only one that is in force."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if not state.plan.in_force:
        return NO_PLAN_IN_FORCE
    return [caused_by(command, PlanTerminated, plan=state.plan.number)]


@PLAN.on(PlanTerminated)
def plan_terminated(plan: Plan, event: PlanTerminated) -> Plan:
    """It is in force no more."""
    return changed(plan, ended=PlanStatus.TERMINATED)
