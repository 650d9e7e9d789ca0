"""A plan rests for a while (a payment holiday), and goes on with every instalment later by as long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.case.deadlines.overdue import overdue
from domain.case.deadlines.pausing import standing_still
from domain.case.deadlines.settling import running_on
from domain.case.plans.state import PLAN, Plan
from domain.case.plans.terminating import NO_PLAN_IN_FORCE
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import PLAN_PAUSE_LONGEST
from domain.law.table import row_in_force


@CASE.command
@dataclass(frozen=True, slots=True)
class PausePlan(Command):
    """Let the plan rest up to and including ``resume_by``; why, as a short code such as ``parental_leave``."""

    resume_by: date
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class ResumePlan(Command):
    """Let the plan go on; why, as a short code such as ``back_at_work``."""

    reason: Code


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanPaused(Event):
    """The plan rests since ``paused_at``. Somebody lets it go on before ``resume_until``; ``rule`` says how long at
    most."""

    plan: int
    reason: Code
    paused_at: datetime
    resume_by: date
    resume_until: datetime
    rule: str

    def sentence(self) -> str:
        """Which one, why, and until when."""
        return f"Plan {self.plan} rests until {self.resume_by}: {self.reason}"


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanResumed(Event):
    """The plan goes on; what stood still is later by as many days."""

    plan: int
    reason: Code

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Plan {self.plan} goes on: {self.reason}"


@CASE.decides(PausePlan)
def decide_pause_plan(state: CaseState, command: PausePlan, context: Context) -> Decision:
    """One in force that does not rest yet, for no longer than policy allows. What was missed by then stays missed."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    late = overdue(state, context.occurred_at, context)
    then = CASE.evolve_all(state, late)
    if not then.plan.in_force:
        return NO_PLAN_IN_FORCE
    if then.plan.paused_since is not None:
        return Refusal("plan_paused", "The plan rests already.")
    paused = _paused(then, command, context)
    return paused if isinstance(paused, Refusal) else [*late, *paused]


def _paused(state: CaseState, command: PausePlan, context: Context) -> list[Event] | Refusal:
    jurisdiction = state.claim.jurisdiction
    today = context.day(jurisdiction)
    longest = row_in_force(PLAN_PAUSE_LONGEST, jurisdiction, today)
    if isinstance(longest, Refusal):
        return longest
    last_day = today + timedelta(days=longest.value.count)
    if not today <= command.resume_by <= last_day:
        return Refusal(
            "pause_too_long",
            f"A plan rests from today, at most until {last_day}. Who needs longer needs another plan.",
            longest.rule_id,
        )
    event = PlanPaused(
        plan=state.plan.number,
        reason=command.reason,
        paused_at=context.occurred_at,
        resume_by=command.resume_by,
        resume_until=end_of_day(command.resume_by, jurisdiction),
        rule=longest.rule_id,
    )
    return [event, *standing_still(CASE.evolve(state, event), context)]


@CASE.decides(ResumePlan)
def decide_resume_plan(state: CaseState, command: ResumePlan, context: Context) -> Decision:
    """One that rests, and not before it did."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if not state.plan.in_force or state.plan.paused_since is None:
        return Refusal("plan_not_paused", "No plan rests on this case.")
    event = PlanResumed(state.plan.number, command.reason)
    return [event, *running_on(CASE.evolve(state, event), context)]


@PLAN.on(PlanPaused)
def plan_paused(plan: Plan, event: PlanPaused) -> Plan:
    """Nothing of it is asked for."""
    return changed(plan, paused_since=event.paused_at)


@PLAN.on(PlanResumed)
def plan_resumed(plan: Plan, event: PlanResumed) -> Plan:
    """It is asked for again."""
    return changed(plan, paused_since=None)
