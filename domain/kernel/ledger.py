"""The double-entry ledger: which accounts an event moves money between.

Each event balances by itself, in its own currency, because every function here speaks in ``transfer``s: the same
amount out of one account and into another. Where a payment and a case have yet to meet, the money stands in a named
clearing account, so that a crash between the two leaves it somewhere that a person can see.

Amounts are minor units; a debit is positive, a credit negative. The sum over all accounts is always zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from domain.kernel.aggregate import Event


class Account(StrEnum):
    """The accounts. What we hold and are owed stands in debit; what we owe, in credit."""

    BANK_CLIENT_FUNDS = "bank_client_funds"
    """Money on the client account, apart from the agency's own (SE inkassolag 10 §)."""
    RECEIPTS_CLEARING = "receipts_clearing"
    """Received, and not yet matched or put in suspense."""
    SUSPENSE = "suspense"
    """Received, and no case found: never guessed to one."""
    ALLOCATION_CLEARING = "allocation_clearing"
    """Matched to a case, and not yet allocated on it."""
    RECEIVABLE_PRINCIPAL = "debtor_receivable_principal"
    RECEIVABLE_INTEREST = "debtor_receivable_interest"
    RECEIVABLE_FEES = "debtor_receivable_fees"
    CLAIMS_IN_COLLECTION = "claims_in_collection"
    """What creditors have handed over to be collected: the counterpart of the receivables."""
    CLIENT_PAYABLE = "client_payable"
    """Collected, and owed to the creditors."""
    REFUND_PAYABLE = "refund_payable"
    """Overpaid, and owed back to the debtor."""


RECEIVABLES = {
    "principal": Account.RECEIVABLE_PRINCIPAL,
    "interest": Account.RECEIVABLE_INTEREST,
    "fees": Account.RECEIVABLE_FEES,
}


@dataclass(frozen=True, slots=True)
class Posting:
    """One line in the ledger: ``amount_minor`` units of ``currency``; debit positive, credit negative."""

    account: Account
    currency: str
    amount_minor: int


def transfer(debit: Account, credit: Account, amount_minor: int, currency: str) -> list[Posting]:
    """The two postings that move an amount from ``credit`` to ``debit``; none for an amount of zero."""
    if not amount_minor:
        return []
    return [Posting(debit, currency, amount_minor), Posting(credit, currency, -amount_minor)]


SomeEvent = TypeVar("SomeEvent", bound=Event)
PostingRule = Callable[[Any], Sequence[Posting]]
_RULES: dict[type[Event], PostingRule] = {}


def posts(
    event_type: type[SomeEvent],
) -> Callable[[Callable[[SomeEvent], Sequence[Posting]]], Callable[[SomeEvent], Sequence[Posting]]]:
    """Function decorator: this function gives the postings of events of ``event_type``."""

    def register(
        function: Callable[[SomeEvent], Sequence[Posting]],
    ) -> Callable[[SomeEvent], Sequence[Posting]]:
        _RULES[event_type] = function
        return function

    return register


def postings(event: Event) -> Sequence[Posting]:
    """The postings of ``event``: empty when it moves no money. They sum to zero in each currency."""
    rule = _RULES.get(type(event))
    return rule(event) if rule else ()
