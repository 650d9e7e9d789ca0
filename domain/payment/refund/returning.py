"""A refund came back: its money is on the client account again, and owed back as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
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
class RecordRefundReturn(BookedFields, Command):
    """With this line the money of a refund came back."""

    BY_PROGRAMS = True


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundReturned(BookedFields, Event):
    """The money is on the client account again. It is approved anew, or cancelled for another account."""

    REFUND = RefundStatus.RETURNED

    def approval(self) -> Approval:
        """It waits to be approved anew."""
        return Approval(ApprovalKind.REFUND, str(self.number), ApprovalStep.WAITS)

    def sentence(self) -> str:
        """Which, how much, and when."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Refund {self.number} of {amount} came back on {self.value_date}"

    def postings(self) -> Sequence[Posting]:
        """What the bank gave back is owed back once more."""
        return transfer(Account.REMITTANCE_CLEARING, Account.REFUND_PAYABLE, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@PAYMENT.decides(RecordRefundReturn)
def decide_record_refund_return(state: PaymentState, command: RecordRefundReturn, context: Context) -> Decision:
    """One that was paid out, by a line of the same amount."""
    one = booked_refund(state, command, RefundStatus.CONFIRMED)
    return one if isinstance(one, Refusal) else [caused_by(command, RefundReturned)]


@REFUNDS.on(RefundReturned)
def refund_returned(refunds: Refunds, event: RefundReturned) -> Refunds:
    """To be approved anew."""
    return refunds.changed(event.number, status=event.REFUND, approved_by=())
