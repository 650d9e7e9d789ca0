"""A payment that found no case waits in suspense. Unknown money is never guessed to a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.state import ACCOUNT_OF, MATCH, PAYMENT, Match, PaymentState, PaymentStatus, refuse_unless_here


class SuspenseReason(StrEnum):
    """Why a payment found no case."""

    NO_REFERENCE = "no_reference"
    UNKNOWN_REFERENCE = "unknown_reference"
    INVALID_REFERENCE = "invalid_reference"
    AMBIGUOUS_REFERENCE = "ambiguous_reference"
    CLOSED_CASE = "closed_case"
    WRONG_CURRENCY = "wrong_currency"


@dataclass(frozen=True, slots=True)
class SuspenseFields:
    """Why no case was found."""

    reason: SuspenseReason


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class PutPaymentInSuspense(SuspenseFields, Command):
    """No case was found for the payment: keep it apart, with the reason."""

    BY_PROGRAMS = True


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentPutInSuspense(SuspenseFields, Event):
    """No case was found; the money stands in suspense, with its reason, until a person or a later claim finds it."""

    currency: str
    amount_minor: int

    STATUS = PaymentStatus.SUSPENSE

    def sentence(self) -> str:
        """How much, and why."""
        return f"Payment of {money_text(self.amount_minor, self.currency)} put in suspense: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """From clearing into suspense."""
        return transfer(Account.RECEIPTS_CLEARING, Account.SUSPENSE, self.amount_minor, self.currency)


@PAYMENT.decides(PutPaymentInSuspense)
def decide_put_payment_in_suspense(state: PaymentState, command: PutPaymentInSuspense, context: Context) -> Decision:
    """Only money that has not been placed yet."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is not PaymentStatus.RECEIVED:
        return Refusal("payment_already_placed", f"The payment's money stands in {ACCOUNT_OF[state.status]}.")
    receipt = state.receipt
    return [caused_by(command, PaymentPutInSuspense, currency=receipt.currency, amount_minor=receipt.amount_minor)]


@MATCH.on(PaymentPutInSuspense)
def payment_put_in_suspense(match: Match, event: PaymentPutInSuspense) -> Match:
    """It waits; whoever said before what it is has said so still."""
    return Match(PaymentStatus.SUSPENSE, makes_good_by=match.makes_good_by)
