"""A proposed plan comes to nothing, for whatever reason."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.deadlines.withdrawing import DeadlineWithdrawn
from domain.case.plans.state import PLAN, Plan, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.limits import Code
from domain.kernel.message import Event
from domain.kernel.quick_record import changed


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanRejected(Event):
    """The proposal, number ``proposal``, no longer stands. ``rejected_by`` is None when nobody said no: its time ran
    out, or an earlier plan goes on."""

    proposal: int
    rejected_by: Proposer | None
    reason: Code

    def sentence(self) -> str:
        """By whom, and why."""
        who = f"rejected by the {self.rejected_by}" if self.rejected_by else "no longer stands"
        return f"Proposed plan {self.proposal} {who}: {self.reason}"


def fallen_away(state: CaseState, by: Proposer | None, reason: str) -> list[Event]:
    """The end of the proposal that waits, and of the time to answer it; nothing where none waits."""
    proposal = state.plan.proposal
    if proposal is None:
        return []
    ended: list[Event] = [PlanRejected(state.plan.proposals, by, reason)]
    if proposal.deadline in state.deadlines.unsettled():
        ended.append(DeadlineWithdrawn(proposal.deadline, state.deadlines.by_number[proposal.deadline].kind))
    return ended


@PLAN.on(PlanRejected)
def plan_rejected(plan: Plan, event: PlanRejected) -> Plan:
    """Nothing waits for an answer."""
    return changed(plan, proposal=None)
