"""Instalment plans: agreed by both, over the whole debt, kept one instalment at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from domain.case.affordability.judging import judged
from domain.case.contacts.contact import Channel
from domain.case.holds.demands import refuse_if_upheld
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import lifted
from domain.case.plans.instalments import next_instalment
from domain.case.plans.state import PLAN, Instalment, Plan
from domain.case.state import CASE, HAPPENED_BEFORE_THE_CLAIM, CaseState, refuse_unless_open_then
from domain.kernel.calendar import local_day
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.policies import PAYMENT_GRACE
from domain.law.table import row_in_force


class Proposer(StrEnum):
    """Who proposed a plan."""

    CUSTOMER = "customer"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class PlanFields:
    """What both agree on: dates ascending, amounts in minor units that add up to what is owed."""

    channel: Channel
    proposed_by: Proposer
    agreed_on: date
    instalments: tuple[Instalment, ...]


@CASE.command
@dataclass(frozen=True, slots=True)
class AgreePlan(PlanFields, Command):
    """Agree on these instalments."""

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """All that is owed, in one instalment."""
        due = day + timedelta(days=30)
        return {"agreed_on": day, "instalments": (Instalment(due, max(1, state.outstanding_minor)),)}


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanAgreed(PlanFields, Event):
    """Both agreed. ``plan`` numbers the case's plans from 1; ``paid_before_minor`` is what had been paid by then."""

    plan: int
    currency: str
    total_minor: int
    paid_before_minor: int

    ENDS_DEADLINES = True
    """It takes the place of every deadline before it."""

    def sentence(self) -> str:
        """Over how much, and in how many parts."""
        count = len(self.instalments)
        parts = "1 instalment" if count == 1 else f"{count} instalments"
        total = money_text(self.total_minor, self.currency)
        return f"Plan {self.plan} agreed: {total} in {parts}, proposed by {self.proposed_by}"


def _refuse_instalments(state: CaseState, command: AgreePlan, today: date) -> Refusal | None:
    instalments = command.instalments
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


@CASE.decides(AgreePlan)
def decide_agree_plan(state: CaseState, command: AgreePlan, context: Context) -> Decision:
    """One plan at a time, over the whole debt; its first instalment's deadline begins to run."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if refusal := refuse_if_upheld(state, context.occurred_at):
        return refusal
    if state.plan.in_force:
        return Refusal(
            "plan_in_force",
            "A plan is in force already; end it first with `caseledger case end-plan`, and then agree on another.",
        )
    today = context.day(state.claim.jurisdiction)
    if command.agreed_on > today:
        return Refusal("happened_in_the_future", "Nothing can be recorded that has not happened yet.")
    if command.agreed_on < local_day(state.claim.received_at, state.claim.jurisdiction):
        return HAPPENED_BEFORE_THE_CLAIM
    if refusal := _refuse_instalments(state, command, today):
        return refusal
    judgement = judged(state, command.instalments, today)
    if isinstance(judgement, Refusal):
        return judgement
    agreed = caused_by(
        command,
        PlanAgreed,
        plan=state.plan.number + 1,
        currency=state.currency,
        total_minor=state.outstanding_minor,
        paid_before_minor=state.credits.covered_minor,
    )
    return [agreed, *_begun(CASE.evolve(state, agreed), context)]


def _begun(state: CaseState, context: Context) -> list[Event]:
    """What was put on hold to talk about a plan goes on, with the first instalment."""
    events: list[Event] = []
    for number, hold in state.holds.in_force().items():
        if hold.hold_type == HoldType.PLAN_NEGOTIATION:
            events += lifted(CASE.evolve_all(state, events), number, "plan_agreed", context)
    return [*events, *next_instalment(CASE.evolve_all(state, events), context)]


@PLAN.on(PlanAgreed)
def plan_agreed(plan: Plan, event: PlanAgreed) -> Plan:
    """It is in force, and none of its instalments has a deadline yet."""
    return Plan(event.plan, True, instalments=event.instalments, paid_before_minor=event.paid_before_minor)
