"""A refund that is not with the bank is cancelled: its money stands where a person finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.payment.portion import Portion
from domain.payment.refund.state import HERE, REFUNDS, Refund, Refunds, RefundStatus
from domain.payment.refund.which import refund_of
from domain.payment.state import MATCH, PAYMENT, Match, PaymentState, PaymentStatus, refuse_unless_staff
from domain.payout.fields import TransferFields


@dataclass(frozen=True, slots=True)
class RefundCancellationFields(TransferFields):
    """Which, and why: a short code such as ``case_found``."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class CancelRefund(RefundCancellationFields, Command):
    """Cancel a refund that the bank does not have."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundCancelled(RefundCancellationFields, Event):
    """It is not paid out. Its money ``stands_on`` this account, or is the case's ``kept_by`` as it was."""

    currency: str
    amount_minor: int
    stands_on: str
    kept_by: UUID | None

    REFUND = RefundStatus.CANCELLED

    @property
    def STATUS(self) -> PaymentStatus | None:  # noqa: N802  # as other events of payments have it
        """It may be in suspense again."""
        return PaymentStatus.SUSPENSE if self.stands_on == Account.SUSPENSE else None

    @property
    def goes_back_minor(self) -> int:
        """What is on its case or in suspense again, below zero; nothing where it is owed back or lost."""
        is_placed = self.stands_on in (Account.SUSPENSE, Account.ALLOCATION_CLEARING)
        return -self.amount_minor if is_placed else 0

    def approval(self) -> Approval:
        """Nobody need approve it."""
        return Approval(ApprovalKind.REFUND, str(self.number), ApprovalStep.OVER)

    def sentence(self) -> str:
        """Which, how much, and why."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Refund {self.number} of {amount} cancelled: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """Out of what is owed back, unless it stays there or never came there."""
        if self.stands_on in (Account.REFUND_PAYABLE, Account.ALLOCATION_CLEARING):
            return ()
        return transfer(Account.REFUND_PAYABLE, Account(self.stands_on), self.amount_minor, self.currency)


@PAYMENT.decides(CancelRefund)
def decide_cancel_refund(state: PaymentState, command: CancelRefund, context: Context) -> Decision:
    """By a person; one that its case does not give the money for, by the policy that asked the case."""
    is_policy = context.actor.kind == "system"
    one = refund_of(state, command.number, (RefundStatus.ASKED,) if is_policy else HERE)
    if isinstance(one, Refusal):
        return one
    if not is_policy and (refusal := refuse_unless_staff(context)):
        return refusal
    return [cancelled(state, command.number, one, command.reason, _stands_on(state, one))]


def _stands_on(state: PaymentState, one: Refund) -> Account:
    if one.status is RefundStatus.ASKED:
        return Account.ALLOCATION_CLEARING
    if state.status is PaymentStatus.REVERSED:
        return Account.CHARGEBACK_LOSS
    return Account.REFUND_PAYABLE if state.status is PaymentStatus.MATCHED else Account.SUSPENSE


def cancelled(state: PaymentState, number: int, one: Refund, reason: str, stands_on: Account) -> RefundCancelled:
    """The event of the end of a refund."""
    kept_by = one.from_case if one.status is RefundStatus.ASKED else None
    return RefundCancelled(number, reason, state.receipt.currency, one.amount_minor, stands_on, kept_by)


@REFUNDS.on(RefundCancelled)
def refund_cancelled(refunds: Refunds, event: RefundCancelled) -> Refunds:
    """As if it had not been; what no case has any more is owed back."""
    more = event.amount_minor if event.stands_on == Account.REFUND_PAYABLE else 0
    left = refunds.changed(event.number, status=event.REFUND)
    return changed(left, owed_back_minor=left.owed_back_minor + more)


@MATCH.on(RefundCancelled)
def comes_back(match: Match, event: RefundCancelled) -> Match:
    """To its case, or into suspense."""
    if event.kept_by is not None:
        return match.with_portion(Portion(event.kept_by, event.amount_minor))
    return match if event.STATUS is None else match.at(event.STATUS, portions=())
