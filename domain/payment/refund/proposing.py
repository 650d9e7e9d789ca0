"""A refund is proposed: what stands in suspense, or was overpaid on a case, is to go back to who paid it.

The account is the one that the bank's line names, or one that a person gives. It never changes afterwards: who approves
the refund has seen it, and another account is another refund.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stdnum import iban as iban_number

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.personal import Personal, Withheld
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import REFUND_SMALL
from domain.payment.limits import least_in_force
from domain.payment.portion import Portion
from domain.payment.refund.state import REFUNDS, Refund, RefundReason, Refunds, RefundStatus
from domain.payment.state import (
    ACCOUNT_OF,
    MATCH,
    PAYMENT,
    Match,
    PaymentState,
    PaymentStatus,
    refuse_unless_here,
    refuse_unless_staff,
    refuse_while_held,
)


@dataclass(frozen=True, slots=True)
class RefundProposalFields:
    """How much, why, and to which account of whom. ``from_case``: it was overpaid there; None: it stands with the
    payment. ``person_id`` is the one under which the texts of the bank's line are sealed."""

    currency: str
    amount_minor: int
    reason: RefundReason
    from_case: UUID | None
    person_id: UUID
    to_name: Personal[str]
    to_iban: Personal[str]


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ProposeRefund(RefundProposalFields, Command):
    """Propose to pay this back."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class RefundProposed(RefundProposalFields, Event):
    """A refund waits for a second person; one from a case, until the case has given the money. By ``rule`` it is not
    too small. ``released_from`` is the account where the payment's money stood."""

    number: int
    released_from: str
    proposed_by: str
    rule: str

    @property
    def REFUND(self) -> RefundStatus:  # noqa: N802  # as other events of refunds have it
        """How far it has come."""
        return RefundStatus.ASKED if self.from_case else RefundStatus.PROPOSED

    @property
    def STATUS(self) -> PaymentStatus | None:  # noqa: N802  # as other events of payments have it
        """From suspense all of it goes back."""
        return PaymentStatus.REFUND if self.released_from == Account.SUSPENSE else None

    @property
    def goes_back_minor(self) -> int:
        """What less is on cases or in suspense."""
        return 0 if self.released_from == Account.REFUND_PAYABLE else self.amount_minor

    def approval(self) -> Approval:
        """It waits for a second person, or first for its case."""
        step = ApprovalStep.PREPARED if self.from_case else ApprovalStep.ASKED
        return Approval(ApprovalKind.REFUND, str(self.number), step, self.currency, self.amount_minor, str(self.reason))

    def sentence(self) -> str:
        """How much, and why."""
        source = f", from the case {self.from_case}" if self.from_case else ""
        amount = money_text(self.amount_minor, self.currency)
        return f"Refund {self.number} of {amount} proposed: {self.reason}{source}"

    def postings(self) -> Sequence[Posting]:
        """What stood in suspense is owed back; what a case has is so already."""
        if self.released_from != Account.SUSPENSE:
            return ()
        return transfer(Account.SUSPENSE, Account.REFUND_PAYABLE, self.amount_minor, self.currency)


@PAYMENT.decides(ProposeRefund)
def decide_propose_refund(state: PaymentState, command: ProposeRefund, context: Context) -> Decision:
    """By a person, never more than is there; what is small only when the payer asks for it."""
    if refusal := _refuse(state, context) or _refuse_payee(state, command):
        return refusal
    released_from = _source(state, command)
    if isinstance(released_from, Refusal):
        return released_from
    small = least_in_force(REFUND_SMALL, command.currency, context.occurred_at)
    if isinstance(small, Refusal):
        return small
    if command.amount_minor <= small.value.minor and command.reason is not RefundReason.ASKED_BY_PAYER:
        most = money_text(small.value.minor, command.currency)
        return Refusal("refund_small", f"Up to {most} goes back only when who paid it asks for it.", small.rule_id)
    proposed = caused_by(
        changed(command, to_iban=_compact(command.to_iban)),
        RefundProposed,
        number=state.refunds.next_number,
        released_from=released_from,
        proposed_by=context.actor.id,
        rule=small.rule_id,
    )
    return [proposed]


def _refuse(state: PaymentState, context: Context) -> Refusal | None:
    return refuse_unless_here(state) or refuse_unless_staff(context) or refuse_while_held(state)


def _compact(iban: str) -> str:
    return iban if isinstance(iban, Withheld) else str(iban_number.compact(iban))


def _refuse_payee(state: PaymentState, command: ProposeRefund) -> Refusal | None:
    if command.person_id != state.payer.sealed_for:
        return Refusal("payer_differs", "A refund goes to who paid: its texts are sealed as those of the bank's line.")
    if not isinstance(command.to_iban, Withheld) and not iban_number.is_valid(command.to_iban):
        return Refusal("iban_invalid", "Where it goes is no IBAN: a digit is wrong, or too many or too few.")
    if not command.to_name.strip():
        return Refusal("payee_name_missing", "The bank wants the name of who is paid.")
    return None


def _source(state: PaymentState, command: ProposeRefund) -> str | Refusal:
    """The account where the money stands, if so much can be taken from there."""
    if command.currency != state.receipt.currency:
        return Refusal("currency_differs", f"The payment is in {state.receipt.currency}.")
    if command.from_case is not None:
        portion = state.match.portion_of(command.from_case)
        most = portion.amount_minor if portion and not state.refunds.of_status(RefundStatus.ASKED) else 0
        return _up_to(most, command, Account.ALLOCATION_CLEARING)
    if state.status is PaymentStatus.MATCHED:
        return _up_to(state.refunds.owed_back_minor, command, Account.REFUND_PAYABLE)
    if state.status is not PaymentStatus.SUSPENSE:
        return Refusal("payment_not_in_suspense", f"The payment's money stands in {ACCOUNT_OF[state.status]}.")
    if command.amount_minor != state.placed_minor:
        all_of_it = money_text(state.placed_minor, command.currency)
        return Refusal(
            "refund_is_of_all",
            f"All that is in suspense goes back, which is {all_of_it}. If a part of it is for a case, match it with "
            "`caseledger payment match`: what the case does not owe is overpaid, and goes back from there.",
        )
    return Account.SUSPENSE


def _up_to(most_minor: int, command: ProposeRefund, account: Account) -> str | Refusal:
    if 0 < command.amount_minor <= most_minor:
        return account
    most = money_text(most_minor, command.currency)
    return Refusal("more_than_owed_back", f"An amount above zero can be proposed, up to the {most} that is there.")


@REFUNDS.on(RefundProposed)
def refund_proposed(refunds: Refunds, event: RefundProposed) -> Refunds:
    """One more."""
    one = Refund(event.amount_minor, event.from_case, event.proposed_by, event.REFUND)
    owed_back = refunds.owed_back_minor - (event.amount_minor - event.goes_back_minor)
    return changed(refunds.with_one(event.number, one), owed_back_minor=owed_back)


@MATCH.on(RefundProposed)
def leaves(match: Match, event: RefundProposed) -> Match:
    """So much less is for the case, or all of it goes."""
    if event.from_case is not None:
        return match.with_portion(Portion(event.from_case, -event.amount_minor))
    return match if event.STATUS is None else match.at(event.STATUS)
