"""Money came earlier than was known: late interest that was added for later days is taken back, and worked out anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.case.charges.accruing import accrued_to
from domain.case.charges.interest_to import interest_posted_until
from domain.case.charges.state import INTEREST, Interest
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.message import Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@CASE.event
@dataclass(frozen=True, slots=True)
class InterestCorrected(Event):
    """All late interest that had been added for ``paid_on`` or later is taken back, whole: money had come that day.

    What is owed after all for the days from ``first`` on is added again, by events of its own.
    """

    paid_on: date
    first: date
    currency: str
    amount_minor: int

    def sentence(self) -> str:
        """How much, and why."""
        amount = money_text(self.amount_minor, self.currency)
        return f"Late interest {amount} from {self.first} on taken back: money of {self.paid_on} became known late"

    def postings(self) -> Sequence[Posting]:
        """The mirror of what had added it."""
        return transfer(Account.ADDED_SINCE, RECEIVABLES["interest"], self.amount_minor, self.currency)


def taken_back_from(state: CaseState, paid_on: date) -> list[Event]:
    """The correction for money of that day; no event where no interest was added beyond it.

    Interest that other money has paid meanwhile is not taken back: what it paid stands.
    """
    beyond = [one for one in state.interest.posted if one.until > paid_on]
    amount_minor = sum(one.amount_minor for one in beyond)
    if not 0 < amount_minor <= state.balance.owed("interest"):
        return []
    return [InterestCorrected(paid_on, min(one.first for one in beyond), state.currency, amount_minor)]


def brought_to(state: CaseState, paid_on: date) -> list[Event] | Refusal:
    """The late interest of the days before ``paid_on``, and no more than that, wherever that can be put right."""
    corrected = taken_back_from(state, paid_on)
    accrued = accrued_to(CASE.evolve_all(state, corrected), paid_on)
    return accrued if isinstance(accrued, Refusal) else [*corrected, *accrued]


def brought_back_to(before: CaseState, state: CaseState) -> list[Event]:
    """After money of an earlier day is allocated: the interest up to the day to which it had been added ``before``."""
    until = interest_posted_until(before)
    if until is None or not state.outstanding_minor:
        return []
    again = accrued_to(state, until)
    return [] if isinstance(again, Refusal) else again


@INTEREST.on(InterestCorrected)
def interest_corrected(interest: Interest, event: InterestCorrected) -> Interest:
    """Nothing of that day or later is added any more."""
    return interest.without_days_from(event.paid_on)
