"""The late interest of a case up to a day: worked out from its state alone, whoever asks, and for whatever day.

Simple interest on the principal that is owed on each day, at the rate of that day: not on interest, not on fees. Money
ends it on the bank's day; while a hold stops interest, none runs. Without a row for a day there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from domain.case.state import CaseState
from domain.kernel.calendar import local_day
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from domain.law.computed import LawAmount
from domain.law.interest import InterestSpan, late_interest
from domain.law.scope import asked


@dataclass(frozen=True, slots=True)
class InterestDays:
    """The days from ``first`` up to and without ``until``: one principal, and one yearly rate in hundredths of a
    percent."""

    first: date
    until: date
    base_minor: int
    rate_basis_points: int


@dataclass(frozen=True, slots=True)
class InterestTo:
    """``amount_minor`` for all the days together, rounded once, and the ids of the rows that it follows from."""

    amount_minor: int = 0
    days: tuple[InterestDays, ...] = ()
    rules: tuple[str, ...] = ()


NO_INTEREST = InterestTo()


def interest_to(state: CaseState, day: date) -> InterestTo | Refusal:
    """What has come up since interest was last added, up to and without ``day``; nothing where none is claimed.

    Gives the refusal ``rule_missing`` where a row of these days is not on file.
    """
    first = interest_posted_until(state)
    if first is None or first >= day or not state.life.is_open:
        return NO_INTEREST
    if any(since <= first and day <= ended for since, ended in _stopped(state)):
        return NO_INTEREST
    return _together(state, _stretches(state, first, day, None))


def interest_on(state: CaseState, principal_minor: int, first: date, until: date) -> InterestTo | Refusal:
    """The late interest that so much principal bears, if it is owed on each of these days."""
    return _together(state, _stretches(state, first, until, principal_minor))


def interest_posted_until(state: CaseState) -> date | None:
    """The first day whose late interest is not part of the debt yet; None when no late interest is claimed."""
    if state.claim.interest_from is None:
        return None
    return state.interest.until or state.claim.interest_from


def debtor_kind(state: CaseState) -> Debtor:
    """Who owes; where nobody said it, a consumer, whom the law protects more."""
    return state.claim.debtor_kind or Debtor.CONSUMER


def _together(state: CaseState, stretches: Iterator[tuple[date, date, int]]) -> InterestTo | Refusal:
    exact, days, rules = Fraction(0), list[InterestDays](), dict[str, None]()
    currency, bearing = state.currency, _bearing(state)
    for first, until, base_minor in stretches:
        spans = _interest(bearing, base_minor, first, until)
        if isinstance(spans, Refusal):
            return spans
        for span in spans:
            exact += span.amount.exact_minor
            days.append(InterestDays(span.first, span.until, base_minor, span.rate.basis_points))
            rules |= dict.fromkeys(span.amount.rules)
    if not days:
        return NO_INTEREST
    return InterestTo(LawAmount(exact, currency, ()).rounded().minor, tuple(days), tuple(rules))


class _Bearing(NamedTuple):
    """What decides on the rate of a claim's late interest; ``began`` is the day from which it bears any."""

    jurisdiction: str
    currency: str
    debtor: Debtor
    due: date
    began: date | None


def _bearing(state: CaseState) -> _Bearing:
    claim = state.claim
    return _Bearing(claim.jurisdiction, claim.currency, debtor_kind(state), claim.due_date, claim.interest_from)


@lru_cache(maxsize=1024)
def _interest(claim: _Bearing, base_minor: int, first: date, until: date) -> tuple[InterestSpan, ...] | Refusal:
    """Remembered: the same days are asked for again by each payment that is looked at."""
    about = asked(claim.debtor, due=claim.due)
    return late_interest(claim.jurisdiction, Money(base_minor, claim.currency), first, until, about, began=claim.began)


def _stretches(
    state: CaseState, first: date, until: date, principal_minor: int | None
) -> Iterator[tuple[date, date, int]]:
    """The days in between, cut wherever the principal changes (unless it is given) or a hold begins or ends.

    What was owed of it on a day is what is owed now, and what went later.
    """
    stopped = _stopped(state)
    gone = _principal_gone(state) if principal_minor is None else []
    still_owed_minor = state.balance.owed("principal") if principal_minor is None else principal_minor
    cuts = {day for pause in stopped for day in pause} | {day for day, _ in gone}
    within = sorted({first, until, *(day for day in cuts if first < day < until)})
    for start, end in pairwise(within):
        if any(since <= start < ended for since, ended in stopped):
            continue
        base_minor = still_owed_minor + sum([minor for day, minor in gone if day > start])
        if base_minor > 0:
            yield start, end, base_minor


def _principal_gone(state: CaseState) -> list[tuple[date, int]]:
    """What was paid of it, by the bank's days, and what was credited of it after it had been owed for some time."""
    return [*state.credits.principal_by_day(), *state.claim.credited]


def _stopped(state: CaseState) -> list[tuple[date, date]]:
    """From which local day until which no interest runs; the day on which a hold is lifted bears interest again."""
    where = state.claim.jurisdiction
    return [
        (local_day(one.since, where), date.max if one.lifted_at is None else local_day(one.lifted_at, where))
        for one in state.holds.by_number.values()
        if one.scope.interest
    ]
