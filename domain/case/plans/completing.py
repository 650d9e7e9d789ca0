"""The last instalment of a plan is paid."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.case.plans.state import PLAN, Plan, PlanStatus
from domain.case.state import CASE, CaseState
from domain.kernel.message import Event
from domain.kernel.money import money_text


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


def completed(state: CaseState) -> list[Event]:
    """That the plan is kept to its end, when it is: all of it is paid, or nothing is owed."""
    plan, owed_minor = state.plan, state.outstanding_minor
    if not plan.in_force or (owed_minor and state.credits.covered_minor < plan.total_target_minor):
        return []
    return [PlanCompleted(plan.number, state.currency, owed_minor)]


@PLAN.on(PlanCompleted)
def plan_completed(plan: Plan, event: PlanCompleted) -> Plan:
    """It is over. When nothing is owed, its case ends with it, and both come back together."""
    return replace(plan.paid_up(), ended=PlanStatus.COMPLETED, comes_back=event.rest_minor == 0, paused_since=None)
