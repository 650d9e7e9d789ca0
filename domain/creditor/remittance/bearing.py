"""A second person agrees that the agency bears a loss: the client account lacks it until the agency pays it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.creditor.remittance.state import REMITTANCES, Remittances, RemittanceStatus
from domain.creditor.remittance.which import remittance_of
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.payout.fields import TransferFields

_SECOND_PERSON = named_rule(
    "policy.loss_second_person",
    "that the agency bears a loss is approved by a person, and not by the one who proposed it",
)


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class ApproveLoss(TransferFields, Command):
    """Approve that the agency bears a loss as it was proposed."""

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest."""
        return {"number": state.remittances.next_number - 1}


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class LossBorne(TransferFields, Event):
    """The agency bears ``lost_minor``: the client account lacks it until it is made good. ``approved_by`` is the second
    person."""

    creditor_id: str
    currency: str
    lost_minor: int
    approved_by: str

    STATUS = RemittanceStatus.BORNE

    def approval(self) -> Approval:
        """Two persons stand for it."""
        return Approval(ApprovalKind.LOSS, str(self.number), ApprovalStep.APPROVED)

    def sentence(self) -> str:
        """Which, and how much."""
        amount = money_text(self.lost_minor, self.currency)
        return f"Loss {self.number} of {amount} with {self.creditor_id} borne by the agency"

    def postings(self) -> Sequence[Posting]:
        """It is no matter of the creditor's any more."""
        return transfer(Account.CHARGEBACK_LOSS, Account.REMITTANCE_PAYABLE, self.lost_minor, self.currency)


@CREDITOR.decides(ApproveLoss)
def decide_approve_loss(state: CreditorState, command: ApproveLoss, context: Context) -> Decision:
    """By somebody else than who proposed it."""
    one = remittance_of(state, command.number, (RemittanceStatus.PREPARED,))
    if isinstance(one, Refusal):
        return one
    if not one.is_loss:
        return Refusal("remittance_is_no_loss", "Money is paid out with it: it is approved as a remittance.")
    if context.actor.kind != "user" or context.actor.id == one.prepared_by:
        return Refusal(
            "second_person_needed", "A loss is approved by somebody else than who proposed it.", _SECOND_PERSON
        )
    said = {"creditor_id": state.identity.creditor_id, "currency": one.currency, "lost_minor": -one.payable_minor}
    return [caused_by(command, LossBorne, approved_by=context.actor.id, **said)]


@REMITTANCES.on(LossBorne)
def loss_borne(remittances: Remittances, event: LossBorne) -> Remittances:
    """It is done with the creditor."""
    return remittances.changed(event.number, status=event.STATUS)
