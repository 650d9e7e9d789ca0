"""A line of the bank is said to be a remittance's: it took the money for one, or brought it back.

It is final when the creditor's remittance agrees. Until then the money stands in a clearing account of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import CreditorId
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.state import ACCOUNT_OF, MATCH, PAYMENT, Match, PaymentState, PaymentStatus, refuse_unless_known

HERE = (PaymentStatus.RECEIVED, PaymentStatus.SUSPENSE)


@dataclass(frozen=True, slots=True)
class ExplanationFields:
    """Which remittance, by its creditor and its number."""

    creditor_id: CreditorId
    number: int


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ExplainByRemittance(ExplanationFields, Command):
    """With this line the bank took the money for a remittance, or gave it back."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ExplainedByRemittance(ExplanationFields, Event):
    """The line is a remittance's. ``released_from`` is the account where its amount stood until now; it ``is_return``
    when the bank gave the money back."""

    currency: str
    amount_minor: int
    value_date: date
    released_from: str
    is_return: bool

    STATUS = PaymentStatus.EXPLAINED

    def sentence(self) -> str:
        """How much, and of which remittance."""
        what = "Return" if self.is_return else "Payout"
        amount = money_text(self.amount_minor, self.currency)
        return f"{what} of {amount} explained by remittance {self.number} to {self.creditor_id}"

    def postings(self) -> Sequence[Posting]:
        """On its way between the bank's line and the remittance."""
        return between(Account(self.released_from), self.is_return, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@PAYMENT.decides(ExplainByRemittance)
def decide_explain_by_remittance(state: PaymentState, command: ExplainByRemittance, context: Context) -> Decision:
    """A line that took money and is not explained, or money that came in and has found no case."""
    if refusal := refuse_unless_known(state):
        return refusal
    if state.status is PaymentStatus.EXPLAINED:
        return Refusal("line_explained_already", "It is on record already which remittance this line is of.")
    is_return = state.status in HERE
    if not is_return and state.status is not PaymentStatus.DEDUCTED:
        return Refusal("payment_placed", "The money of this line is a payment's on a case, or was taken back.")
    receipt = state.receipt
    explained = caused_by(
        command,
        ExplainedByRemittance,
        currency=receipt.currency,
        amount_minor=receipt.amount_minor,
        value_date=receipt.value_date,
        released_from=ACCOUNT_OF[state.status],
        is_return=is_return,
    )
    return [explained]


def between(stood_on: Account, is_return: bool, amount_minor: int, currency: str) -> list[Posting]:
    """What the bank took stands in debit where it stood, and what it gave back in credit: so it does in clearing."""
    if is_return:
        return transfer(stood_on, Account.REMITTANCE_CLEARING, amount_minor, currency)
    return transfer(Account.REMITTANCE_CLEARING, stood_on, amount_minor, currency)


@MATCH.on(ExplainedByRemittance)
def explained_by_remittance(match: Match, event: ExplainedByRemittance) -> Match:
    """Its remittance takes it from here."""
    return replace(match, status=event.STATUS, is_return=event.is_return)
