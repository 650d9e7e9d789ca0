"""Instalment plans: agreed by both, over the whole debt, kept one instalment at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from domain.case.contacts.contact import refuse_unknown_channel
from domain.case.deadlines.deadline import next_instalment
from domain.case.state import CASE, CaseState, Instalment, refuse_unless_open
from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.money import Money
from domain.law.policies import PAYMENT_GRACE
from domain.law.table import row_in_force


@CASE.command
@dataclass(frozen=True, slots=True)
class AgreePlan(Command):
    """Agree on these instalments (dates ascending, amounts in minor units that add up to what is owed)."""

    channel: str
    proposed_by: str
    agreed_on: date
    instalments: tuple[Instalment, ...]


@CASE.event
@dataclass(frozen=True, slots=True)
class PlanAgreed(Event):
    """Both agreed. ``plan`` numbers the case's plans from 1; ``proposed_by`` is ``customer`` or ``agency``."""

    plan: int
    channel: str
    proposed_by: str
    agreed_on: date
    currency: str
    total_minor: int
    instalments: tuple[Instalment, ...]


def _refuse_instalments(state: CaseState, command: AgreePlan) -> Refusal | None:
    instalments = command.instalments
    if not instalments or min(i.amount_minor for i in instalments) <= 0:
        return Refusal("instalment_invalid", "A plan needs at least one instalment, and each an amount above zero.")
    dates = [instalment.due_date for instalment in instalments]
    if dates[0] < command.agreed_on or any(later <= earlier for earlier, later in pairwise(dates)):
        return Refusal("instalment_dates_invalid", "Instalments fall due one after another, none before today.")
    if (total := sum(i.amount_minor for i in instalments)) != state.outstanding_minor:
        return Refusal(
            "plan_total_differs",
            f"The instalments add up to {Money(total, state.currency)} and "
            f"{Money(state.outstanding_minor, state.currency)} is owed; a plan covers the whole debt.",
        )
    graces = [row_in_force(PAYMENT_GRACE, state.jurisdiction, day) for day in dates]
    return next((grace for grace in graces if isinstance(grace, Refusal)), None)


@CASE.decides(AgreePlan)
def decide_agree_plan(state: CaseState, command: AgreePlan) -> Decision:
    """One plan at a time, over the whole debt; its first instalment's deadline begins to run."""
    if refusal := refuse_unless_open(state) or refuse_unknown_channel(command.channel):
        return refusal
    if state.plan_in_force:
        return Refusal("plan_in_force", "A plan is in force already; end or change that one first.")
    if command.proposed_by not in ("customer", "agency"):
        return Refusal("proposer_unknown", "A plan is proposed by the customer or by the agency.")
    if refusal := _refuse_instalments(state, command):
        return refusal
    agreed = PlanAgreed(
        plan=state.plans_agreed + 1,
        channel=command.channel,
        proposed_by=command.proposed_by,
        agreed_on=command.agreed_on,
        currency=state.currency,
        total_minor=state.outstanding_minor,
        instalments=command.instalments,
    )
    return [agreed, *next_instalment(CASE.evolve(state, agreed), "instalment")]


@CASE.evolves(PlanAgreed)
def evolve_plan_agreed(state: CaseState, event: PlanAgreed) -> CaseState:
    """The plan takes the place of every deadline that ran before it: none of them can be missed any more."""
    return replace(
        state,
        plans_agreed=event.plan,
        plan_in_force=True,
        plan_paid_target_minor=state.paid_minor,
        instalments_ahead=event.instalments,
        deadlines={},
    )
