"""Double entry: each event's postings add up to zero in each currency, and so do all of them."""

from __future__ import annotations

from collections import Counter

from infra.audit.checker.event import Seen
from infra.audit.checker.report import CheckReport


class Books:
    """Adds the postings up."""

    def __init__(self, report: CheckReport) -> None:
        self._report = report
        self._sums: Counter[str] = Counter()

    def follow(self, event: Seen) -> None:
        """The next event."""
        sums: Counter[str] = Counter()
        for posting in event.event.postings():
            sums[posting.currency] += posting.amount_minor
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
