"""A plan over several cases is ended by a person, before it is fulfilled."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.plans.state import COMBINED_PLANS, GOING_ON, CombinedPlans
from domain.person.state import PERSON, PersonState, refuse_unless_known

NO_COMBINED_PLAN = Refusal("no_combined_plan", "No plan over several cases is in force for this person.")


@dataclass(frozen=True, slots=True)
class CombinedEndFields:
    """Why, as a short code such as ``customer_asked``."""

    reason: Code


@PERSON.command
@dataclass(frozen=True, slots=True)
class EndCombinedPlan(CombinedEndFields, Command):
    """End the plan over several cases that is in force, on all of them."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class CombinedPlanEnded(CombinedEndFields, Event):
    """The plan no longer holds, and its part ends on each of ``cases``."""

    combined_plan: UUID
    number: int
    cases: tuple[UUID, ...]

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Plan {self.number} over several cases ended: {self.reason}"


@PERSON.decides(EndCombinedPlan)
def decide_end_combined_plan(state: PersonState, command: EndCombinedPlan, context: Context) -> Decision:
    """One that is not over yet, also of who turned out to be somebody else since."""
    if refusal := refuse_unless_known(state):
        return refusal
    plan = state.combined_plans.going_on
    if plan is None:
        return NO_COMBINED_PLAN
    cases = plan.cases(*GOING_ON)
    return [caused_by(command, CombinedPlanEnded, combined_plan=plan.plan_id, number=plan.number, cases=cases)]


@COMBINED_PLANS.on(CombinedPlanEnded)
def combined_plan_ended(plans: CombinedPlans, event: CombinedPlanEnded) -> CombinedPlans:
    """It is over."""
    plan = plans.by_id.get(event.combined_plan)
    return plans.having(changed(plan, ended=True)) if plan else plans
