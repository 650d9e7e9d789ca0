"""A payment finds its cases. The match is final when each case has agreed: one that refuses sends the money back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.payment.portion import Portion
from domain.payment.state import ACCOUNT_OF, MATCH, PAYMENT, Match, PaymentState, PaymentStatus


class MatchMethod(StrEnum):
    """How the cases of a payment were found."""

    EXACT_REFERENCE = "exact_reference"
    SEVERAL_REFERENCES = "several_references"
    PLAN_REFERENCE = "plan_reference"
    SUGGESTION = "suggestion"
    KNOWN_PAYER = "known_payer"
    BY_HAND = "by_hand"


_BY_PEOPLE = frozenset({MatchMethod.SUGGESTION, MatchMethod.BY_HAND})

_TOLD = {
    MatchMethod.EXACT_REFERENCE: "by its reference",
    MatchMethod.SEVERAL_REFERENCES: "by its references",
    MatchMethod.PLAN_REFERENCE: "by the reference of their plan",
    MatchMethod.SUGGESTION: "as suggested",
    MatchMethod.KNOWN_PAYER: "by its payer and amount, under a policy",
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

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """What waits for a second person was asked by hand; every match says how its cases were found."""
        methods = [event.method for event in events if isinstance(event, PaymentMatched)]
        return {"method": methods[0] if methods else MatchMethod.BY_HAND}


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentMatched(MatchFields, Event):
    """The payment is for these cases. ``released_from`` is the account where its money stood until now."""

    currency: str
    amount_minor: int
    value_date: date
    released_from: str

    STATUS = PaymentStatus.MATCHED

    @property
    def is_decided(self) -> bool:
        """Whether somebody looked at the payment and said for which cases it is."""
        return self.method in _BY_PEOPLE

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


def matched_to(state: PaymentState, portions: tuple[Portion, ...], method: MatchMethod) -> PaymentMatched:
    """The event of a match of all of it that is here."""
    receipt = state.receipt
    released_from = ACCOUNT_OF[state.status]
    return PaymentMatched(portions, method, receipt.currency, state.placed_minor, receipt.value_date, released_from)


def matched_when_received(whole: Portion, currency: str, value_date: date) -> PaymentMatched:
    """The event of a match that comes with the receipt: by the payment's one reference, to the case that carries it."""
    method, released_from = MatchMethod.EXACT_REFERENCE, ACCOUNT_OF[PaymentStatus.RECEIVED]
    return PaymentMatched((whole,), method, currency, whole.amount_minor, value_date, released_from)


@MATCH.on(PaymentMatched)
def payment_matched(match: Match, event: PaymentMatched) -> Match:
    """Its cases take it from here."""
    return Match(PaymentStatus.MATCHED, event.portions)
