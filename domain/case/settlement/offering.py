"""The creditor's side offers to give up a part, if the rest is paid by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case.deadlines.setting import new_deadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.holds.demands import refuse_demand
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.settlement.state import SETTLEMENTS, Settlement, Settlements
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SettlementFields:
    """How much, in minor units of ``currency``, is to be paid by the end of ``pay_by``, and why: a short code."""

    currency: str
    amount_minor: int
    pay_by: date
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class OfferSettlement(SettlementFields, Command):
    """Offer this settlement."""


@CASE.event
@dataclass(frozen=True, slots=True)
class SettlementOffered(SettlementFields, Event):
    """If the customer accepts and pays this much in time, the rest is given up: ``given_up_minor``, as things stand.

    In time is up to the end of ``grace_date``, by ``rule``; in all, ``paid_target_minor`` is paid on the case then.
    Deadline number ``settlement_deadline`` stands for it.
    """

    settlement: int
    given_up_minor: int
    paid_target_minor: int
    grace_date: date
    rule: str
    settlement_deadline: int

    def sentence(self) -> str:
        """How much, by when, and what is given up."""
        amount, rest = (money_text(minor, self.currency) for minor in (self.amount_minor, self.given_up_minor))
        return f"Settlement {self.settlement} offered: {amount} by {self.pay_by}, and {rest} is given up"


@CASE.decides(OfferSettlement)
def decide_offer_settlement(state: CaseState, command: OfferSettlement, context: Context) -> Decision:
    """On an open case on which money may be asked for, less than is owed, one at a time, and not beside a plan."""
    if refusal := refuse_unless_open_then(state, context) or refuse_demand(state):
        return refusal
    if refusal := refuse_beside_a_plan(state, "no settlement is offered: end it first with `caseledger case end-plan`"):
        return refusal
    if command.currency != state.currency:
        return Refusal("currency_differs", f"The case is in {state.currency}, and the offer is in another currency.")
    if not 0 < command.amount_minor < state.outstanding_minor:
        owed = money_text(state.outstanding_minor, state.currency)
        return Refusal("amount_invalid", f"A settlement is for more than zero and less than the {owed} that is owed.")
    if command.pay_by < context.day(state.claim.jurisdiction):
        return Refusal("deadline_in_the_past", "A settlement is to be paid by a day that has not passed.")
    if state.settlements.open():
        return Refusal("settlement_open", "A settlement is offered or accepted already, and there is one at a time.")
    deadline = new_deadline(state, DeadlineKind.SETTLEMENT, command.pay_by, command.amount_minor, None)
    if isinstance(deadline, Refusal):
        return deadline
    offered = caused_by(
        command,
        SettlementOffered,
        settlement=state.settlements.next_number,
        given_up_minor=state.outstanding_minor - command.amount_minor,
        paid_target_minor=state.credits.covered_minor + command.amount_minor,
        grace_date=deadline.grace_date,
        rule=deadline.rule,
        settlement_deadline=deadline.deadline,
    )
    return [offered, deadline]


@SETTLEMENTS.on(SettlementOffered)
def settlement_offered(settlements: Settlements, event: SettlementOffered) -> Settlements:
    """One more."""
    one = Settlement(event.paid_target_minor, event.pay_by, event.grace_date, event.settlement_deadline)
    return settlements.with_one(event.settlement, one)
