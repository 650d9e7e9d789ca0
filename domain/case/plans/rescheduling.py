"""A plan is changed: a new schedule under its number, and the old one stays on the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.case.affordability.verdict import Verdict
from domain.case.contacts.contact import Channel
from domain.case.plans.agreeing import judged_instalments, one_instalment
from domain.case.plans.instalments import next_instalment
from domain.case.plans.state import PLAN, Instalment, Plan, Proposer
from domain.case.plans.terminating import NO_PLAN_IN_FORCE
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

_IS_A_PART = Refusal(
    "part_of_combined_plan",
    "This plan is a part of one over several cases, which has one sum and one day. Change that one with "
    "`caseledger person plan change`.",
    named_rule("plan.parts_together", "the parts of a plan over several cases are changed together"),
)


@dataclass(frozen=True, slots=True)
class ReschedulingFields:
    """What both agree on now: over all that is still owed. ``reason`` is a short code such as ``less_income``."""

    channel: Channel
    proposed_by: Proposer
    instalments: tuple[Instalment, ...]
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class ReschedulePlan(ReschedulingFields, Command):
    """Agree on other instalments for the plan that is in force."""

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """All that is owed, in one instalment."""
        return {"instalments": one_instalment(state, day)}


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanRescheduled(ReschedulingFields, Event):
    """The plan goes on with schedule number ``version``; ``paid_before_minor`` is what had been paid by then,
    ``costs_minor`` the interest and fees that are paid by it, as far as could be told."""

    plan: int
    version: int
    currency: str
    total_minor: int
    paid_before_minor: int
    costs_minor: int
    verdict: Verdict
    rules: tuple[str, ...]

    ENDS_DEADLINES = True
    """Those of the schedule before it."""

    def sentence(self) -> str:
        """Over how much, in how many parts, and why."""
        parts = "1 instalment" if len(self.instalments) == 1 else f"{len(self.instalments)} instalments"
        total = money_text(self.total_minor, self.currency)
        return f"Plan {self.plan} changed to schedule {self.version}: {total} in {parts} ({self.reason})"


@CASE.decides(ReschedulePlan)
def decide_reschedule_plan(state: CaseState, command: ReschedulePlan, context: Context) -> Decision:
    """One that is in force, however it stands: arrears are part of the new schedule."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if not state.plan.in_force:
        return NO_PLAN_IN_FORCE
    if state.plan.combined is not None:
        return _IS_A_PART
    judgement = judged_instalments(state, command.instalments, context)
    if isinstance(judgement, Refusal):
        return judgement
    event = caused_by(
        command,
        PlanRescheduled,
        plan=state.plan.number,
        version=state.plan.version + 1,
        currency=state.currency,
        total_minor=state.outstanding_minor,
        paid_before_minor=state.credits.covered_minor,
        costs_minor=judgement.costs_minor,
        verdict=judgement.verdict,
        rules=judgement.rules,
    )
    return [event, *next_instalment(CASE.evolve(state, event), context)]


@PLAN.on(PlanRescheduled)
def plan_rescheduled(plan: Plan, event: PlanRescheduled) -> Plan:
    """It is in force with other instalments, none of which has a deadline yet; nothing is in arrears."""
    return changed(
        plan.paid_up(),
        version=event.version,
        instalments=event.instalments,
        instalments_set=0,
        deadline=0,
        later_by=timedelta(0),
        paid_before_minor=event.paid_before_minor,
        paused_since=None,
    )
