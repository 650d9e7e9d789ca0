"""A plan over several cases is changed: this case says whether it can take its part, and takes it once all others can.

What it has said it can take, it takes whatever is paid meanwhile: that counts for the new schedule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case.affordability.judging import heaviest_month_minor
from domain.case.deadlines.settling import settled
from domain.case.plans.agreeing import judged_instalments
from domain.case.plans.combining import CURRENCY_DIFFERS, PART_OVER, PlanPartTaken
from domain.case.plans.rescheduling import PlanRescheduled
from domain.case.plans.state import PLAN, PartChange, PartChangeFields, Plan
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@CASE.command
@dataclass(frozen=True, slots=True)
class PreparePartChange(PartChangeFields, Command):
    """Say whether the case can take this part of ``change`` of ``combined_plan``, of which it has a part already."""

    BY_PROGRAMS = True


@CASE.event
@dataclass(frozen=True, slots=True)
class PartChangePrepared(PartChange, Event):
    """The case can take it, and pays as before until all others can too."""

    def sentence(self) -> str:
        """Which change, and to what."""
        parts = "1 instalment" if len(self.instalments) == 1 else f"{len(self.instalments)} instalments"
        total = money_text(self.total_minor, self.currency)
        return f"Can take its part of change {self.change} of the plan over several cases: {total} in {parts}"


@CASE.command
@dataclass(frozen=True, slots=True)
class TakePartChange(Command):
    """Pay by ``change`` of ``combined_plan`` from now on: every case can."""

    BY_PROGRAMS = True

    combined_plan: UUID
    change: int

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """Both stand on the event of the part's being taken, beside that of the new schedule."""
        taken = [event for event in events if isinstance(event, PlanPartTaken)]
        return {"combined_plan": taken[0].combined_plan, "change": taken[0].change} if taken else {}


@CASE.decides(PreparePartChange)
def decide_prepare_part_change(state: CaseState, command: PreparePartChange, context: Context) -> Decision:
    """As the plan of one case is changed; whether it can be kept is judged by what is paid on all cases together."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if not state.plan.in_force or state.plan.combined != command.combined_plan:
        return PART_OVER
    if command.currency != state.currency:
        return CURRENCY_DIFFERS
    own_minor = heaviest_month_minor(command.instalments) if command.instalments else 0
    judgement = judged_instalments(state, command.instalments, context, max(0, command.month_minor - own_minor))
    if isinstance(judgement, Refusal):
        return judgement
    prepared = caused_by(
        command,
        PartChangePrepared,
        total_minor=state.outstanding_minor,
        paid_before_minor=state.credits.covered_minor,
        costs_minor=judgement.costs_minor,
        verdict=judgement.verdict,
        rules=judgement.rules,
    )
    return [prepared]


@CASE.decides(TakePartChange)
def decide_take_part_change(state: CaseState, command: TakePartChange, context: Context) -> Decision:
    """What the case said it can take, if its part still goes on; what was paid since has met its first deadlines."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    change = state.plan.change
    if not state.plan.in_force or change is None or change.combined_plan != command.combined_plan:
        return PART_OVER
    if change.change != command.change:
        return Refusal("plan_change_gave_way", "Another change of the plan was agreed on since.")
    rescheduled = PlanRescheduled(
        change.channel,
        change.proposed_by,
        change.instalments,
        change.reason,
        plan=state.plan.number,
        version=state.plan.version + 1,
        currency=change.currency,
        total_minor=change.total_minor,
        paid_before_minor=change.paid_before_minor,
        costs_minor=change.costs_minor,
        verdict=change.verdict,
        rules=change.rules,
    )
    part = PlanPartTaken(
        plan=state.plan.number,
        combined_plan=change.combined_plan,
        change=change.change,
        person_id=change.person_id,
        reference=change.reference,
        currency=change.currency,
        month_minor=change.month_minor,
        instalments=change.instalments,
        paid_before_minor=change.paid_before_minor,
    )
    told = [rescheduled, part]
    return [*told, *settled(CASE.evolve_all(state, told), context)]


@PLAN.on(PartChangePrepared)
def part_change_prepared(plan: Plan, event: PartChangePrepared) -> Plan:
    """It waits for the other cases, in place of a change before it."""
    return changed(plan, change=event)
