"""What it means that a line of the bank is a transfer of ours, whichever kind of transfer it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.state import ACCOUNT_OF, MATCH, Match, PaymentState, PaymentStatus, refuse_unless_known

HERE = (PaymentStatus.RECEIVED, PaymentStatus.SUSPENSE)


class Explained(Event):
    """The line is a transfer's. ``released_from`` is the account where its amount stood until now; it ``is_return``
    when the bank gave the money back."""

    __slots__ = ()
    currency: str
    amount_minor: int
    value_date: date
    released_from: str
    is_return: bool

    STATUS = PaymentStatus.EXPLAINED

    def explained(self, by: str) -> str:
        """How much, and of which transfer."""
        what = "Return" if self.is_return else "Payout"
        return f"{what} of {money_text(self.amount_minor, self.currency)} explained by {by}"

    def postings(self) -> Sequence[Posting]:
        """On its way between the bank's line and the transfer."""
        return between(Account(self.released_from), self.is_return, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


def line_to_explain(state: PaymentState) -> dict[str, Any] | Refusal:
    """What an event says of the line: of one that took money and is not explained, or brought money that has found no
    case."""
    if refusal := refuse_unless_known(state):
        return refusal
    if state.status is PaymentStatus.EXPLAINED:
        return Refusal("line_explained_already", "It is on record already which transfer this line is of.")
    is_return = state.status in HERE
    if not is_return and state.status is not PaymentStatus.DEDUCTED:
        return Refusal("payment_placed", "The money of this line is a payment's on a case, or was taken back.")
    receipt = state.receipt
    said = {"currency": receipt.currency, "amount_minor": state.placed_minor, "value_date": receipt.value_date}
    return {**said, "released_from": ACCOUNT_OF[state.status], "is_return": is_return}


def between(stood_on: Account, is_return: bool, amount_minor: int, currency: str) -> list[Posting]:
    """What the bank took stands in debit where it stood, and what it gave back in credit: so it does in clearing."""
    if is_return:
        return transfer(stood_on, Account.REMITTANCE_CLEARING, amount_minor, currency)
    return transfer(Account.REMITTANCE_CLEARING, stood_on, amount_minor, currency)


def is_explanation(event_type: type[Event]) -> bool:
    """Whether events of this type say which transfer a line is of."""
    return issubclass(event_type, Explained)


@MATCH.when(is_explanation)
def explained(match: Match, event: Event) -> Match:
    """Its transfer takes it from here."""
    assert isinstance(event, Explained)
    return match.at(event.STATUS, is_return=event.is_return)
