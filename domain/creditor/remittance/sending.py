"""An approved remittance is sent to the bank: all that its file says stands on the event, so that it can be written
again, byte for byte, as often as need be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.creditor.remittance.state import REMITTANCES, Remittances, RemittanceStatus
from domain.creditor.remittance.which import remittance_of
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payout.fields import SendingFields
from domain.payout.message_id import message_id_of
from domain.payout.sending import in_one_form, refuse_sending


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class SendRemittance(SendingFields, Command):
    """Have the bank pay an approved remittance."""

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest, today."""
        return {"number": state.remittances.next_number - 1, "pay_on": day}


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittanceSent(SendingFields, Event):
    """The bank is asked to pay ``payable_minor`` to the account ``iban`` of ``to_name``, under this message id; to the
    agency itself, where it is its own share."""

    creditor_id: str
    to_name: str
    currency: str
    payable_minor: int
    iban: str
    message_id: str
    attempt: int
    to_agency: bool = False

    STATUS = RemittanceStatus.SENT

    def sentence(self) -> str:
        """Which, how much, and as what."""
        amount = money_text(self.payable_minor, self.currency)
        return f"Remittance {self.number} of {amount} to {self.creditor_id} sent to the bank as {self.message_id}"


@CREDITOR.decides(SendRemittance)
def decide_send_remittance(state: CreditorState, command: SendRemittance, context: Context) -> Decision:
    """To the account for which it was approved, on a day on which banks work."""
    one = remittance_of(state, command.number, (RemittanceStatus.APPROVED,))
    if isinstance(one, Refusal):
        return one
    if not one.to_agency and one.iban != state.account.iban:
        return Refusal(
            "payout_account_changed",
            "The creditor has another account since the remittance was approved: approve it once more with "
            f"`caseledger remit approve CREDITOR {command.number}`.",
        )
    if refusal := refuse_sending(command, context, state.identity.jurisdiction):
        return refusal
    attempt = one.attempts + 1
    sent = caused_by(
        in_one_form(command),
        RemittanceSent,
        creditor_id=state.identity.creditor_id,
        to_name=command.from_name if one.to_agency else state.identity.name,
        to_agency=one.to_agency,
        currency=one.currency,
        payable_minor=one.payable_minor,
        iban=one.iban,
        message_id=message_id_of(state.identity.creditor_id, command.number, attempt),
        attempt=attempt,
    )
    return [sent]


@REMITTANCES.on(RemittanceSent)
def remittance_sent(remittances: Remittances, event: RemittanceSent) -> Remittances:
    """The bank has it."""
    changes = {"status": event.STATUS, "message_id": event.message_id, "attempts": event.attempt}
    return remittances.changed(event.number, **changes)
