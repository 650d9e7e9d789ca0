"""A payment is taken back: by the bank, the payer or a chargeback. Its money leaves the client account again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.kernel.calendar import AGENCY_CALENDAR, CALENDAR_OF_CURRENCY
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import CLOCK_SKEW, Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.portion import Portion
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
    match, whose cases must be told; empty if there was none."""

    receiver_account: str
    booked_date: date
    currency: str
    amount_minor: int
    released_from: str
    portions: tuple[Portion, ...]

    STATUS = PaymentStatus.REVERSED

    def sentence(self) -> str:
        """How much, and why."""
        return f"Payment of {money_text(self.amount_minor, self.currency)} reversed: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """Out of the client account, from where it stood; its cases give their part back to clearing."""
        return transfer(Account(self.released_from), Account.BANK_CLIENT_FUNDS, self.amount_minor, self.currency)


@PAYMENT.decides(ReversePayment)
def decide_reverse_payment(state: PaymentState, command: ReversePayment, context: Context) -> Decision:
    """Once, and only what was received; and not on a day in the past on which the money was not here yet."""
    if refusal := refuse_unless_here(state):
        return refusal
    is_told_later = context.occurred_at < context.now - CLOCK_SKEW
    if is_told_later and (context.occurred_at + EARLIEST_DAY_BEGINS).date() < state.receipt.value_date:
        return Refusal("happened_before_the_payment", "The money was not here yet when this is said to have happened.")
    reversed_ = caused_by(
        command,
        PaymentReversed,
        receiver_account=state.receipt.receiver_account,
        booked_date=context.day(CALENDAR_OF_CURRENCY.get(state.receipt.currency, AGENCY_CALENDAR)),
        currency=state.receipt.currency,
        amount_minor=state.receipt.amount_minor,
        released_from=ACCOUNT_OF[state.status],
        portions=state.match.portions,
    )
    return [reversed_]


@MATCH.on(PaymentReversed)
def payment_reversed(match: Match, event: PaymentReversed) -> Match:
    """Its money is no longer here."""
    return replace(match, status=PaymentStatus.REVERSED)
