"""Instalment plans: agreed by both, over the whole debt, kept one instalment at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from domain.case.affordability.judging import Judgement, judged
from domain.case.affordability.verdict import Verdict
from domain.case.contacts.contact import Channel
from domain.case.holds.demands import refuse_if_upheld
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.plans.instalments import next_instalment
from domain.case.plans.rejecting import talks_ended
from domain.case.plans.state import PLAN, Instalment, Plan, Proposer
from domain.case.settlement.lapsing import replaced
from domain.case.state import CASE, HAPPENED_BEFORE_THE_CLAIM, CaseState, refuse_unless_open_then
from domain.kernel.calendar import local_day
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import PAYMENT_GRACE
from domain.law.table import row_in_force


@dataclass(frozen=True, slots=True)
class PlanFields:
    """What both agree on: dates ascending, amounts in minor units that add up to what is owed."""

    channel: Channel
    proposed_by: Proposer
    agreed_on: date
    instalments: tuple[Instalment, ...]


def one_instalment(state: CaseState, day: date) -> tuple[Instalment, ...]:
    """All that is owed, a month from ``day`` on."""
    return (Instalment(day + timedelta(days=30), max(1, state.outstanding_minor)),)


@CASE.command
@dataclass(frozen=True, slots=True)
class AgreePlan(PlanFields, Command):
    """Agree on these instalments."""

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """All that is owed, in one instalment."""
        return {"agreed_on": day, "instalments": one_instalment(state, day)}


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanAgreed(PlanFields, Event):
    """Both agreed. ``plan`` numbers the case's plans from 1; ``paid_before_minor`` is what had been paid by then.

    ``verdict`` says what it is for the household, by ``rules``; ``costs_minor`` are the interest and fees that are paid
    by it, as far as could be told then.
    """

    plan: int
    currency: str
    total_minor: int
    paid_before_minor: int
    costs_minor: int
    verdict: Verdict
    rules: tuple[str, ...]

    ENDS_DEADLINES = True
    """It takes the place of every deadline before it."""

    def sentence(self) -> str:
        """Over how much, and in how many parts."""
        count = len(self.instalments)
        parts = "1 instalment" if count == 1 else f"{count} instalments"
        total = money_text(self.total_minor, self.currency)
        return f"Plan {self.plan} agreed: {total} in {parts}, proposed by {self.proposed_by}"


def refuse_instalments(state: CaseState, instalments: tuple[Instalment, ...], today: date) -> Refusal | None:
    """Why these instalments make no plan over the whole debt, or None."""
    if not instalments or min(i.amount_minor for i in instalments) <= 0:
        return Refusal("instalment_invalid", "A plan needs at least one instalment, and each an amount above zero.")
    dates = [instalment.due_date for instalment in instalments]
    if dates[0] < today or any(later <= earlier for earlier, later in pairwise(dates)):
        return Refusal("instalment_dates_invalid", "Instalments fall due one after another, none before today.")
    if (total := sum(i.amount_minor for i in instalments)) != state.outstanding_minor:
        return Refusal(
            "plan_total_differs",
            f"The instalments add up to {money_text(total, state.currency)} and "
            f"{money_text(state.outstanding_minor, state.currency)} is owed; a plan covers the whole debt.",
        )
    graces = [row_in_force(PAYMENT_GRACE, state.claim.jurisdiction, day) for day in dates]
    return next((grace for grace in graces if isinstance(grace, Refusal)), None)


def judged_instalments(
    state: CaseState, instalments: tuple[Instalment, ...], context: Context, beside_minor: int = 0
) -> Judgement | Refusal:
    """The verdict on a plan that could be agreed on, or why it could not."""
    today = context.day(state.claim.jurisdiction)
    if refusal := refuse_if_upheld(state, context.occurred_at) or refuse_instalments(state, instalments, today):
        return refusal
    return judged(state, instalments, today, beside_minor)


ANOTHER_PLAN = (
    "no other is agreed on: change it with `caseledger case plan-change reschedule`, or end it first with `caseledger "
    "case end-plan`"
)
"""What may not be beside a plan, for ``refuse_beside_a_plan``."""


@CASE.decides(AgreePlan)
def decide_agree_plan(state: CaseState, command: AgreePlan, context: Context) -> Decision:
    """One plan at a time, over the whole debt; its first instalment's deadline begins to run."""
    return agreed_on_by_both(state, command, context)


def agreed_on_by_both(state: CaseState, fields: PlanFields, context: Context, beside_minor: int = 0) -> Decision:
    """The plan that both sides agree on, or why there can be none.

    ``beside_minor`` is what the same household pays in the same months by the plan's parts on other cases.
    """
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := refuse_if_upheld(state, context.occurred_at):
        return refusal
    if refusal := refuse_beside_a_plan(state, ANOTHER_PLAN):
        return refusal
    if fields.agreed_on > context.day(state.claim.jurisdiction):
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    if fields.agreed_on < local_day(state.claim.received_at, state.claim.jurisdiction):
        return HAPPENED_BEFORE_THE_CLAIM
    judgement = judged_instalments(state, fields.instalments, context, beside_minor)
    if isinstance(judgement, Refusal):
        return judgement
    return agreed(state, fields, judgement, context)


def agreed(state: CaseState, fields: PlanFields, judgement: Judgement, context: Context) -> list[Event]:
    """The plan, and what begins with it. It takes the place of a settlement that is open."""
    before = replaced(state)
    event = PlanAgreed(
        channel=fields.channel,
        proposed_by=fields.proposed_by,
        agreed_on=fields.agreed_on,
        instalments=fields.instalments,
        plan=state.plan.number + 1,
        currency=state.currency,
        total_minor=state.outstanding_minor,
        paid_before_minor=state.credits.covered_minor,
        costs_minor=judgement.costs_minor,
        verdict=judgement.verdict,
        rules=judgement.rules,
    )
    return [*before, event, *_begun(CASE.evolve_all(state, [*before, event]), context)]


def _begun(state: CaseState, context: Context) -> list[Event]:
    """What was put on hold to talk about a plan goes on, with the first instalment."""
    events = talks_ended(state, "plan_agreed", context)
    return [*events, *next_instalment(CASE.evolve_all(state, events), context)]


@PLAN.on(PlanAgreed)
def plan_agreed(plan: Plan, event: PlanAgreed) -> Plan:
    """It is in force, none of its instalments has a deadline yet, and no proposal waits any more."""
    return Plan(
        event.plan,
        event.channel,
        instalments=event.instalments,
        paid_before_minor=event.paid_before_minor,
        proposals=plan.proposals,
    )
