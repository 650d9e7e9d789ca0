"""What becomes of a plan when its case ends, and opens again."""

from __future__ import annotations

from domain.case.plans.state import PLAN, Plan, PlanStatus
from domain.case.stages.state import ends_case, opens_case
from domain.kernel.message import Event
from domain.kernel.quick_record import changed


@PLAN.when(ends_case)
def case_closed(plan: Plan, event: Event) -> Plan:
    """It ends with its case."""
    return changed(plan, ended=PlanStatus.ENDED_WITH_CASE, comes_back=True) if plan.in_force else plan


@PLAN.when(opens_case)
def case_reopened(plan: Plan, event: Event) -> Plan:
    """What ended only with the case goes on."""
    return changed(plan, ended=None, comes_back=False) if plan.comes_back else plan
