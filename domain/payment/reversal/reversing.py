"""A payment is taken back: by the bank, the payer or a chargeback. Its money leaves the client account again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.kernel.decision import Context
from domain.kernel.four_eyes import Requests, RequestStatus
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import CLOCK_SKEW, Code
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.matching.unmatching import refuse_while_asked
from domain.payment.portion import Portion
from domain.payment.refund.cancelling import cancelled
from domain.payment.refund.state import GONE, HERE
from domain.payment.requests.state import REQUESTS
from domain.payment.state import (
    ACCOUNT_OF,
    MATCH,
    PAYMENT,
    Match,
    PaymentState,
    PaymentStatus,
    refuse_unless_here,
)

EARLIEST_DAY_BEGINS = timedelta(hours=14)
"""So long before midnight in UTC the day begins where it begins first."""


@dataclass(frozen=True, slots=True)
class PaymentReversalFields:
    """Why: a short code such as ``returned_by_bank``."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ReversePayment(PaymentReversalFields, Command):
    """The payment's money has left the client account again."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentReversed(PaymentReversalFields, Event):
    """The money is gone from ``receiver_account`` on the bank's day ``booked_date``. ``portions`` are those of the
    match, whose cases must be told; empty if there was none.

    With the line ``by_line`` the bank took it, which has moved the money on the account; None: a person says so.

    Of ``amount_minor``, ``owed_back_minor`` was owed back to who paid, and ``lost_minor`` has gone back to them before:
    the client account lacks it until the agency makes it good. The rest stood on ``released_from``.
    """

    receiver_account: str
    booked_date: date
    currency: str
    amount_minor: int
    released_from: str
    portions: tuple[Portion, ...]
    owed_back_minor: int = 0
    lost_minor: int = 0
    by_line: UUID | None = None

    STATUS = PaymentStatus.REVERSED

    def sentence(self) -> str:
        """How much, and why, and what is lost of it."""
        lost = f", {money_text(self.lost_minor, self.currency)} of it lost" if self.lost_minor else ""
        return f"Payment of {money_text(self.amount_minor, self.currency)} reversed: {self.reason}{lost}"

    def postings(self) -> Sequence[Posting]:
        """Out of the client account, or to the bank's line that has taken it from there, from where it stood; its cases
        give their part back to clearing."""
        gone_to = Account.REMITTANCE_CLEARING if self.by_line else Account.BANK_CLIENT_FUNDS
        stood_on = {
            Account(self.released_from): self.amount_minor - self.owed_back_minor - self.lost_minor,
            Account.REFUND_PAYABLE: self.owed_back_minor,
            Account.CHARGEBACK_LOSS: self.lost_minor,
        }
        pairs = (transfer(one, gone_to, minor, self.currency) for one, minor in stood_on.items())
        return [posting for pair in pairs for posting in pair]


def refuse_reversal(state: PaymentState, context: Context) -> Refusal | None:
    """Once, and only what was received; and not on a day in the past on which the money was not here yet."""
    if refusal := refuse_unless_here(state) or refuse_while_asked(state):
        return refusal
    is_told_later = context.occurred_at < context.now - CLOCK_SKEW
    if is_told_later and (context.occurred_at + EARLIEST_DAY_BEGINS).date() < state.receipt.value_date:
        return Refusal("happened_before_the_payment", "The money was not here yet when this is said to have happened.")
    return None


def reversed_on(state: PaymentState, reason: str, day: date, by_line: UUID | None = None) -> list[Event]:
    """What follows when the money leaves on the bank's ``day``.

    Refunds that the bank does not have are cancelled: their money is part of what it takes.
    """
    stopped = [
        cancelled(state, number, one, reason, Account.REFUND_PAYABLE)
        for number, one in state.refunds.by_number.items()
        if one.status in HERE
    ]
    refunds = state.refunds
    reversed_ = PaymentReversed(
        reason,
        receiver_account=state.receipt.receiver_account,
        booked_date=day,
        currency=state.receipt.currency,
        amount_minor=state.receipt.amount_minor,
        released_from=ACCOUNT_OF[state.status],
        portions=state.match.portions,
        owed_back_minor=refunds.owed_back_minor + refunds.sum_of(*HERE),
        lost_minor=refunds.sum_of(*GONE),
        by_line=by_line,
    )
    return [*stopped, reversed_]


@REQUESTS.on(PaymentReversed)
def overtaken(requests: Requests, event: PaymentReversed) -> Requests:
    """Nobody need decide on it any more."""
    return requests.all_marked((RequestStatus.WAITING,), RequestStatus.OVERTAKEN)


@MATCH.on(PaymentReversed)
def payment_reversed(match: Match, event: PaymentReversed) -> Match:
    """Its money is no longer here."""
    return match.at(PaymentStatus.REVERSED, reversed_on=None if event.by_line else event.booked_date)
