"""A part of a matched payment, or all that a case has of it, is for another case: one gives it up, the other takes it.

Nothing is edited: the one reverses what it had and allocates what is left to it anew, the other allocates its part. So
it is after a remittance too: what the one creditor had is taken off its next, and is in the other's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.payment.matching.unmatching import refuse_while_asked
from domain.payment.portion import Portion
from domain.payment.state import (
    MATCH,
    PAYMENT,
    Match,
    PaymentState,
    PaymentStatus,
    refuse_unless_here,
    refuse_unless_staff,
)
from domain.payment.suggestion.confirming import limit_for_one


@dataclass(frozen=True, slots=True)
class PortionTransferFields:
    """So much, from one case to another, and why: a short code such as ``wrong_case``."""

    from_case: UUID
    to_case: UUID
    amount_minor: int
    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class TransferPayment(PortionTransferFields, Command):
    """Transfer a part of the payment from one case to another."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentTransferred(PortionTransferFields, Event):
    """It is for the other case. ``left_minor`` stays with the first; ``portions`` are what all have from now on. By
    ``rule``, one person could decide it."""

    left_minor: int
    portions: tuple[Portion, ...]
    currency: str
    value_date: date
    rule: str

    STATUS = PaymentStatus.MATCHED

    def sentence(self) -> str:
        """How much, from where to where, and why."""
        amount = money_text(self.amount_minor, self.currency)
        return f"{amount} transferred from the case {self.from_case} to the case {self.to_case}: {self.reason}"


@PAYMENT.decides(TransferPayment)
def decide_transfer_payment(state: PaymentState, command: TransferPayment, context: Context) -> Decision:
    """By a person, of what the one case has, to one that has nothing of the payment yet."""
    if refusal := refuse_unless_here(state) or refuse_while_asked(state) or refuse_unless_staff(context):
        return refusal
    if state.status is not PaymentStatus.MATCHED:
        return Refusal("payment_not_matched", "The payment is not matched to any case.")
    portion = state.match.portion_of(command.from_case)
    most = portion.amount_minor if portion else 0
    if not 0 < command.amount_minor <= most:
        most_text = money_text(most, state.receipt.currency)
        return Refusal("more_than_matched", f"Of this payment the case has {most_text}: so much can be transferred.")
    if state.match.portion_of(command.to_case) is not None:
        return Refusal(
            "case_named_twice", "The other case has a portion of this payment already, and each case has one."
        )
    limit = limit_for_one(state.receipt.currency, context.occurred_at)
    if isinstance(limit, Refusal):
        return limit
    if command.amount_minor > limit.value.minor:
        return Refusal(
            "second_person_needed",
            "So much is placed by two people: undo the match with `caseledger payment unmatch`, and place it anew with "
            "`caseledger payment match`.",
            limit.rule_id,
        )
    left, more = Portion(command.from_case, -command.amount_minor), Portion(command.to_case, command.amount_minor)
    transferred = caused_by(
        command,
        PaymentTransferred,
        left_minor=most - command.amount_minor,
        portions=state.match.with_portion(left).with_portion(more).portions,
        currency=state.receipt.currency,
        value_date=state.receipt.value_date,
        rule=limit.rule_id,
    )
    return [transferred]


@MATCH.on(PaymentTransferred)
def payment_transferred(match: Match, event: PaymentTransferred) -> Match:
    """The cases take it from here."""
    return changed(match, portions=event.portions)
