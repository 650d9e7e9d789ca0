"""Double entry: each event's postings add up to zero in each currency, and so do all of them.

The client account is owed, at every position: an event that moves what is in the bank moves what is owed of it by as
much. So those of its postings that are about our clients' money add up to zero by themselves.
"""

from __future__ import annotations

from collections import Counter

from domain.kernel.ledger import RECEIVABLES, Account
from infra.audit.checker.event import Seen
from infra.audit.checker.report import CheckReport

DEBT = frozenset(
    {
        *RECEIVABLES.values(),
        Account.CLAIMS_HANDED_OVER,
        Account.ADDED_SINCE,
        Account.COLLECTED,
        Account.PAID_TO_CREDITOR,
        Account.WRITTEN_OFF,
    }
)
"""What debtors owe, and what became of it; all other accounts are about the money on the client account."""


class Books:
    """Adds the postings up."""

    def __init__(self, report: CheckReport) -> None:
        self._report = report
        self._sums: Counter[str] = Counter()

    def follow(self, event: Seen) -> None:
        """The next event."""
        sums: Counter[str] = Counter()
        funds: Counter[str] = Counter()
        for posting in event.event.postings():
            sums[posting.currency] += posting.amount_minor
            if posting.account not in DEBT:
                funds[posting.currency] += posting.amount_minor
        for currency, difference in funds.items():
            if difference:
                message = (
                    f"The client account and what is owed of it come apart by {difference} minor units of {currency}."
                )
                self._report.found("client_funds", event.where, message)
        for currency, difference in sums.items():
            if difference:
                message = f"Its postings differ by {difference} minor units of {currency}."
                self._report.found("unbalanced", event.where, message)
        for currency, difference in sums.items():
            self._sums[currency] += difference

    def finish(self) -> None:
        """The trial balance."""
        for currency, difference in self._sums.items():
            if difference:
                self._report.found("unbalanced", "the books", f"They differ by {difference} minor units of {currency}.")
