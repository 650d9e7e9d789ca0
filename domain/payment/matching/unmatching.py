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
from domain.payment.refund.state import RefundStatus
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
    """The payment is for none of ``portions``: each case that had allocated its portion reverses it.

    ``amount_minor`` is in suspense again. It is what they add up to, and what was owed back: ``owed_back_minor``.
    """

    portions: tuple[Portion, ...]
    currency: str
    amount_minor: int
    owed_back_minor: int = 0

    STATUS = PaymentStatus.SUSPENSE

    @property
    def goes_back_minor(self) -> int:
        """What was owed back is in suspense: so much less goes back."""
        return -self.owed_back_minor

    def sentence(self) -> str:
        """How much, and why."""
        return f"Match of {money_text(self.amount_minor, self.currency)} undone, back in suspense: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """From clearing, into which its cases give back what they had, to suspense."""
        of_cases = self.amount_minor - self.owed_back_minor
        return [
            *transfer(Account.ALLOCATION_CLEARING, Account.SUSPENSE, of_cases, self.currency),
            *transfer(Account.REFUND_PAYABLE, Account.SUSPENSE, self.owed_back_minor, self.currency),
        ]


@PAYMENT.decides(UnmatchPayment)
def decide_unmatch_payment(state: PaymentState, command: UnmatchPayment, context: Context) -> Decision:
    """Only a payment that is matched, and of which something is here; not while a case is asked for money of it."""
    if refusal := refuse_unless_here(state) or refuse_while_asked(state):
        return refusal
    if state.status is not PaymentStatus.MATCHED:
        return Refusal("payment_not_matched", "The payment is not matched to any case.")
    owed_back_minor = state.refunds.owed_back_minor
    if not state.placed_minor + owed_back_minor:
        return Refusal("payment_goes_back", "All of the payment goes back to who paid it, or went.")
    unmatched = caused_by(
        command,
        PaymentUnmatched,
        portions=state.match.portions,
        currency=state.receipt.currency,
        amount_minor=state.placed_minor + owed_back_minor,
        owed_back_minor=owed_back_minor,
    )
    return [unmatched]


def refuse_while_asked(state: PaymentState) -> Refusal | None:
    """Why the match has to stand for a moment: a case is asked for what was overpaid. None when none is."""
    asked = next(iter(state.refunds.of_status(RefundStatus.ASKED)), None)
    if asked is None:
        return None
    return Refusal("refund_asked", f"A case is just asked for the money of refund {asked}: try again in a moment.")


@MATCH.on(PaymentUnmatched)
def payment_unmatched(match: Match, event: PaymentUnmatched) -> Match:
    """It waits again."""
    return Match(PaymentStatus.SUSPENSE)
