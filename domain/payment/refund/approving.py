"""A second person approves a refund; above a limit, two of them. Nobody alone can send money anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import REFUND_BY_TWO_ABOVE
from domain.law.rule_text import named_rule
from domain.payment.limits import least_in_force
from domain.payment.refund.state import REFUNDS, Refund, Refunds, RefundStatus
from domain.payment.refund.which import refund_of
from domain.payment.state import PAYMENT, PaymentState, refuse_unless_staff
from domain.payout.fields import TransferFields

_SECOND_PERSON = named_rule(
    "policy.refund_second_person", "a refund is approved by a person, and not by the one who proposed it"
)


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ApproveRefund(TransferFields, Command):
    """Approve a refund as it was proposed, or anew after it came back."""

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """The newest."""
        return {"number": state.refunds.next_number - 1}


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundApproved(TransferFields, Event):
    """Somebody approved it. By ``rule`` this is enough and it may be sent, or ``is_enough`` is false and one more
    person must."""

    currency: str
    amount_minor: int
    approved_by: str
    is_enough: bool
    rule: str

    @property
    def REFUND(self) -> RefundStatus | None:  # noqa: N802  # as other events of refunds have it
        """It stands otherwise only when nobody else is needed."""
        return RefundStatus.APPROVED if self.is_enough else None

    def approval(self) -> Approval:
        """One more has said yes."""
        step = ApprovalStep.APPROVED if self.is_enough else ApprovalStep.SAID_YES
        return Approval(ApprovalKind.REFUND, str(self.number), step)

    def sentence(self) -> str:
        """Which, how much, and whether that is enough."""
        rest = "" if self.is_enough else "; one more person must approve it"
        return f"Refund {self.number} of {money_text(self.amount_minor, self.currency)} approved{rest}"


@PAYMENT.decides(ApproveRefund)
def decide_approve_refund(state: PaymentState, command: ApproveRefund, context: Context) -> Decision:
    """By somebody else than who proposed it, each person once."""
    one = refund_of(state, command.number, (RefundStatus.PROPOSED, RefundStatus.RETURNED))
    if isinstance(one, Refusal):
        return one
    limit = least_in_force(REFUND_BY_TWO_ABOVE, state.receipt.currency, context.occurred_at)
    if isinstance(limit, Refusal):
        return limit
    if refusal := refuse_unless_staff(context) or _refuse_person(one, context.actor.id, limit.rule_id):
        return refusal
    approved = caused_by(
        command,
        RefundApproved,
        currency=state.receipt.currency,
        amount_minor=one.amount_minor,
        approved_by=context.actor.id,
        is_enough=one.amount_minor <= limit.value.minor or bool(one.approved_by),
        rule=limit.rule_id,
    )
    return [approved]


def _refuse_person(one: Refund, who: str, limit_rule: str) -> Refusal | None:
    if who == one.proposed_by:
        return Refusal(
            "second_person_needed", "A refund is approved by somebody else than who proposed it.", _SECOND_PERSON
        )
    if who in one.approved_by:
        return Refusal(
            "second_person_needed", "So much is approved by two, and you are one of them already.", limit_rule
        )
    return None


@REFUNDS.on(RefundApproved)
def refund_approved(refunds: Refunds, event: RefundApproved) -> Refunds:
    """One more has said yes."""
    one = refunds.by_number.get(event.number)
    if one is None:
        return refunds
    status = event.REFUND or one.status
    return refunds.with_one(
        event.number, changed(one, status=status, approved_by=(*one.approved_by, event.approved_by))
    )
