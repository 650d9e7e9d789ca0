"""The other side accepts a proposed plan, and with that it is agreed. The proposal is its proposer's own consent."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.affordability.judging import Judgement
from domain.case.contacts.contact import Channel
from domain.case.plans.agreeing import PlanFields, agreed, judged_instalments
from domain.case.plans.rejecting import NO_PROPOSAL
from domain.case.plans.state import Proposer
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal


@CASE.command
@dataclass(frozen=True, slots=True)
class AcceptPlan(Command):
    """Accept the plan that the other side has proposed: which side does, and where it said so."""

    accepted_by: Proposer
    channel: Channel


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanAccepted(Event):
    """The side that had not proposed it accepts proposal number ``proposal``.

    ``rule`` is the policy by which the agency accepts what is realistic without asking anybody; else None.
    """

    proposal: int
    accepted_by: Proposer
    channel: Channel
    rule: str | None

    def sentence(self) -> str:
        """By whom, and where."""
        by = "by policy" if self.rule else f"by {self.channel}"
        return f"Proposed plan {self.proposal} accepted by the {self.accepted_by} {by}"


@CASE.decides(AcceptPlan)
def decide_accept_plan(state: CaseState, command: AcceptPlan, context: Context) -> Decision:
    """By the other side, as long as it still covers the debt and can still be kept."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    proposal = state.plan.proposal
    if proposal is None:
        return NO_PROPOSAL
    if command.accepted_by is proposal.proposed_by:
        return Refusal(
            "own_proposal", "The side that proposed the plan has accepted it by that: the other one answers."
        )
    judgement = judged_instalments(state, proposal.instalments, context)
    if isinstance(judgement, Refusal):
        return judgement
    return _accepted(state, command.channel, judgement, None, context)


def accepted_by_policy(state: CaseState, channel: Channel, judgement: Judgement, context: Context) -> list[Event]:
    """What the agency accepts by a rule, in the moment in which the customer proposes it."""
    return _accepted(state, channel, judgement, judgement.rules[0], context)


def _accepted(
    state: CaseState, channel: Channel, judgement: Judgement, rule: str | None, context: Context
) -> list[Event]:
    proposal = state.plan.proposal
    assert proposal is not None
    event = PlanAccepted(state.plan.proposals, proposal.proposed_by.other, channel, rule)
    today = context.day(state.claim.jurisdiction)
    fields = PlanFields(channel, proposal.proposed_by, today, proposal.instalments)
    return [event, *agreed(CASE.evolve(state, event), fields, judgement, context)]
