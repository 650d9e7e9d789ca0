"""The last instalment of a plan is paid, or turns out not to be."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.plans.falling_away import fallen_away
from domain.case.plans.state import PLAN, Plan, PlanStatus
from domain.case.state import CASE, CaseState
from domain.kernel.message import Event
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanCompleted(Event):
    """All that was agreed has been paid. ``rest_minor`` is what is still owed beside it, such as later interest."""

    plan: int
    currency: str
    rest_minor: int

    def sentence(self) -> str:
        """Which one, and what is left."""
        rest = f"; {money_text(self.rest_minor, self.currency)} is still owed beside it" if self.rest_minor else ""
        return f"Plan {self.plan} completed{rest}"


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanCompletionWithdrawn(Event):
    """What had completed the plan was not paid after all: it is in force again. ``missing_minor`` is not paid of it."""

    plan: int
    currency: str
    missing_minor: int

    def sentence(self) -> str:
        """Which one, and how much of it is missing."""
        return f"Plan {self.plan} goes on: {money_text(self.missing_minor, self.currency)} of it is not paid after all"


def completed(state: CaseState) -> list[Event]:
    """That the plan is kept to its end, when it is: all of it is paid, or nothing is owed."""
    plan, owed_minor = state.plan, state.outstanding_minor
    if not plan.in_force or (owed_minor and state.credits.covered_minor < plan.total_target_minor):
        return []
    return [PlanCompleted(plan.number, state.currency, owed_minor)]


def completion_withdrawn(state: CaseState) -> list[Event]:
    """That a plan which was completed, with a rest beside it, is not, when it is not. A plan that was proposed for the
    rest meanwhile falls away: there is one at a time."""
    plan = state.plan
    if plan.ended is not PlanStatus.COMPLETED or not state.outstanding_minor:
        return []
    covered_minor = state.credits.covered_minor
    if covered_minor >= plan.total_target_minor:
        return []
    fallen = fallen_away(state, None, "earlier_plan_goes_on")
    return [*fallen, PlanCompletionWithdrawn(plan.number, state.currency, plan.total_target_minor - covered_minor)]


@PLAN.on(PlanCompletionWithdrawn)
def plan_completion_withdrawn(plan: Plan, event: PlanCompletionWithdrawn) -> Plan:
    """It goes on as it stood."""
    return changed(plan, ended=None, comes_back=False)


@PLAN.on(PlanCompleted)
def plan_completed(plan: Plan, event: PlanCompleted) -> Plan:
    """It is over. When nothing is owed, its case ends with it, and both come back together."""
    return changed(plan.paid_up(), ended=PlanStatus.COMPLETED, comes_back=event.rest_minor == 0, paused_since=None)
