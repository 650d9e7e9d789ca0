"""A remittance came back: its money is on the client account again, and it is approved anew before it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.creditor.remittance.booked import booked_remittance
from domain.creditor.remittance.state import REMITTANCES, Remittances, RemittanceStatus
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payout.fields import BookedFields


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class RecordRemittanceReturn(BookedFields, Command):
    """With this line the money of a remittance came back."""

    BY_PROGRAMS = True


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittanceReturned(BookedFields, Event):
    """The money is on the client account again, and to be paid out."""

    creditor_id: str

    STATUS = RemittanceStatus.RETURNED

    def approval(self) -> Approval:
        """It waits to be approved anew."""
        return Approval(ApprovalKind.REMITTANCE, str(self.number), ApprovalStep.WAITS)

    def sentence(self) -> str:
        """Which, how much, and when."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Remittance {self.number} of {amount} to {self.creditor_id} came back on {self.value_date}"

    def postings(self) -> Sequence[Posting]:
        """What the bank gave back is to be paid once more."""
        return transfer(Account.REMITTANCE_CLEARING, Account.REMITTANCE_PAYABLE, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@CREDITOR.decides(RecordRemittanceReturn)
def decide_record_return(state: CreditorState, command: RecordRemittanceReturn, context: Context) -> Decision:
    """One that was paid out, by a line of the same amount."""
    one = booked_remittance(state, command, RemittanceStatus.CONFIRMED)
    if isinstance(one, Refusal):
        return one
    return [caused_by(command, RemittanceReturned, creditor_id=state.identity.creditor_id)]


@REMITTANCES.on(RemittanceReturned)
def remittance_returned(remittances: Remittances, event: RemittanceReturned) -> Remittances:
    """To be approved anew."""
    return remittances.changed(event.number, status=event.STATUS)
