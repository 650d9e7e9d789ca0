"""What a missed instalment is to its plan: it is in arrears, until they are paid."""

from __future__ import annotations

from domain.case.deadlines.meeting import DeadlineMissWithdrawn
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.deadlines.state import DeadlineKind
from domain.case.plans.state import PLAN, Plan
from domain.kernel.quick_record import changed


@PLAN.on(DeadlineMissed)
def instalment_missed(plan: Plan, event: DeadlineMissed) -> Plan:
    """One more is in arrears."""
    if event.kind != DeadlineKind.INSTALMENT or not plan.in_force:
        return plan
    return changed(plan, missed=plan.missed | {event.deadline})


@PLAN.on(DeadlineMissWithdrawn)
def miss_withdrawn(plan: Plan, event: DeadlineMissWithdrawn) -> Plan:
    """It was not in arrears after all."""
    if event.deadline not in plan.missed:
        return plan
    left = plan.missed - {event.deadline}
    return changed(plan, missed=left) if left else plan.paid_up()
