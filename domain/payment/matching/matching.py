"""A payment finds its cases. The match is final when each case has agreed: one that refuses sends the money back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.state import (
    ACCOUNT_OF,
    MATCH,
    PAYMENT,
    Match,
    PaymentState,
    PaymentStatus,
    Portion,
    refuse_unless_here,
)


class MatchMethod(StrEnum):
    """How the cases of a payment were found."""

    EXACT_REFERENCE = "exact_reference"
    SEVERAL_REFERENCES = "several_references"
    BY_HAND = "by_hand"


_TOLD = {
    MatchMethod.EXACT_REFERENCE: "by its reference",
    MatchMethod.SEVERAL_REFERENCES: "by its references",
    MatchMethod.BY_HAND: "by hand",
}


@dataclass(frozen=True, slots=True)
class MatchFields:
    """The cases that the payment is for, and how they were found."""

    portions: tuple[Portion, ...]
    method: MatchMethod


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class MatchPayment(MatchFields, Command):
    """Match the whole payment to these cases."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentMatched(MatchFields, Event):
    """The payment is for these cases. ``released_from`` is the account where its money stood until now."""

    currency: str
    amount_minor: int
    value_date: date
    released_from: str

    STATUS = PaymentStatus.MATCHED

    def sentence(self) -> str:
        """How much, to how many, and how they were found."""
        cases = "a case" if len(self.portions) == 1 else f"{len(self.portions)} cases"
        amount = money_text(self.amount_minor, self.currency)
        return f"Payment of {amount} matched to {cases} {_TOLD.get(self.method, f'({self.method})')}"

    def postings(self) -> Sequence[Posting]:
        """From where it stood, on its way to the cases."""
        source = Account(self.released_from)
        return transfer(source, Account.ALLOCATION_CLEARING, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@PAYMENT.decides(MatchPayment)
def decide_match_payment(state: PaymentState, command: MatchPayment, context: Context) -> Decision:
    """Portions above zero, each case once, that add up to the whole payment."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is PaymentStatus.MATCHED:
        return Refusal("payment_already_matched", "The payment has found its cases already.")
    receipt = state.receipt
    amounts = [portion.amount_minor for portion in command.portions]
    if not amounts or min(amounts) <= 0 or sum(amounts) != receipt.amount_minor:
        return Refusal(
            "portions_differ",
            f"The portions add up to {money_text(sum(amounts), receipt.currency)} and the payment is "
            f"{money_text(receipt.amount_minor, receipt.currency)}; each is above zero and all of it is matched.",
        )
    if len({portion.case_id for portion in command.portions}) < len(amounts):
        return Refusal("case_named_twice", "Each case has one portion of a payment.")
    matched = caused_by(
        command,
        PaymentMatched,
        currency=receipt.currency,
        amount_minor=receipt.amount_minor,
        value_date=receipt.value_date,
        released_from=ACCOUNT_OF[state.status],
    )
    return [matched]


@MATCH.on(PaymentMatched)
def payment_matched(match: Match, event: PaymentMatched) -> Match:
    """Its cases take it from here."""
    return Match(PaymentStatus.MATCHED, event.portions)
