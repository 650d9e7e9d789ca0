"""The agency's own share of what was collected for the creditor leaves the client account, to the agency's own.

It goes the way of a remittance: prepared by one, approved by another, sent, confirmed by the bank or returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stdnum import iban as iban_number

from domain.creditor.remittance.state import REMITTANCES, Remittance, Remittances, RemittanceStatus
from domain.creditor.state import CREDITOR, CreditorState, refuse_unless_registered
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import PrintedName
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class OwnShareFields:
    """How much, in minor units of ``currency``, of what was kept in the remittances up to ``through``, and to which
    account of the agency's own."""

    currency: str
    payable_minor: int
    through: int
    iban: PrintedName


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class PrepareOwnShare(OwnShareFields, Command):
    """Prepare to move this share off the client account."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class OwnSharePrepared(OwnShareFields, Event):
    """A transfer to the agency waits for a second person. It has its ``number`` among the creditor's remittances."""

    creditor_id: str
    number: int
    prepared_by: str

    STATUS = RemittanceStatus.PREPARED

    def approval(self) -> Approval:
        """It waits for a second person."""
        return Approval(
            ApprovalKind.REMITTANCE, str(self.number), ApprovalStep.ASKED, self.currency, self.payable_minor
        )

    def sentence(self) -> str:
        """How much, and of which remittances."""
        amount = money_text(self.payable_minor, self.currency)
        kept = f"{self.creditor_id} up to remittance {self.through}"
        return f"Transfer {self.number} of {amount} to the agency prepared: its share of what was collected for {kept}"

    def postings(self) -> Sequence[Posting]:
        """The agency's own is to be paid out."""
        return transfer(Account.UNTRANSFERRED_FEES, Account.REMITTANCE_PAYABLE, self.payable_minor, self.currency)


@CREDITOR.decides(PrepareOwnShare)
def decide_prepare_own_share(state: CreditorState, command: PrepareOwnShare, context: Context) -> Decision:
    """One at a time in a currency, and never more than was kept in these remittances and not moved yet."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the transfer is not known.")
    if not iban_number.is_valid(command.iban):
        return Refusal("iban_invalid", "This is no IBAN: a digit is wrong, or too many or too few of them are there.")
    if number := state.remittances.not_sent_yet(command.currency, to_agency=True):
        return Refusal(
            "remittance_under_way",
            f"Transfer {number} of this currency to the agency is not sent yet: send it, or cancel it with "
            f"`caseledger remit cancel CREDITOR {number}`.",
        )
    most = state.remittances.untransferred_minor(command.currency, command.through)
    if not 0 < command.payable_minor <= most:
        return Refusal(
            "more_than_own_share",
            f"Of what was kept up to remittance {command.through}, {money_text(most, command.currency)} is not moved "
            "yet: an amount above zero, up to that, can be.",
        )
    prepared = caused_by(
        changed(command, iban=iban_number.compact(command.iban)),
        OwnSharePrepared,
        creditor_id=state.identity.creditor_id,
        number=state.remittances.next_number,
        prepared_by=context.actor.id,
    )
    return [prepared]


@REMITTANCES.on(OwnSharePrepared)
def own_share_prepared(remittances: Remittances, event: OwnSharePrepared) -> Remittances:
    """One more, of no line of the log: what it is of was collected by the remittances before it."""
    said = (event.currency, (), 0, event.payable_minor, event.iban, event.prepared_by, event.STATUS)
    return remittances.with_one(event.number, Remittance(*said, to_agency=True))
