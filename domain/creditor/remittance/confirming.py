"""The bank took the money for a remittance from the client account: the creditor has been paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.creditor.remittance.booked import booked_remittance
from domain.creditor.remittance.state import REMITTANCES, Remittances, RemittanceStatus
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payout.fields import BookedFields


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class ConfirmRemittance(BookedFields, Command):
    """With this line the bank paid a remittance out."""

    BY_PROGRAMS = True


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittanceConfirmed(BookedFields, Event):
    """The remittance is paid out: what was to be paid is no longer owed."""

    creditor_id: str

    STATUS = RemittanceStatus.CONFIRMED

    def sentence(self) -> str:
        """Which, how much, and when."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Remittance {self.number} of {amount} to {self.creditor_id} paid by the bank on {self.value_date}"

    def postings(self) -> Sequence[Posting]:
        """What was to be paid is what the bank took."""
        return transfer(Account.REMITTANCE_PAYABLE, Account.REMITTANCE_CLEARING, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@CREDITOR.decides(ConfirmRemittance)
def decide_confirm_remittance(state: CreditorState, command: ConfirmRemittance, context: Context) -> Decision:
    """One that was sent, by a line of the same amount."""
    one = booked_remittance(state, command, RemittanceStatus.SENT)
    if isinstance(one, Refusal):
        return one
    return [caused_by(command, RemittanceConfirmed, creditor_id=state.identity.creditor_id)]


@REMITTANCES.on(RemittanceConfirmed)
def remittance_confirmed(remittances: Remittances, event: RemittanceConfirmed) -> Remittances:
    """It is paid."""
    return remittances.changed(event.number, status=event.STATUS)
