"""What counts from an earlier day became known late: what was allocated of later days is made anew, in their order.

No event is edited. Allocations of later days are withdrawn, the last first, and late interest of later days is taken
back; then what became known happens, and the allocations are made again in the order of the bank's days, each with the
late interest up to its own. So whoever paid in time owes what they would owe had we known it in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from domain.case.allocation.money import allocation_postings, covered_postings, parts_text
from domain.case.allocation.state import CREDITS, Credit, Credits, Parts
from domain.case.allocation.waterfall import waterfall
from domain.case.charges.accruing import accrued_to
from domain.case.charges.correcting import InterestCorrected, taken_back_from
from domain.case.charges.interest_to import interest_posted_until
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import Account, Posting, mirrored
from domain.kernel.message import Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal

Step = Callable[[CaseState], "list[Event] | Refusal"]
"""Something that happens, by how the case stands then."""


@dataclass(frozen=True, slots=True)
class EarlierAllocationFields:
    """Of which money: of a payment, or of the ``direct_payment``-th that the creditor had directly (from 1; the other
    is None). It counts from the bank's day ``value_date``, and so much of it covers each part of the debt."""

    payment_id: UUID | None
    direct_payment: int | None
    currency: str
    value_date: date
    court_costs_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int


@CASE.event
@dataclass(frozen=True, slots=True)
class AllocationWithdrawn(EarlierAllocationFields, Event):
    """What this money had covered is owed again for a moment: something of the day ``known_late`` comes before it.

    Its ``AllocationRestated`` follows in the same decision. What was owed back to the payer stays so.
    """

    known_late: date

    def sentence(self) -> str:
        """Of which day, what, and why."""
        parts = parts_text(_covered(self), self.currency)
        return f"Allocation of {self.value_date} withdrawn, as something of {self.known_late} comes first: {parts}"

    def postings(self) -> Sequence[Posting]:
        """The allocation's, the other way round."""
        return mirrored(_postings(self, _covered(self)))


@CASE.event
@dataclass(frozen=True, slots=True)
class AllocationRestated(EarlierAllocationFields, Event):
    """What that money covers after all. ``overpaid`` is what was not owed: it is owed back, or the creditor has it."""

    overpaid_minor: int
    rule: str

    @property
    def parts(self) -> Parts:
        """As the state keeps them."""
        return Parts(
            self.court_costs_minor, self.fees_minor, self.interest_minor, self.principal_minor, self.overpaid_minor
        )

    def sentence(self) -> str:
        """How much of which day, to what."""
        amount = money_text(self.parts.covered_minor + self.overpaid_minor, self.currency)
        return f"{amount} of {self.value_date} allocated anew: {parts_text(self.parts, self.currency)}"

    def postings(self) -> Sequence[Posting]:
        """As when it was allocated first."""
        return _postings(self, self.parts)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


class Course(NamedTuple):
    """What happens, and how the case stands after it."""

    events: list[Event]
    state: CaseState


def in_turn(state: CaseState, steps: Iterable[Step]) -> Course | Refusal:
    """What comes of one step after the other; the first refusal, where there is one."""
    events: list[Event] = []
    for step in steps:
        happened = step(state)
        if isinstance(happened, Refusal):
            return happened
        state = CASE.evolve_all(state, happened)
        events += happened
    return Course(events, state)


def in_order_of_days(state: CaseState, day: date, *what: Step) -> Course | Refusal:
    """``what`` counts from ``day``: it happens before the money and the interest of later days, which are made anew."""
    later, until = state.credits.later_than(day), interest_posted_until(state)
    anew = in_turn(
        state,
        (
            partial(_withdrawn, later, day),
            partial(taken_back_from, since=day),
            *what,
            *(step for one in later for step in _steps_again(*one)),
            *([] if until is None else [partial(_interest_again, until)]),
        ),
    )
    if isinstance(anew, Refusal) or not later or _differs(later, anew.events):
        return anew
    at_once = in_turn(state, what)
    return at_once if isinstance(at_once, Course) and _is_alike(at_once.state, anew.state) else anew


def owed_back_after(state: CaseState, *what: Step) -> Course | Refusal:
    """``what`` leaves nothing that could be owed: all money is allocated anew after it, and is owed back."""
    paid = state.credits.later_than(date.min)
    if not paid:
        return in_turn(state, what)
    before_all = paid[0][1].value_date - timedelta(days=1)
    anew = (partial(_restated, *one) for one in paid)
    return in_turn(state, (partial(_withdrawn, paid, before_all), *what, *anew))


def interest_put_right(state: CaseState, since: date | None, event: Event) -> Course | Refusal:
    """``event`` changes the late interest of the days from ``since`` on, or of all days: what was added of it is worked
    out anew after it."""
    since = since or state.claim.interest_from
    if since is None or not state.interest.beyond(since):
        return Course([event], CASE.evolve(state, event))
    return in_order_of_days(state, since, lambda _: [event])


def _withdrawn(later: Sequence[tuple[UUID | int, Credit]], day: date, state: CaseState) -> list[Event]:
    return [
        AllocationWithdrawn(**_fields(state, which, one.value_date, one.parts), known_late=day)
        for which, one in reversed(later)
        if one.parts.covered_minor
    ]


def _steps_again(which: UUID | int, credit: Credit) -> Sequence[Step]:
    return partial(_accrued_to, credit.value_date), partial(_restated, which, credit)


def _restated(which: UUID | int, credit: Credit, state: CaseState) -> list[Event] | Refusal:
    if not credit.parts.covered_minor:
        return []
    poured = waterfall(state, credit.parts.covered_minor, credit.value_date)
    if isinstance(poured, Refusal):
        return poured
    parts, rule = poured
    fields = _fields(state, which, credit.value_date, parts)
    return [AllocationRestated(**fields, overpaid_minor=parts.overpaid_minor, rule=rule)]


def _accrued_to(day: date, state: CaseState) -> list[Event] | Refusal:
    return accrued_to(state, day)


def _interest_again(until: date, state: CaseState) -> list[Event] | Refusal:
    """Up to the day to which it had been added before."""
    return accrued_to(state, until) if state.outstanding_minor else []


def _differs(later: Sequence[tuple[UUID | int, Credit]], anew: Sequence[Event]) -> bool:
    """Whether any money or interest comes to stand otherwise for what became known."""
    before = [_covered(one.parts) for _, one in later if one.parts.covered_minor]
    after = [_covered(one) for one in anew if isinstance(one, AllocationRestated)]
    return before != after or any(isinstance(one, InterestCorrected) for one in anew)


def _is_alike(one: CaseState, other: CaseState) -> bool:
    """Whether all money covers the same, that of ``what`` too: later money may have covered what its day owed first."""
    accounts = one.balance.minor.keys() | other.balance.minor.keys()
    stands_alike = all(one.balance.on(account) == other.balance.on(account) for account in accounts)
    return one.credits == other.credits and stands_alike


def _fields(state: CaseState, which: UUID | int, value_date: date, parts: Parts) -> dict[str, Any]:
    is_payment = isinstance(which, UUID)
    return {
        "payment_id": which if is_payment else None,
        "direct_payment": None if is_payment else which,
        "currency": state.currency,
        "value_date": value_date,
        **parts.by_part(),
    }


def _which(event: EarlierAllocationFields) -> UUID | int:
    return event.payment_id or event.direct_payment or 0


def _covered(by: EarlierAllocationFields | Parts) -> Parts:
    return Parts(by.court_costs_minor, by.fees_minor, by.interest_minor, by.principal_minor)


def _postings(event: EarlierAllocationFields, parts: Parts) -> Sequence[Posting]:
    """A payment's, or those of money that the creditor had directly."""
    if event.payment_id is None:
        return covered_postings(parts, event.currency, Account.PAID_TO_CREDITOR)
    return allocation_postings(parts, event.currency)


@CREDITS.on(AllocationWithdrawn)
def allocation_withdrawn(credits: Credits, event: AllocationWithdrawn) -> Credits:
    """It covers nothing for a moment."""
    return credits.with_parts(_which(event), Parts(0, 0, 0, 0))


@CREDITS.on(AllocationRestated)
def allocation_restated(credits: Credits, event: AllocationRestated) -> Credits:
    """It covers this."""
    return credits.with_parts(_which(event), event.parts)
