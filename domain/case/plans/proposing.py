"""One side proposes a plan. The case rests until the other has answered, or until the time for that is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.case.affordability.judging import Judgement
from domain.case.affordability.verdict import Verdict
from domain.case.contacts.contact import Channel
from domain.case.deadlines.setting import DeadlineSet, new_deadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import HoldFields, placed
from domain.case.plans.accepting import accepted_by_policy
from domain.case.plans.agreeing import ANOTHER_PLAN, judged_instalments, one_instalment
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.plans.state import PLAN, Instalment, Plan, Proposal, Proposer
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import PLAN_ANSWER
from domain.law.table import LawRow, row_in_force
from domain.law.values import DayCount


@dataclass(frozen=True, slots=True)
class ProposalFields:
    """Who proposes it, and where: dates ascending, amounts in minor units that add up to what is owed."""

    channel: Channel
    proposed_by: Proposer
    instalments: tuple[Instalment, ...]


@CASE.command
@dataclass(frozen=True, slots=True)
class ProposePlan(ProposalFields, Command):
    """Propose these instalments to the other side."""

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """All that is owed, in one instalment."""
        return {"instalments": one_instalment(state, day)}


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanProposed(ProposalFields, Event):
    """Proposal number ``proposal`` waits for an answer until ``valid_until``, which is deadline ``answer_deadline``.

    ``verdict`` says what it is for the household, by ``rules``; ``costs_minor`` are the interest and fees that are paid
    by it, as far as can be told.
    """

    proposal: int
    currency: str
    total_minor: int
    costs_minor: int
    verdict: Verdict
    answer_deadline: int
    valid_until: datetime
    rules: tuple[str, ...]

    def sentence(self) -> str:
        """By whom, over how much, and what it is for the household."""
        parts = "1 instalment" if len(self.instalments) == 1 else f"{len(self.instalments)} instalments"
        total = money_text(self.total_minor, self.currency)
        return f"Plan proposed by the {self.proposed_by} ({self.proposal}): {total} in {parts}, {self.verdict}"


@CASE.decides(ProposePlan)
def decide_propose_plan(state: CaseState, command: ProposePlan, context: Context) -> Decision:
    """One at a time, over the whole debt, that the household can keep. A realistic one of the customer's is agreed."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := refuse_beside_a_plan(state, ANOTHER_PLAN):
        return refusal
    if state.plan.proposal is not None:
        return Refusal(
            "proposal_open",
            "A proposed plan waits for its answer: first use `caseledger case proposal accept` or `caseledger case "
            "proposal reject`.",
        )
    judgement = judged_instalments(state, command.instalments, context)
    if isinstance(judgement, Refusal):
        return judgement
    today = context.day(state.claim.jurisdiction)
    answer = row_in_force(PLAN_ANSWER, state.claim.jurisdiction, today)
    if isinstance(answer, Refusal):
        return answer
    return _proposed(state, command, judgement, answer, context)


def _proposed(
    state: CaseState, command: ProposePlan, judgement: Judgement, answer: LawRow[DayCount], context: Context
) -> list[Event] | Refusal:
    """The proposal, and its end when policy accepts it; else the deadline for the answer, and the hold until then."""
    last_day = context.day(state.claim.jurisdiction) + timedelta(days=answer.value.count)
    deadline = new_deadline(state, DeadlineKind.REPLY, last_day, 0, None)
    if isinstance(deadline, Refusal):
        return deadline
    event = _event(state, command, judgement, deadline, (*judgement.rules, answer.rule_id))
    after = CASE.evolve_all(state, [event, deadline])
    if command.proposed_by is Proposer.CUSTOMER and judgement.verdict is Verdict.REALISTIC:
        return [event, deadline, *accepted_by_policy(after, command.channel, judgement, context)]
    return [event, deadline, *_held(after, last_day, context)]


def _event(
    state: CaseState, command: ProposePlan, judgement: Judgement, deadline: DeadlineSet, rules: tuple[str, ...]
) -> PlanProposed:
    return caused_by(
        command,
        PlanProposed,
        proposal=state.plan.proposals + 1,
        currency=state.currency,
        total_minor=state.outstanding_minor,
        costs_minor=judgement.costs_minor,
        verdict=judgement.verdict,
        answer_deadline=deadline.deadline,
        valid_until=end_of_day(deadline.due_date, state.claim.jurisdiction),
        rules=rules,
    )


def _held(state: CaseState, last_day: date, context: Context) -> list[Event]:
    """Nobody is dunned while a plan is talked about."""
    if state.holds.of_type(HoldType.PLAN_NEGOTIATION) is not None:
        return []
    return placed(state, HoldFields(HoldType.PLAN_NEGOTIATION, "plan_proposed", last_day), context)


@PLAN.on(PlanProposed)
def plan_proposed(plan: Plan, event: PlanProposed) -> Plan:
    """It waits for the other side."""
    proposal = Proposal(event.proposed_by, event.instalments, event.answer_deadline)
    return changed(plan, proposal=proposal, proposals=event.proposal)
