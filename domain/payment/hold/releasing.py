"""Money that was held goes on: it waits in suspense as before."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.payment.hold.state import MONEY_HOLD, MoneyHold
from domain.payment.remitting.explanation import is_explanation
from domain.payment.reversal.reversing import PaymentReversed
from domain.payment.state import PAYMENT, PaymentState, refuse_unless_here, refuse_unless_staff


@dataclass(frozen=True, slots=True)
class ReleaseFields:
    """Why, as a short code such as ``heirs_known``."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ReleasePayment(ReleaseFields, Command):
    """Let money that is held go on."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentReleased(ReleaseFields, Event):
    """It can be matched or sent back. ``review`` is the one that is over."""

    review: int

    def sentence(self) -> str:
        """Why."""
        return f"Held no more: {self.reason}"


@PAYMENT.decides(ReleasePayment)
def decide_release_payment(state: PaymentState, command: ReleasePayment, context: Context) -> Decision:
    """By a person, of what is held."""
    if refusal := refuse_unless_here(state) or refuse_unless_staff(context):
        return refusal
    if state.hold.review_by is None:
        return Refusal("payment_not_held", "The payment is not held.")
    return [caused_by(command, PaymentReleased, review=state.hold.review)]


@MONEY_HOLD.on(PaymentReleased)
def payment_released(hold: MoneyHold, event: PaymentReleased) -> MoneyHold:
    """It goes on."""
    return changed(hold, review_by=None)


@MONEY_HOLD.when(lambda event_type: event_type is PaymentReversed or is_explanation(event_type))
def no_longer_here(hold: MoneyHold, event: Event) -> MoneyHold:
    """There is nothing to hold any more."""
    return changed(hold, review_by=None) if hold.review_by else hold
