"""What a missed deadline means to what it stood for."""

from __future__ import annotations

from domain.case.plans.rejecting import rejected
from domain.case.plans.terminating import PlanTerminated
from domain.case.promises.keeping import broken
from domain.case.settlement.lapsing import lapsed
from domain.case.state import CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event


def follows_from_miss(state: CaseState, number: int, context: Context) -> list[Event]:
    """What ends because deadline ``number`` has just been missed: a proposal, a plan that had notice, a settlement, a
    promise."""
    plan = state.plan
    if plan.proposal is not None and plan.proposal.deadline == number:
        return rejected(state, None, "expired", context)
    if plan.in_force and plan.breach_deadline == number:
        return [PlanTerminated("arrears_not_paid", plan.number)]
    return [*lapsed(state, number), *broken(state, number)]
