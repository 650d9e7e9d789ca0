"""A remittance that was not sent is cancelled: what it holds is still to be remitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.creditor.remittance.preparing import remittance_postings
from domain.creditor.remittance.state import REMITTANCES, UNDER_WAY, Remittances, RemittanceStatus
from domain.creditor.remittance.which import remittance_of
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Posting, mirrored
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payout.fields import TransferFields


@dataclass(frozen=True, slots=True)
class CancellationFields(TransferFields):
    """Which, and why: a short code such as ``account_changed``."""

    reason: Code


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class CancelRemittance(CancellationFields, Command):
    """Cancel a remittance that was not sent."""


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittanceCancelled(CancellationFields, Event):
    """It is not paid out. What it holds is owed to the creditor as before, and in the next remittance."""

    creditor_id: str
    currency: str
    collected_minor: int
    payable_minor: int

    STATUS = RemittanceStatus.CANCELLED

    def approval(self) -> Approval:
        """Nobody need approve it: a loss, where nothing is to be paid."""
        return Approval(
            ApprovalKind.REMITTANCE if self.payable_minor > 0 else ApprovalKind.LOSS,
            str(self.number),
            ApprovalStep.OVER,
        )

    def sentence(self) -> str:
        """Which, how much, and why."""
        amount = money_text(self.payable_minor, self.currency)
        return f"Remittance {self.number} of {amount} to {self.creditor_id} cancelled: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """Those of the preparation, the other way round."""
        return mirrored(remittance_postings(self.currency, self.collected_minor, self.payable_minor))


@CREDITOR.decides(CancelRemittance)
def decide_cancel_remittance(state: CreditorState, command: CancelRemittance, context: Context) -> Decision:
    """Before it is sent: then it is the last one of its currency, and none begins where it ended."""
    one = remittance_of(state, command.number, UNDER_WAY)
    if isinstance(one, Refusal):
        return one
    if not one.can_be_cancelled:
        return Refusal(
            "remittance_was_sent",
            "The remittance was sent once and came back, and others begin where it ended: pay it out again.",
        )
    cancelled = caused_by(
        command,
        RemittanceCancelled,
        creditor_id=state.identity.creditor_id,
        currency=one.currency,
        collected_minor=one.collected_minor,
        payable_minor=one.payable_minor,
    )
    return [cancelled]


@REMITTANCES.on(RemittanceCancelled)
def remittance_cancelled(remittances: Remittances, event: RemittanceCancelled) -> Remittances:
    """As if it had not been."""
    return remittances.changed(event.number, status=event.STATUS)
