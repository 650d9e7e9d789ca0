"""A plan that was in arrears is made good: what was missed has been paid, though late."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.plans.state import PLAN, Plan
from domain.case.state import CASE, CaseState
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanCured(Event):
    """The arrears are paid, and the plan goes on as if nothing had been missed. ``paid_minor`` is in all by then."""

    plan: int
    paid_minor: int

    def sentence(self) -> str:
        """Which one."""
        return f"Plan {self.plan} is made good: what was missed has been paid"


def arrears_target_minor(state: CaseState) -> int:
    """What must have been paid on the case in all for nothing to be in arrears."""
    missed = (state.deadlines.by_number[number] for number in state.plan.missed)
    return max((one.paid_target_minor or 0 for one in missed), default=0)


def cured(state: CaseState) -> list[Event]:
    """That the plan is made good, when it is."""
    plan = state.plan
    if not plan.in_force or not plan.missed or state.credits.covered_minor < arrears_target_minor(state):
        return []
    return [PlanCured(plan.number, state.credits.covered_minor)]


@PLAN.on(PlanCured)
def plan_cured(plan: Plan, event: PlanCured) -> Plan:
    """Nothing is in arrears."""
    return plan.paid_up()
