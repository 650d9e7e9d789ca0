"""The bank took money from the client account: a line of its file like any other, so it stands in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.payment.receipt.receiving import ReceiptFields, receipt_of, refuse_line
from domain.payment.state import MATCH, PAYMENT, RECEIPT, Match, PaymentState, PaymentStatus, Receipt


@dataclass(frozen=True, slots=True)
class DeductionFields(ReceiptFields):
    """The same, and whether the bank says that it takes back what had come in."""

    is_reversal: bool = False


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ReceiveDeduction(DeductionFields, Command):
    """Receive this line of a bank file, with which the bank took ``amount_minor`` away."""

    BY_PROGRAMS = True


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class DeductionReceived(DeductionFields, Event):
    """The bank took money away. What for is found out: a transfer of ours, or a payment that it takes back."""

    STATUS = PaymentStatus.DEDUCTED
    reason: ClassVar[str] = "deducted_by_bank"
    """As the trail and the list of suspense show it."""

    def sentence(self) -> str:
        """How much, from which day on."""
        return f"Deduction of {money_text(self.amount_minor, self.currency)} by the bank, value date {self.value_date}"

    def postings(self) -> Sequence[Posting]:
        """Out of the client account, to be explained."""
        return transfer(Account.DEDUCTIONS, Account.BANK_CLIENT_FUNDS, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@PAYMENT.decides(ReceiveDeduction)
def decide_receive_deduction(state: PaymentState, command: ReceiveDeduction, context: Context) -> Decision:
    """Once, for an amount above zero, in a currency that is known."""
    return refuse_line(state, command, "deduction") or [caused_by(command, DeductionReceived)]


@RECEIPT.on(DeductionReceived)
def received(receipt: Receipt, event: DeductionReceived) -> Receipt:
    """What the line says."""
    return receipt_of(event)


@MATCH.on(DeductionReceived)
def taken(match: Match, event: DeductionReceived) -> Match:
    """The money is gone, and nobody knows why yet."""
    return Match(PaymentStatus.DEDUCTED)
