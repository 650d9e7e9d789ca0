"""A second person approves a remittance. Nobody alone can send a creditor's money anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.creditor.account.state import ACCOUNT, PayoutAccount
from domain.creditor.remittance.state import REMITTANCES, Remittance, Remittances, RemittanceStatus
from domain.creditor.remittance.which import remittance_of
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.payout.fields import TransferFields

_SECOND_PERSON = named_rule(
    "policy.remittance_second_person", "a remittance is approved by a person, and not by the one who prepared it"
)
_ACCOUNT_SEEN = named_rule(
    "policy.payout_account_second_person",
    "the first remittance to an account is approved by somebody else than who said that the creditor is paid out there",
)
CAN_BE_APPROVED = (RemittanceStatus.PREPARED, RemittanceStatus.RETURNED, RemittanceStatus.APPROVED)


@CREDITOR.command
@dataclass(frozen=True, slots=True)
class ApproveRemittance(TransferFields, Command):
    """Approve a remittance as it was prepared; one that came back, or whose account changed since it was approved, to
    the account that the creditor has now."""

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest."""
        return {"number": state.remittances.next_number - 1}


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class RemittanceApproved(TransferFields, Event):
    """It may be sent, ``payable_minor`` to the account ``iban``. ``approved_by`` is the second person."""

    creditor_id: str
    currency: str
    payable_minor: int
    iban: str
    approved_by: str

    STATUS = RemittanceStatus.APPROVED

    def approval(self) -> Approval:
        """It is approved."""
        return Approval(ApprovalKind.REMITTANCE, str(self.number), ApprovalStep.APPROVED)

    def sentence(self) -> str:
        """Which, and how much."""
        amount = money_text(self.payable_minor, self.currency)
        return f"Remittance {self.number} of {amount} to {self.creditor_id} approved"


@CREDITOR.decides(ApproveRemittance)
def decide_approve_remittance(state: CreditorState, command: ApproveRemittance, context: Context) -> Decision:
    """By somebody else than who prepared it, or who first said that the money goes to this account."""
    one = remittance_of(state, command.number, CAN_BE_APPROVED)
    if isinstance(one, Refusal):
        return one
    if one.is_loss:
        return Refusal("remittance_is_a_loss", "Nothing is paid out with it: it is approved with `remit bear-loss`.")
    iban = one.iban if one.to_agency else state.account.iban
    if one.status is RemittanceStatus.APPROVED and one.iban == iban:
        return Refusal("remittance_approved_already", "The remittance is approved, to the account that is on record.")
    if one.status is RemittanceStatus.PREPARED and one.iban != iban:
        return Refusal(
            "payout_account_changed",
            "The creditor has another account since the remittance was prepared: cancel it and prepare it again.",
        )
    if refusal := _refuse_person(state, one, context):
        return refusal
    approved = caused_by(
        command,
        RemittanceApproved,
        creditor_id=state.identity.creditor_id,
        currency=one.currency,
        payable_minor=one.payable_minor,
        iban=iban,
        approved_by=context.actor.id,
    )
    return [approved]


def _refuse_person(state: CreditorState, one: Remittance, context: Context) -> Refusal | None:
    actor = context.actor
    if actor.kind != "user" or actor.id == one.prepared_by:
        return Refusal(
            "second_person_needed", "A remittance is approved by somebody else than who prepared it.", _SECOND_PERSON
        )
    if not one.to_agency and actor.id == state.account.set_by and not state.account.is_seen:
        return Refusal(
            "second_person_needed",
            "Nobody has approved a remittance to this account yet, and you said that the creditor is paid out there: "
            "it needs the eyes of somebody else.",
            _ACCOUNT_SEEN,
        )
    return None


@REMITTANCES.on(RemittanceApproved)
def remittance_approved(remittances: Remittances, event: RemittanceApproved) -> Remittances:
    """It may be sent."""
    return remittances.changed(event.number, status=event.STATUS, iban=event.iban)


@ACCOUNT.on(RemittanceApproved)
def account_seen(account: PayoutAccount, event: RemittanceApproved) -> PayoutAccount:
    """Two persons stand for it."""
    return changed(account, is_seen=account.is_seen or account.iban == event.iban)
