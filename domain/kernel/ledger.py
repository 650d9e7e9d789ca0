"""The double-entry ledger: which accounts an event moves money between.

Each event balances by itself, in its own currency, because events speak in ``transfer``s: the same amount out of one
account and into another. Where a payment and a case have yet to meet, the money stands in a named clearing account,
so that a crash between the two leaves it somewhere that a person can see.

Amounts are minor units; a debit is positive, a credit negative. The sum over all accounts is always zero, for each
case and payment too: what a case owes and what a payment is worth are sums of their own postings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import NamedTuple


class Account(StrEnum):
    """The accounts. What we hold and are owed stands in debit; what we owe, in credit."""

    BANK_CLIENT_FUNDS = "bank_client_funds"
    """Money on the client account, apart from the agency's own (SE inkassolag 10 §)."""
    RECEIPTS_CLEARING = "receipts_clearing"
    """Received, and not yet matched or put in suspense."""
    SUSPENSE = "suspense"
    """Received, and no case found: never guessed to one."""
    ALLOCATION_CLEARING = "allocation_clearing"
    """Matched to a case, and not yet allocated to it; or to be given back by a case to its payment."""
    DEDUCTIONS = "deductions"
    """Taken from the client account by the bank, and not explained yet."""
    CLIENT_PAYABLE = "client_payable"
    """Collected, and owed to the creditors."""
    REMITTANCE_PAYABLE = "remittance_payable"
    """In a remittance that is prepared: to be paid out to a creditor, and not yet taken by the bank."""
    REMITTANCE_CLEARING = "remittance_clearing"
    """A line of the bank that is said to be a remittance's or a refund's, and not yet agreed to by what it is for."""
    UNTRANSFERRED_FEES = "untransferred_fees"
    """The agency's own share of what was collected, as long as it is on the client account."""
    REFUND_PAYABLE = "refund_payable"
    """Overpaid or for no case, and owed back to the payer."""
    REFUND_CLEARING = "refund_clearing"
    """Given back by a case for a refund, and not yet taken over by the payment that it was of."""
    CHARGEBACK_LOSS = "chargeback_loss"
    """Taken back by the bank after it had been refunded, or borne for a creditor: the client account lacks it until the
    agency makes it good."""
    CLAIMS_HANDED_OVER = "claims_handed_over"
    """All that creditors have handed over to be collected. With the next, its counterparts are the others below."""
    ADDED_SINCE = "added_since_handover"
    """Interest, fees and court costs that were added since a claim was handed over."""
    RECEIVABLE_PRINCIPAL = "debtor_receivable_principal"
    RECEIVABLE_INTEREST = "debtor_receivable_interest"
    RECEIVABLE_FEES = "debtor_receivable_fees"
    RECEIVABLE_COURT_COSTS = "debtor_receivable_court_costs"
    COLLECTED = "collected"
    """Of what was handed over or added: paid to us."""
    PAID_TO_CREDITOR = "paid_to_creditor"
    """Of what was handed over or added: paid by the debtor to the creditor directly."""
    WRITTEN_OFF = "written_off"
    """Of what was handed over or added: no longer collected."""


RECEIVABLES = {
    "principal": Account.RECEIVABLE_PRINCIPAL,
    "interest": Account.RECEIVABLE_INTEREST,
    "fees": Account.RECEIVABLE_FEES,
    "court_costs": Account.RECEIVABLE_COURT_COSTS,
}
"""The parts of a debt, never folded into each other (SE inkassolag 5 §), and where each stands while it is owed."""

_PART_OF = {account: part for part, account in RECEIVABLES.items()}

CASE_ACCOUNTS = (
    *(Account.CLAIMS_HANDED_OVER, Account.ADDED_SINCE, *RECEIVABLES.values()),
    *(Account.COLLECTED, Account.PAID_TO_CREDITOR, Account.WRITTEN_OFF, Account.REFUND_PAYABLE),
)
"""What stands on each of these because of a case is shown with the case."""

CLIENT_FUNDS = frozenset(Account) - {
    *(Account.CLAIMS_HANDED_OVER, Account.ADDED_SINCE, *RECEIVABLES.values()),
    *(Account.COLLECTED, Account.PAID_TO_CREDITOR, Account.WRITTEN_OFF),
}
"""What the client account holds and what is owed of it: they add up to zero in each event, and so for each creditor."""

CLEARING = (
    *(Account.RECEIPTS_CLEARING, Account.ALLOCATION_CLEARING),
    *(Account.REMITTANCE_CLEARING, Account.REFUND_CLEARING),
)
"""Empty whenever nothing is under way."""


class Posting(NamedTuple):
    """One line in the ledger: ``amount_minor`` units of ``currency``; debit positive, credit negative."""

    account: Account
    currency: str
    amount_minor: int


_posting = partial(tuple.__new__, Posting)  # half the time of its constructor


def transfer(debit: Account, credit: Account, amount_minor: int, currency: str) -> list[Posting]:
    """The two postings that move an amount from ``credit`` to ``debit``; none for an amount of zero."""
    if not amount_minor:
        return []
    return [_posting((debit, currency, amount_minor)), _posting((credit, currency, -amount_minor))]


def covered(postings: Sequence[Posting], counterpart: Account) -> dict[str, int]:
    """What of each part of a debt went to ``counterpart``, in minor units; below zero what came back from there.

    ``postings`` are pairs, as ``transfer`` makes them.
    """
    found = dict.fromkeys(RECEIVABLES, 0)
    for pair in zip(postings[::2], postings[1::2], strict=True):
        one, other = pair if pair[0].account is counterpart else pair[::-1]
        if one.account is counterpart and other.account in _PART_OF:
            found[_PART_OF[other.account]] += one.amount_minor
    return found


def mirrored(postings: Iterable[Posting]) -> list[Posting]:
    """The same postings the other way round."""
    return [_posting((account, currency, -amount_minor)) for account, currency, amount_minor in postings]


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on each account because of one aggregate, in minor units of its one currency."""

    minor: Mapping[Account, int] = field(default_factory=dict)

    def on(self, account: Account) -> int:
        """Debit positive, credit negative."""
        return self.minor.get(account, 0)

    def owed(self, part: str) -> int:
        """What is still owed of ``principal``, ``interest``, ``fees`` or ``court_costs``."""
        return self.on(RECEIVABLES[part])

    def owed_of(self, parts: Iterable[str]) -> dict[str, int]:
        """The same of several of them, in their order."""
        return {part: self.minor.get(RECEIVABLES[part], 0) for part in parts}

    @property
    def outstanding_minor(self) -> int:
        """What is still owed in all."""
        return sum([self.minor.get(account, 0) for account in RECEIVABLES.values()])

    def after(self, postings: Iterable[Posting]) -> Balance:
        """The balance with postings added."""
        minor = dict(self.minor)
        for account, _, amount_minor in postings:
            minor[account] = minor.get(account, 0) + amount_minor
        return Balance(minor)
