"""A match did not hold: it was wrong, or a case refused it. The money goes back to suspense, and stays with us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.portion import Portion
from domain.payment.state import MATCH, PAYMENT, Match, PaymentState, PaymentStatus, refuse_unless_here


@dataclass(frozen=True, slots=True)
class UnmatchFields:
    """Why: a short code such as ``wrong_case``, or that of a case's refusal."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class UnmatchPayment(UnmatchFields, Command):
    """Take the payment from its cases, back to suspense."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentUnmatched(UnmatchFields, Event):
    """The payment is for none of ``portions``: each case that had allocated its portion reverses it."""

    portions: tuple[Portion, ...]
    currency: str
    amount_minor: int

    STATUS = PaymentStatus.SUSPENSE

    def sentence(self) -> str:
        """How much, and why."""
        return f"Match of {money_text(self.amount_minor, self.currency)} undone, back in suspense: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """From clearing, into which its cases give back what they had, to suspense."""
        return transfer(Account.ALLOCATION_CLEARING, Account.SUSPENSE, self.amount_minor, self.currency)


@PAYMENT.decides(UnmatchPayment)
def decide_unmatch_payment(state: PaymentState, command: UnmatchPayment, context: Context) -> Decision:
    """Only a payment that is matched."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is not PaymentStatus.MATCHED:
        return Refusal("payment_not_matched", "The payment is not matched to any case.")
    unmatched = caused_by(
        command,
        PaymentUnmatched,
        portions=state.match.portions,
        currency=state.receipt.currency,
        amount_minor=state.receipt.amount_minor,
    )
    return [unmatched]


@MATCH.on(PaymentUnmatched)
def payment_unmatched(match: Match, event: PaymentUnmatched) -> Match:
    """It waits again."""
    return Match(PaymentStatus.SUSPENSE)
