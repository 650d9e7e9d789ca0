"""The postings of an allocation, and its parts as a person reads them."""

from __future__ import annotations

from domain.case.allocation.state import Parts
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.money import money_text


def covered_postings(parts: Parts, currency: str, counterpart: Account) -> list[Posting]:
    """Less is owed of each part, and ``counterpart`` says where that part of the claim went."""
    return [
        *transfer(counterpart, RECEIVABLES["court_costs"], parts.court_costs_minor, currency),
        *transfer(counterpart, RECEIVABLES["fees"], parts.fees_minor, currency),
        *transfer(counterpart, RECEIVABLES["interest"], parts.interest_minor, currency),
        *transfer(counterpart, RECEIVABLES["principal"], parts.principal_minor, currency),
    ]


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
