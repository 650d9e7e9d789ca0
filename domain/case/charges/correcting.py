"""Something counts from earlier than was known: late interest that was added for later days is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.case.charges.state import INTEREST, Interest
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.message import Event
from domain.kernel.money import money_text


@CASE.event
@dataclass(frozen=True, slots=True)
class InterestCorrected(Event):
    """All late interest that had been added for ``since`` or later is taken back, whole: something of that day, such as
    money or a credit, became known late.

    What is owed after all for the days from ``first`` on is added again, by events of its own.
    """

    since: date
    first: date
    currency: str
    amount_minor: int

    def sentence(self) -> str:
        """How much, and why."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Late interest {amount} from {self.first} on taken back: what counts from {self.since} was not known"

    def postings(self) -> Sequence[Posting]:
        """The mirror of what had added it."""
        return transfer(Account.ADDED_SINCE, RECEIVABLES["interest"], self.amount_minor, self.currency)


def taken_back_from(state: CaseState, since: date) -> list[Event]:
    """The correction for something of that day; no event where no interest was added beyond it.

    Interest that is not owed any more, as money of before or a dispute has covered it, is not taken back.
    """
    beyond = state.interest.beyond(since)
    amount_minor = sum(one.amount_minor for one in beyond)
    if not 0 < amount_minor <= state.balance.owed("interest"):
        return []
    return [InterestCorrected(since, min(one.first for one in beyond), state.currency, amount_minor)]


@INTEREST.on(InterestCorrected)
def interest_corrected(interest: Interest, event: InterestCorrected) -> Interest:
    """Nothing of its first day or later is added any more."""
    return interest.without_days_from(event.first)
