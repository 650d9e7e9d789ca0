"""The bank did not carry a refund out: no money has moved, and it is to be approved anew or cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.refund.state import REFUNDS, Refunds, RefundStatus
from domain.payment.refund.which import refund_of
from domain.payment.state import PAYMENT, PaymentState
from domain.payout.fields import TransferFields


@dataclass(frozen=True, slots=True)
class RefundRefusalFields(TransferFields):
    """Which, and why: the bank's code in small letters, such as ``ac04``."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class RecordRefundRefusal(RefundRefusalFields, Command):
    """Record that the bank did not carry a refund out."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundRefused(RefundRefusalFields, Event):
    """The bank took nothing for it."""

    currency: str
    amount_minor: int

    REFUND = RefundStatus.RETURNED

    def approval(self) -> Approval:
        """It waits to be approved anew."""
        return Approval(ApprovalKind.REFUND, str(self.number), ApprovalStep.WAITS)

    def sentence(self) -> str:
        """Which, how much, and why."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Refund {self.number} of {amount} refused by the bank: {self.reason}"


@PAYMENT.decides(RecordRefundRefusal)
def decide_record_refund_refusal(state: PaymentState, command: RecordRefundRefusal, context: Context) -> Decision:
    """Of one that was sent and that no line of the bank has confirmed."""
    one = refund_of(state, command.number, (RefundStatus.SENT,))
    if isinstance(one, Refusal):
        return one
    return [caused_by(command, RefundRefused, currency=state.receipt.currency, amount_minor=one.amount_minor)]


@REFUNDS.on(RefundRefused)
def refund_refused(refunds: Refunds, event: RefundRefused) -> Refunds:
    """To be approved anew."""
    return refunds.changed(event.number, status=event.REFUND, approved_by=())
