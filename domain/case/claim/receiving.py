"""A creditor hands over a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.case.deadlines.deadline import PAYMENT_DEMAND, set_deadline
from domain.case.state import CASE, CaseState, Stage
from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.calendar import ZONES
from domain.kernel.ledger import Account, Posting, posts, transfer
from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.kernel.personal import Personal
from domain.law.needed import refuse_unless_rules_are_on_file


@CASE.command
@dataclass(frozen=True, slots=True)
class ReceiveClaim(Command):
    """Receive this claim. Amounts are minor units of ``currency``; ``pay_by`` sets a first payment deadline."""

    creditor: str
    creditor_reference: str
    portfolio: str
    jurisdiction: str
    currency: str
    principal_minor: int
    interest_minor: int
    fees_minor: int
    due_date: date
    payment_reference: str
    person_id: UUID
    debtor_name: Personal[str]
    debtor_email: Personal[str | None]
    description: Personal[str]
    pay_by: date | None


@CASE.event
@dataclass(frozen=True, slots=True)
class ClaimReceived(Event):
    """A claim came in; principal, interest and fees are separate, never folded into each other (SE InkL 5 §)."""

    creditor: str
    creditor_reference: str
    portfolio: str
    jurisdiction: str
    currency: str
    principal_minor: int
    interest_minor: int
    fees_minor: int
    due_date: date
    payment_reference: str
    person_id: UUID
    debtor_name: Personal[str]
    debtor_email: Personal[str | None]
    description: Personal[str]


@CASE.decides(ReceiveClaim)
def decide_receive_claim(state: CaseState, command: ReceiveClaim) -> Decision:
    """Refuses a second claim under the same reference, one of nothing, and one where no rules are on file."""
    if state.stage is not Stage.UNKNOWN:
        return Refusal(
            "claim_already_received",
            "The creditor has handed over a claim with this reference before, and this one differs from it.",
        )
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the claim is not known.")
    if command.jurisdiction not in ZONES:
        return Refusal("jurisdiction_unknown", "No rules are on file for this jurisdiction.")
    if refusal := refuse_unless_rules_are_on_file(command.jurisdiction, command.due_date):
        return refusal
    amounts = (command.principal_minor, command.interest_minor, command.fees_minor)
    if command.principal_minor <= 0 or min(amounts) < 0:
        return Refusal("amount_invalid", "A claim needs a principal above zero, and no amount below zero.")
    received = ClaimReceived(
        creditor=command.creditor,
        creditor_reference=command.creditor_reference,
        portfolio=command.portfolio,
        jurisdiction=command.jurisdiction,
        currency=command.currency,
        principal_minor=command.principal_minor,
        interest_minor=command.interest_minor,
        fees_minor=command.fees_minor,
        due_date=command.due_date,
        payment_reference=command.payment_reference,
        person_id=command.person_id,
        debtor_name=command.debtor_name,
        debtor_email=command.debtor_email,
        description=command.description,
    )
    if command.pay_by is None:
        return [received]
    deadline = set_deadline(evolve_claim_received(state, received), PAYMENT_DEMAND, command.pay_by, sum(amounts))
    return deadline if isinstance(deadline, Refusal) else [received, deadline]


@CASE.evolves(ClaimReceived)
def evolve_claim_received(state: CaseState, event: ClaimReceived) -> CaseState:
    """The case opens, owing what the claim says."""
    return replace(
        state,
        stage=Stage.OPEN,
        jurisdiction=event.jurisdiction,
        currency=event.currency,
        principal_minor=event.principal_minor,
        interest_minor=event.interest_minor,
        fees_minor=event.fees_minor,
    )


@posts(ClaimReceived)
def post_claim_received(event: ClaimReceived) -> list[Posting]:
    """The debtor owes each part; the whole is held for the creditor."""
    held, currency = Account.CLAIMS_IN_COLLECTION, event.currency
    return [
        *transfer(Account.RECEIVABLE_PRINCIPAL, held, event.principal_minor, currency),
        *transfer(Account.RECEIVABLE_INTEREST, held, event.interest_minor, currency),
        *transfer(Account.RECEIVABLE_FEES, held, event.fees_minor, currency),
    ]
