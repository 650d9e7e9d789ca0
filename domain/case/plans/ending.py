"""What becomes of a plan when its case ends, and opens again."""

from __future__ import annotations

from dataclasses import replace

from domain.case.closure.closing import CaseClosed
from domain.case.closure.reopening import CaseReopened
from domain.case.plans.state import PLAN, Plan


@PLAN.on(CaseClosed)
def case_closed(plan: Plan, event: CaseClosed) -> Plan:
    """It ends with its case."""
    return replace(plan, in_force=False, ended_with_case=plan.in_force)


@PLAN.on(CaseReopened)
def case_reopened(plan: Plan, event: CaseReopened) -> Plan:
    """What ended only with the case goes on."""
    return replace(plan, in_force=plan.ended_with_case, ended_with_case=False)
