"""The case has given back what was overpaid on it: the refund's money is with the payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.refund.state import REFUNDS, Refunds, RefundStatus
from domain.payment.refund.which import refund_of
from domain.payment.state import PAYMENT, PaymentState
from domain.payout.fields import TransferFields


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class FundRefund(TransferFields, Command):
    """The case has given the money of this refund."""

    BY_PROGRAMS = True

    from_case: UUID


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundFunded(TransferFields, Event):
    """The money is here, and the refund waits for a second person."""

    from_case: UUID
    currency: str
    amount_minor: int

    REFUND = RefundStatus.PROPOSED

    def approval(self) -> Approval:
        """Now a second person can approve it."""
        return Approval(ApprovalKind.REFUND, str(self.number), ApprovalStep.WAITS)

    def sentence(self) -> str:
        """Which, and how much."""
        amount = money_text(self.amount_minor, self.currency)
        return f"{amount} of refund {self.number} given back by the case {self.from_case}"

    def postings(self) -> Sequence[Posting]:
        """What the case gave is owed back here."""
        return transfer(Account.REFUND_CLEARING, Account.REFUND_PAYABLE, self.amount_minor, self.currency)


@PAYMENT.decides(FundRefund)
def decide_fund_refund(state: PaymentState, command: FundRefund, context: Context) -> Decision:
    """Once, by the case that was asked."""
    one = refund_of(state, command.number, (RefundStatus.ASKED,))
    if isinstance(one, Refusal):
        return one
    if one.from_case != command.from_case:
        return Refusal("refund_of_another_case", "Another case was asked for the money of this refund.")
    return [RefundFunded(command.number, command.from_case, state.receipt.currency, one.amount_minor)]


@REFUNDS.on(RefundFunded)
def refund_funded(refunds: Refunds, event: RefundFunded) -> Refunds:
    """It waits for a person."""
    return refunds.changed(event.number, status=event.REFUND)
