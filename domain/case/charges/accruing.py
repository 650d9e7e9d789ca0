"""Late interest becomes part of the debt: when a payment is allocated, or because somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.case.charges.interest_to import (
    InterestDays,
    debtor_kind,
    interest_posted_until,
    interest_to,
)
from domain.case.charges.state import INTEREST, Interest, Posted
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import RECEIVABLES, Account, Posting, transfer
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.values import YearlyRate


@CASE.command
@dataclass(frozen=True, slots=True)
class AccrueInterest(Command):
    """Add the late interest that has come up to the debt, up to and without the day ``until``."""

    until: date


@CASE.event
@dataclass(frozen=True, slots=True)
class InterestAccrued(Event):
    """Late interest of the days from ``first`` up to and without ``until`` is owed from now on.

    ``amount_minor`` is the exact interest of all ``days`` together, rounded once, by ``rules``.
    ``debtor_kind`` is who owes, and ``debtor_assumed`` says that nobody had told us.
    """

    first: date
    until: date
    currency: str
    amount_minor: int
    days: tuple[InterestDays, ...]
    rules: tuple[str, ...]
    debtor_kind: Debtor
    debtor_assumed: bool

    def sentence(self) -> str:
        """How much, for which days, at which rates."""
        rates = ", ".join(dict.fromkeys(str(YearlyRate(one.rate_basis_points)) for one in self.days))
        assumed = f"; taken to be a {self.debtor_kind}" if self.debtor_assumed else ""
        amount = money_text(self.amount_minor, self.currency)
        return f"Late interest {amount} from {self.first} until {self.until} at {rates}{assumed}"

    def postings(self) -> Sequence[Posting]:
        """More is owed, and added since the claim was handed over."""
        return transfer(RECEIVABLES["interest"], Account.ADDED_SINCE, self.amount_minor, self.currency)


@CASE.decides(AccrueInterest)
def decide_accrue_interest(state: CaseState, command: AccrueInterest, context: Context) -> Decision:
    """On an open case whose creditor claims late interest, up to today, and only what has come up."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    first = interest_posted_until(state)
    if first is None:
        return Refusal("interest_not_claimed", "The creditor claims no late interest on this case.")
    if command.until > context.day(state.claim.jurisdiction):
        return Refusal("happened_in_the_future", "Interest of days that are still to come is not owed yet.")
    accrued = accrued_to(state, command.until)
    if isinstance(accrued, Refusal):
        return accrued
    return accrued or Refusal(
        "no_interest_came_up",
        f"No late interest came up from {first} until {command.until}: no principal bore it, or a hold stopped it.",
    )


def accrued_to(state: CaseState, until: date) -> list[Event] | Refusal:
    """The late interest of the days before ``until`` that is not part of the debt yet; no event where there is none."""
    first = interest_posted_until(state)
    interest = interest_to(state, until)
    if first is None or isinstance(interest, Refusal):
        return interest if isinstance(interest, Refusal) else []
    if not interest.amount_minor:
        return []
    return [
        InterestAccrued(
            first=first,
            until=until,
            currency=state.currency,
            amount_minor=interest.amount_minor,
            days=interest.days,
            rules=interest.rules,
            debtor_kind=debtor_kind(state),
            debtor_assumed=state.claim.debtor_kind is None,
        )
    ]


@INTEREST.on(InterestAccrued)
def interest_accrued(interest: Interest, event: InterestAccrued) -> Interest:
    """So much more."""
    return interest.after(Posted(event.first, event.until, event.amount_minor))
