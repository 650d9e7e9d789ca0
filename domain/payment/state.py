"""The table of payments, and what a decision needs to know of one: the slices put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from domain.kernel.aggregate import AggregateKind, Slice
from domain.kernel.balance_slice import balance_slice
from domain.kernel.decision import Context
from domain.kernel.four_eyes import Requests
from domain.kernel.ledger import Account, Balance
from domain.kernel.message import Event
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.payment.hold.state import MONEY_HOLD, MoneyHold
from domain.payment.payer.state import PAYER, PaymentPayer
from domain.payment.portion import Portion
from domain.payment.refund.state import REFUNDS, Refunds
from domain.payment.requests.state import REQUESTS
from domain.payment.suggestion.state import SUGGESTIONS, Suggestions

_HELD = named_rule("policy.payment_hold", "money that is held is matched to no case and sent back to nobody")


class PaymentStatus(StrEnum):
    """Where a payment's money stands."""

    UNKNOWN = "unknown"
    RECEIVED = "received"
    SUSPENSE = "suspense"
    MATCHED = "matched"
    REVERSED = "reversed"
    DEDUCTED = "deducted"
    EXPLAINED = "explained"
    """It is a remittance's or a refund's (the bank took the money for one, or one came back), a reversal's, or the
    agency's own, which makes good a loss."""
    REFUND = "refund"
    """It goes back to who paid it, or went."""


ACCOUNT_OF = {
    PaymentStatus.RECEIVED: Account.RECEIPTS_CLEARING,
    PaymentStatus.SUSPENSE: Account.SUSPENSE,
    PaymentStatus.MATCHED: Account.ALLOCATION_CLEARING,
    PaymentStatus.DEDUCTED: Account.DEDUCTIONS,
    PaymentStatus.EXPLAINED: Account.REMITTANCE_CLEARING,
    PaymentStatus.REFUND: Account.REFUND_PAYABLE,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The line of the bank file: ``amount_minor`` is all of it; the bank booked it ``booked_on`` that day."""

    currency: str = ""
    amount_minor: int = 0
    value_date: date = date.min
    receiver_account: str = ""
    booked_on: date = date.min


@dataclass(frozen=True, slots=True)
class Match:
    """Where the money stands, and for which cases it is; of an explained line, whether its money came back.

    ``reversed_on`` is the day of a reversal that a person told of and no line of the bank has shown yet;
    ``makes_good_by`` said of money in suspense that it is the agency's own, and a second person has not.
    """

    status: PaymentStatus = PaymentStatus.UNKNOWN
    portions: tuple[Portion, ...] = ()
    is_return: bool = False
    reversed_on: date | None = None
    makes_good_by: str | None = None

    def at(self, status: PaymentStatus, **other: Any) -> Match:
        """The money stands elsewhere now: what one person said of it where it stood is over."""
        return changed(self, status=status, makes_good_by=None, **other)

    def portion_of(self, case_id: UUID) -> Portion | None:
        """What of the payment is for this case."""
        return next((one for one in self.portions if one.case_id == case_id), None)

    def with_portion(self, more: Portion) -> Match:
        """With so much more for one case, or less; a case with nothing is none."""
        known = self.portion_of(more.case_id)
        left = Portion(more.case_id, (known.amount_minor if known else 0) + more.amount_minor)
        others = tuple(one for one in self.portions if one.case_id != more.case_id)
        return changed(self, portions=(*others, left) if left.amount_minor else others)


RECEIPT: Slice[Receipt] = Slice(Receipt())
MATCH: Slice[Match] = Slice(Match())
BALANCE = balance_slice()


class PaymentState(NamedTuple):
    """What decisions on a payment depend on."""

    receipt: Receipt = RECEIPT.initial
    match: Match = MATCH.initial
    payer: PaymentPayer = PAYER.initial
    suggestions: Suggestions = SUGGESTIONS.initial
    refunds: Refunds = REFUNDS.initial
    hold: MoneyHold = MONEY_HOLD.initial
    requests: Requests = REQUESTS.initial
    balance: Balance = BALANCE.initial

    @property
    def status(self) -> PaymentStatus:
        """Where its money stands."""
        return self.match.status

    @property
    def placed_minor(self) -> int:
        """What of it is for cases or waits for them: all but what goes back to who paid it."""
        return self.receipt.amount_minor - self.refunds.taken_minor


PAYMENT: AggregateKind[PaymentState] = AggregateKind(
    "payment", PaymentState(), (RECEIPT, MATCH, PAYER, SUGGESTIONS, REFUNDS, MONEY_HOLD, REQUESTS, BALANCE)
)


def status_after(event: Event) -> PaymentStatus | None:
    """Where an event says that the payment's money stands from then on; None when it says nothing about that."""
    return getattr(event, "STATUS", None)


def goes_back_minor(event: Event) -> int:
    """How much more of the payment goes back to who paid it because of an event; below zero, how much less."""
    minor: int = getattr(event, "goes_back_minor", 0)
    return minor


def refuse_unless_staff(context: Context) -> Refusal | None:
    """Why whoever acts decides nothing about money: no machine does, and no customer; None when they can."""
    if context.actor.kind == "user":
        return None
    return Refusal("person_needed", "Only a person of the agency decides where money goes.")


def refuse_while_held(state: PaymentState) -> Refusal | None:
    """Why the money goes nowhere before somebody has looked at it again; None when it is not held."""
    if state.hold.review_by is None:
        return None
    return Refusal(
        "payment_held",
        f"The money is held, to be reviewed by {state.hold.review_by}. `caseledger payment release` lets it go on.",
        _HELD,
    )


def refuse_unless_known(state: PaymentState) -> Refusal | None:
    """Why there is nothing to do anything with, or None when the payment was received, wherever its money is."""
    if state.status is PaymentStatus.UNKNOWN:
        return Refusal("payment_unknown", "There is no such payment: it has not been received.")
    return None


def refuse_unless_here(state: PaymentState) -> Refusal | None:
    """Why nothing more can be done with this payment, or None when its money is here."""
    if refusal := refuse_unless_known(state):
        return refusal
    if state.status is PaymentStatus.DEDUCTED:
        return Refusal("payment_is_a_deduction", "With this line the bank took money away; none of it is here.")
    if state.status is PaymentStatus.EXPLAINED:
        return Refusal(
            "payment_is_a_remittance",
            "This line of the bank is a transfer of ours or a reversal, and no payment of a debtor.",
        )
    if state.status is PaymentStatus.REVERSED:
        return Refusal("payment_reversed", "The payment was reversed; its money is no longer here.")
    return None
