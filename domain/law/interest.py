"""Late interest: simple, by actual days, at the rate of each day.

Which row's rate counts differs by country. NO and FI print the rate itself; SE, DK, DE and GB add a surcharge to a
reference rate. Everywhere the rate follows the half-year, except in GB, where the half-year in which interest starts
fixes it for good (SI 2002/1675 art. 4), and where the amount of a day is rounded first (gov.uk's worked example).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from domain.kernel.money import Money
from domain.law.computed import LawAmount, needed, refuses_without_rules
from domain.law.late_interest import LATE_INTEREST, LATE_INTEREST_SURCHARGE, REFERENCE_RATE
from domain.law.policies import INTEREST_YEAR
from domain.law.scope import EVERYBODY, AskedFor
from domain.law.values import YearlyRate

_RATE_IS_PRINTED = frozenset({"NO", "FI"})
_FIXED_AT_START = frozenset({"GB"})
_ROUNDS_EACH_DAY = frozenset({"GB"})


@dataclass(frozen=True, slots=True)
class RateInForce:
    """The rate of a day, the last day on which these rows hold (``None``: no end is known), and their ids."""

    rate: YearlyRate
    valid_to: date | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterestSpan:
    """Interest from ``first`` up to and without ``until``, all at one rate."""

    first: date
    until: date
    rate: YearlyRate
    amount: LawAmount


@refuses_without_rules
def late_interest_rate(jurisdiction: str, day: date, applies_to: AskedFor = EVERYBODY) -> RateInForce:
    """The rate for a claim that is as ``applies_to`` says: debtor, due date (DK), day the obligation arose (DE)."""
    return _rate(jurisdiction, day, applies_to)


@refuses_without_rules
def late_interest(
    jurisdiction: str,
    principal: Money,
    first: date,
    until: date,
    applies_to: AskedFor = EVERYBODY,
    *,
    began: date | None = None,
) -> tuple[InterestSpan, ...]:
    """Interest on ``principal`` from ``first`` up to and without ``until``, a span for each rate.

    ``began`` is the day from which the claim bears interest, where that was before ``first``. The whole is the sum of
    the exact amounts, rounded once (``total``); in GB each day is rounded already.
    """
    return tuple(_spans(jurisdiction, principal, (first, until), began or first, applies_to))


def total(spans: tuple[InterestSpan, ...], currency: str) -> LawAmount:
    """All spans together, in ``currency``, with each row named once."""
    exact = sum((span.amount.exact_minor for span in spans), Fraction(0))
    return LawAmount(exact, currency, tuple(dict.fromkeys(rule for span in spans for rule in span.amount.rules)))


def _rate(jurisdiction: str, day: date, applies_to: AskedFor) -> RateInForce:
    tables = [LATE_INTEREST] if jurisdiction in _RATE_IS_PRINTED else [REFERENCE_RATE, LATE_INTEREST_SURCHARGE]
    rows = [needed(table, jurisdiction, day, applies_to) for table in tables]
    ends = [row.valid_to for row in rows if row.valid_to]
    points = sum(row.value.basis_points for row in rows)
    return RateInForce(YearlyRate(points), min(ends, default=None), tuple(row.rule_id for row in rows))


def _spans(
    jurisdiction: str, principal: Money, days: tuple[date, date], began: date, applies_to: AskedFor
) -> Iterator[InterestSpan]:
    first, until = days
    is_fixed = jurisdiction in _FIXED_AT_START
    while first < until:
        year = needed(INTEREST_YEAR, jurisdiction, first, applies_to)
        rate = _rate(jurisdiction, began if is_fixed else first, applies_to)
        last = None if is_fixed else rate.valid_to
        end = until if last is None else min(until, last + timedelta(days=1))
        a_day = principal.minor * rate.rate.fraction / year.value.count
        if jurisdiction in _ROUNDS_EACH_DAY:
            a_day = Fraction(LawAmount(a_day, principal.currency, ()).rounded().minor)
        amount = LawAmount(a_day * (end - first).days, principal.currency, (*rate.rules, year.rule_id))
        yield InterestSpan(first, end, rate.rate, amount)
        first = end
