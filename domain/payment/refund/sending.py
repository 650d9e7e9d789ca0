"""An approved refund is sent to the bank. To whom it goes stands sealed on its proposal, and all else here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.kernel.calendar import ZONES
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.refund.state import REFUNDS, Refunds, RefundStatus
from domain.payment.refund.which import refund_of
from domain.payment.state import PAYMENT, PaymentState
from domain.payout.fields import SendingFields
from domain.payout.message_id import refund_message_id
from domain.payout.sending import in_one_form, refuse_sending


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class SendRefund(SendingFields, Command):
    """Have the bank pay an approved refund of the payment ``refunded``."""

    refunded: UUID

    def belongs_to(self) -> UUID | None:
        """The payment itself: its id is in the bank's file."""
        return self.refunded

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest, today."""
        return {"number": state.refunds.next_number - 1, "pay_on": day}


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundSent(SendingFields, Event):
    """The bank is asked to pay ``amount_minor`` under this message id, to the account that was approved."""

    refunded: UUID
    currency: str
    amount_minor: int
    message_id: str
    attempt: int

    REFUND = RefundStatus.SENT

    def sentence(self) -> str:
        """Which, how much, and as what."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Refund {self.number} of {amount} sent to the bank as {self.message_id}"


@PAYMENT.decides(SendRefund)
def decide_send_refund(state: PaymentState, command: SendRefund, context: Context) -> Decision:
    """On a day on which banks work where the client account is."""
    one = refund_of(state, command.number, (RefundStatus.APPROVED,))
    if isinstance(one, Refusal):
        return one
    country = command.from_iban.strip()[:2].upper()
    if country not in ZONES:
        return Refusal("iban_invalid", f"It is paid from an account in one of these countries: {', '.join(ZONES)}.")
    if refusal := refuse_sending(command, context, country):
        return refusal
    attempt = one.attempts + 1
    sent = caused_by(
        in_one_form(command),
        RefundSent,
        currency=state.receipt.currency,
        amount_minor=one.amount_minor,
        message_id=refund_message_id(command.refunded, command.number, attempt),
        attempt=attempt,
    )
    return [sent]


@REFUNDS.on(RefundSent)
def refund_sent(refunds: Refunds, event: RefundSent) -> Refunds:
    """The bank has it."""
    return refunds.changed(event.number, status=event.REFUND, message_id=event.message_id, attempts=event.attempt)
