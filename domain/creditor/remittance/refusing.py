"""The bank did not carry a remittance out: no money has moved, and it is to be approved anew."""

from __future__ import annotations

from dataclasses import dataclass

from domain.creditor.remittance.state import REMITTANCES, Remittances, RemittanceStatus
from domain.creditor.remittance.which import remittance_of
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payout.fields import TransferFields


@dataclass(frozen=True, slots=True)
class BankRefusalFields(TransferFields):
    """Which, and why: the bank's code in small letters, such as ``ac04``."""

    reason: Code


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class RecordBankRefusal(BankRefusalFields, Command):
    """Record that the bank did not carry a remittance out."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittanceRefused(BankRefusalFields, Event):
    """The bank took nothing for it. It is approved anew, to the account that the creditor has then."""

    creditor_id: str
    currency: str
    payable_minor: int

    STATUS = RemittanceStatus.RETURNED

    def approval(self) -> Approval:
        """It waits to be approved anew."""
        return Approval(ApprovalKind.REMITTANCE, str(self.number), ApprovalStep.WAITS)

    def sentence(self) -> str:
        """Which, how much, and why."""
        amount = money_text(self.payable_minor, self.currency)
        return f"Remittance {self.number} of {amount} to {self.creditor_id} refused by the bank: {self.reason}"


@CREDITOR.decides(RecordBankRefusal)
def decide_record_bank_refusal(state: CreditorState, command: RecordBankRefusal, context: Context) -> Decision:
    """Of one that was sent and that no line of the bank has confirmed."""
    one = remittance_of(state, command.number, (RemittanceStatus.SENT,))
    if isinstance(one, Refusal):
        return one
    named = {"creditor_id": state.identity.creditor_id, "currency": one.currency, "payable_minor": one.payable_minor}
    return [caused_by(command, RemittanceRefused, **named)]


@REMITTANCES.on(RemittanceRefused)
def remittance_refused(remittances: Remittances, event: RemittanceRefused) -> Remittances:
    """To be approved anew."""
    return remittances.changed(event.number, status=event.STATUS)
