"""The postings of an allocation, and its parts as a person reads them."""

from __future__ import annotations

from domain.case.allocation.state import Parts
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.money import money_text

_IN_ORDER = tuple(RECEIVABLES[part] for part in ("court_costs", "fees", "interest", "principal"))
"""As the first four of ``Parts``."""


def covered_postings(parts: Parts, currency: str, counterpart: Account) -> list[Posting]:
    """Less is owed of each part, and ``counterpart`` says where that part of the claim went."""
    postings: list[Posting] = []
    for account, minor in zip(_IN_ORDER, parts, strict=False):
        if minor:
            postings += transfer(counterpart, account, minor, currency)
    return postings


def allocation_postings(parts: Parts, currency: str) -> list[Posting]:
    """Out of clearing: to the creditor what was covered, back to the payer what was not owed."""
    return [
        *covered_postings(parts, currency, Account.COLLECTED),
        *transfer(Account.ALLOCATION_CLEARING, Account.CLIENT_PAYABLE, parts.covered_minor, currency),
        *transfer(Account.ALLOCATION_CLEARING, Account.REFUND_PAYABLE, parts.overpaid_minor, currency),
    ]


def parts_text(parts: Parts, currency: str) -> str:
    """Such as ``fees 60.00 SEK, principal 1,000.00 SEK``: the parts that are not zero."""
    amounts = {
        "court costs": parts.court_costs_minor,
        "fees": parts.fees_minor,
        "interest": parts.interest_minor,
        "principal": parts.principal_minor,
        "overpaid": parts.overpaid_minor,
    }
    return ", ".join(f"{name} {money_text(minor, currency)}" for name, minor in amounts.items() if minor)
