"""What a court or the enforcement authority costs is owed by the debtor: apart from the agency's fees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case.charges.fees_state import FEES, CourtCharge, Fees
from domain.case.legal.escalating import refuse_escalation
from domain.case.legal.state import HEARS_BOTH
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.message import Command, Event
from domain.kernel.money import Money, money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.computed import LawAmount
from domain.law.court_fees import conciliation_fee, enforcement_fee, payment_order_agent_cost, payment_order_fee
from domain.law.rule_text import named_rule


class CourtCost(StrEnum):
    """What it is for."""

    PAYMENT_ORDER = "payment_order"
    PAYMENT_ORDER_AGENT = "payment_order_agent"
    CONCILIATION = "conciliation"
    ENFORCEMENT = "enforcement"


AT_COURT = frozenset({Stage.LEGAL_FILED, Stage.TITLE, Stage.ENFORCEMENT})
"""Stages at which such costs come up."""


BEFORE_A_COURT = named_rule(
    "stage.CourtCostsCharged", "Court costs come after a court or the enforcement authority has been asked."
)


AS_AWARDED = named_rule(
    "policy.court_costs_as_awarded", "of what a court costs, the debtor owes what its title awards, and no more"
)


@CASE.command
@dataclass(frozen=True, slots=True)
class ChargeCourtCosts(Command):
    """Charge what it costs by law. The amount is that of the row in force."""

    cost: CourtCost


@CASE.event
@dataclass(frozen=True, slots=True)
class CourtCostsCharged(Event):
    """So much more is owed since the local day ``charged_on``, by ``rules``."""

    cost: CourtCost
    currency: str
    amount_minor: int
    charged_on: date
    rules: tuple[str, ...]

    def sentence(self) -> str:
        """How much, for what."""
        return f"Court costs {money_text(self.amount_minor, self.currency)} charged: {self.cost}"

    def postings(self) -> Sequence[Posting]:
        """Owed, and added since the claim was handed over."""
        return transfer(RECEIVABLES["court_costs"], Account.ADDED_SINCE, self.amount_minor, self.currency)


@CASE.event
@dataclass(frozen=True, slots=True)
class CourtCostsReduced(Event):
    """More had been charged for the court than the title awards: so much of it is owed no more."""

    currency: str
    amount_minor: int

    def sentence(self) -> str:
        """How much."""
        return f"Court costs {money_text(self.amount_minor, self.currency)} taken off: the title does not award them"

    def postings(self) -> Sequence[Posting]:
        """As if it had not been charged."""
        return transfer(Account.ADDED_SINCE, RECEIVABLES["court_costs"], self.amount_minor, self.currency)


@CASE.decides(ChargeCourtCosts)
def decide_charge_court_costs(state: CaseState, command: ChargeCourtCosts, context: Context) -> Decision:
    """On an open case that is before a court or the enforcement authority, while nothing stops legal steps.

    Once there is a title, no more for the court than it awards.
    """
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if state.life.stage not in AT_COURT:
        return Refusal(
            "stage_does_not_allow",
            f"The case is at the stage {state.life.stage}: no court has been asked yet, so none costs anything.",
            BEFORE_A_COURT,
        )
    if refusal := refuse_escalation(state, before_a_court_that_hears_both=state.legal.forum in HEARS_BOTH):
        return refusal
    where, day = state.claim.jurisdiction, context.day(state.claim.jurisdiction)
    amount = _AMOUNTS[command.cost](where, day)
    if isinstance(amount, Refusal):
        return amount
    money = amount.rounded()
    if command.cost is not CourtCost.ENFORCEMENT and (refusal := _refuse_above_award(state, money)):
        return refusal
    return [CourtCostsCharged(command.cost, money.currency, money.minor, day, amount.rules)]


def _refuse_above_award(state: CaseState, money: Money) -> Refusal | None:
    """What the title does not award is not the debtor's to pay. Before there is one, nobody knows it."""
    awarded = state.legal.costs_awarded_minor
    if awarded is None or state.fees.of_court_minor + money.minor <= awarded:
        return None
    text = money_text(awarded, state.currency)
    return Refusal("costs_not_awarded", f"The title awards costs of {text}, and the debtor owes no more.", AS_AWARDED)


_AMOUNTS: dict[CourtCost, Callable[[str, date], LawAmount | Refusal]] = {
    CourtCost.PAYMENT_ORDER: payment_order_fee,
    CourtCost.PAYMENT_ORDER_AGENT: payment_order_agent_cost,
    CourtCost.CONCILIATION: conciliation_fee,
    CourtCost.ENFORCEMENT: enforcement_fee,
}


@FEES.on(CourtCostsCharged)
def court_costs_charged(fees: Fees, event: CourtCostsCharged) -> Fees:
    """So much more, since that day."""
    one = CourtCharge(event.charged_on, event.amount_minor, event.cost is CourtCost.ENFORCEMENT)
    return changed(fees, court_costs=(*fees.court_costs, one))


@FEES.on(CourtCostsReduced)
def court_costs_reduced(fees: Fees, event: CourtCostsReduced) -> Fees:
    """So much less."""
    return fees.without_of_court(event.amount_minor)
