"""A plan is breached: what was missed has not been made good in time, and the customer hears until when it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.case.contacts.contact import WRITTEN, Channel
from domain.case.deadlines.setting import new_deadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.demands import refuse_demand
from domain.case.plans.curing import arrears_target_minor
from domain.case.plans.state import PLAN, Plan, PlanStatus
from domain.case.plans.terminating import NO_PLAN_IN_FORCE
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import add_business_days
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.computed import needed, refuses_without_rules
from domain.law.policies import PLAN_BREACH_NOTICE, PLAN_CURE
from domain.law.rule_text import named_rule

_RULE = named_rule("plan.PlanBreached", "notice of a breach is given once, on a plan that is in arrears")


@CASE.command
@dataclass(frozen=True, slots=True)
class BreachPlan(Command):
    """Give the customer notice, on this channel, that the plan ends unless the arrears are paid."""

    channel: Channel


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanBreached(Event):
    """The customer has notice: ``arrears_minor`` by ``due_date``, the deadline number ``deadline``, or the plan ends.

    ``rules`` say how long there was time to make it good, and how long the notice is.
    """

    plan: int
    channel: Channel
    currency: str
    arrears_minor: int
    due_date: date
    deadline: int
    rules: tuple[str, ...]

    IS_ONE_WAY = True

    def sentence(self) -> str:
        """Which one, and what saves it."""
        arrears = money_text(self.arrears_minor, self.currency)
        return f"Plan {self.plan} breached: it ends unless {arrears} is paid by {self.due_date}"


@CASE.decides(BreachPlan)
def decide_breach_plan(state: CaseState, command: BreachPlan, context: Context) -> Decision:
    """One in arrears, after the time to make them good; once, and never while a hold stops demands."""
    if refusal := refuse_unless_open_then(state, context) or _refuse_status(state) or refuse_demand(state):
        return refusal
    if command.channel not in WRITTEN:
        written = ", ".join(sorted(WRITTEN))
        return Refusal("notice_not_in_writing", f"Notice that a plan ends is given where it can be kept: by {written}.")
    today = context.day(state.claim.jurisdiction)
    times = _times(state, today)
    if isinstance(times, Refusal):
        return times
    cured_by, due_date, rules = times
    if today <= cured_by:
        return Refusal(
            "cure_time_runs",
            f"What was missed can be made good until {cured_by}, and nobody is told of a breach while it can.",
            rules[0],
        )
    return _breached(state, command.channel, due_date, rules)


def _breached(state: CaseState, channel: Channel, due_date: date, rules: tuple[str, ...]) -> list[Event] | Refusal:
    target = min(arrears_target_minor(state), state.credits.covered_minor + state.outstanding_minor)
    arrears_minor = target - state.credits.covered_minor
    deadline = new_deadline(state, DeadlineKind.PAYMENT_DEMAND, due_date, arrears_minor, target)
    if isinstance(deadline, Refusal):
        return deadline
    event = PlanBreached(state.plan.number, channel, state.currency, arrears_minor, due_date, deadline.deadline, rules)
    return [event, deadline]


def _refuse_status(state: CaseState) -> Refusal | None:
    if not state.plan.in_force:
        return NO_PLAN_IN_FORCE
    if state.plan.status is PlanStatus.IN_ARREARS:
        return None
    return Refusal(
        "plan_not_in_arrears",
        f"The plan is {state.plan.status}: notice of a breach is given once, on a plan that is in arrears.",
        _RULE,
    )


@refuses_without_rules
def _times(state: CaseState, today: date) -> tuple[date, date, tuple[str, ...]]:
    """Until when it can be made good, and until when the notice runs: to a day on which banks work."""
    jurisdiction = state.claim.jurisdiction
    cure = needed(PLAN_CURE, jurisdiction, today)
    notice = needed(PLAN_BREACH_NOTICE, jurisdiction, today)
    first_missed = min(state.deadlines.by_number[number].due_date for number in state.plan.missed)
    due_date = add_business_days(today + timedelta(days=notice.value.count), 0, jurisdiction)
    return first_missed + timedelta(days=cure.value.count), due_date, (cure.rule_id, notice.rule_id)


@PLAN.on(PlanBreached)
def plan_breached(plan: Plan, event: PlanBreached) -> Plan:
    """The notice runs."""
    return changed(plan, breach_deadline=event.deadline)
