"""The bank took the money for a refund from the client account: who paid has it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.refund.state import REFUNDS, Refunds, RefundStatus
from domain.payment.refund.which import booked_refund
from domain.payment.state import PAYMENT, PaymentState
from domain.payout.fields import BookedFields


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ConfirmRefund(BookedFields, Command):
    """With this line the bank paid a refund out."""

    BY_PROGRAMS = True


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundConfirmed(BookedFields, Event):
    """The refund is paid out: it is no longer owed back."""

    REFUND = RefundStatus.CONFIRMED

    def sentence(self) -> str:
        """Which, how much, and when."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Refund {self.number} of {amount} paid by the bank on {self.value_date}"

    def postings(self) -> Sequence[Posting]:
        """What was owed back is what the bank took."""
        return transfer(Account.REFUND_PAYABLE, Account.REMITTANCE_CLEARING, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@PAYMENT.decides(ConfirmRefund)
def decide_confirm_refund(state: PaymentState, command: ConfirmRefund, context: Context) -> Decision:
    """One that was sent, by a line of the same amount."""
    one = booked_refund(state, command, RefundStatus.SENT)
    return one if isinstance(one, Refusal) else [caused_by(command, RefundConfirmed)]


@REFUNDS.on(RefundConfirmed)
def refund_confirmed(refunds: Refunds, event: RefundConfirmed) -> Refunds:
    """It is paid."""
    return refunds.changed(event.number, status=event.REFUND)
