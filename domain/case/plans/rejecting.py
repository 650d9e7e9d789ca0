"""A proposed plan comes to nothing: one side says no, or nobody answers in time. Talking is over for now."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import lifted
from domain.case.plans.falling_away import fallen_away
from domain.case.plans.state import Proposer
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal

NO_PROPOSAL = Refusal("no_proposal_open", "No proposed plan waits for an answer on this case.")


@CASE.command
@dataclass(frozen=True, slots=True)
class RejectPlan(Command):
    """Say no to the plan that is proposed, or take it back: which side does, and why, as a short code."""

    rejected_by: Proposer
    reason: Code


@CASE.decides(RejectPlan)
def decide_reject_plan(state: CaseState, command: RejectPlan, context: Context) -> Decision:
    """One that waits for its answer."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if state.plan.proposal is None:
        return NO_PROPOSAL
    return rejected(state, command.rejected_by, command.reason, context)


def rejected(state: CaseState, by: Proposer | None, reason: str, context: Context) -> list[Event]:
    """The end of the proposal that waits, of the time to answer it, and of the hold of talking about it."""
    ended = fallen_away(state, by, reason)
    return [*ended, *talks_ended(CASE.evolve_all(state, ended), f"plan_{reason}"[:64], context)]


def talks_ended(state: CaseState, reason: str, context: Context) -> list[Event]:
    """What was put on hold to talk about a plan goes on."""
    hold = state.holds.of_type(HoldType.PLAN_NEGOTIATION)
    return [] if hold is None else lifted(state, hold, reason, context)
