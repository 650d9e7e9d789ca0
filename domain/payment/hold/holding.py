"""Money in suspense is held: nobody matches it or sends it back before somebody has looked at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.kernel.calendar import AGENCY_CALENDAR, CALENDAR_OF_CURRENCY, end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import ActorId, Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.hold.state import MONEY_HOLD, MoneyHold
from domain.payment.state import (
    PAYMENT,
    PaymentState,
    PaymentStatus,
    refuse_unless_here,
    refuse_unless_staff,
    refuse_while_held,
)
from domain.payment.suggestion.assigning import SuspenseAssigned


@dataclass(frozen=True, slots=True)
class MoneyHoldFields:
    """Why, as a short code such as ``estate_asked``; who looks after it, and by the end of which day again."""

    reason: Code
    owner: ActorId
    review_by: date


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class HoldPayment(MoneyHoldFields, Command):
    """Let this money in suspense stand still."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentHeld(MoneyHoldFields, Event):
    """It stands still. ``review`` numbers the time when somebody must look at it, before ``review_until`` (UTC)."""

    currency: str
    amount_minor: int
    review: int
    review_until: datetime

    def sentence(self) -> str:
        """How much, why, and until when."""
        amount = money_text(self.amount_minor, self.currency)
        return f"{amount} held: {self.reason}; looked after by {self.owner}, to be reviewed by {self.review_by}"


@PAYMENT.decides(HoldPayment)
def decide_hold_payment(state: PaymentState, command: HoldPayment, context: Context) -> Decision:
    """By a person, of money in suspense, until a day that is still to come."""
    if refusal := refuse_unless_here(state) or refuse_unless_staff(context) or refuse_while_held(state):
        return refusal
    if state.status is not PaymentStatus.SUSPENSE:
        return Refusal("payment_not_in_suspense", "Only money in suspense can be held.")
    country = CALENDAR_OF_CURRENCY.get(state.receipt.currency, AGENCY_CALENDAR)
    if command.review_by <= context.day(country):
        return Refusal("day_in_the_past", "Money is held until a day that is still to come.")
    held = caused_by(
        command,
        PaymentHeld,
        currency=state.receipt.currency,
        amount_minor=state.placed_minor,
        review=state.hold.review + 1,
        review_until=end_of_day(command.review_by, country),
    )
    owner = SuspenseAssigned(command.owner, state.suggestions.owner)
    return [held] if command.owner == state.suggestions.owner else [held, owner]


@MONEY_HOLD.on(PaymentHeld)
def payment_held(hold: MoneyHold, event: PaymentHeld) -> MoneyHold:
    """It stands still."""
    return MoneyHold(event.review, event.review_by)
