"""Whether a plan can be kept: pure figures in, one word and the reason for it out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor


class Verdict(StrEnum):
    """``not_assessed``: nobody has asked what the household can pay, and nothing else speaks against the plan."""

    NOT_ASSESSED = "not_assessed"
    REALISTIC = "realistic"
    STRETCHED = "stretched"
    REFUSED = "refused"


class Why(StrEnum):
    """Why a verdict is not ``realistic``."""

    NOTHING_LEFT = "nothing_left"
    ABOVE_MEANS = "above_means"
    DEBT_NEVER_FALLS = "debt_never_falls"
    TOO_LONG = "too_long"
    CLOSE_TO_MEANS = "close_to_means"
    LONG = "long"
    MORE_COSTS_THAN_DEBT = "more_costs_than_debt"


@dataclass(frozen=True, slots=True)
class Measure:
    """``share`` is how much of what is left a plan may take and be realistic; lengths are months, both included.

    ``costs_share`` is what its interest and fees may come to, of the principal.
    """

    share: Fraction
    realistic_months: int
    longest_months: int
    costs_share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Burden:
    """What a plan asks for: the most in any month, for how many begun months; and a month's interest on the debt.

    ``beside_minor`` is what the same household pays in that month on other cases, by the same plan. ``costs_minor`` are
    the interest and fees that are paid by it, ``principal_minor`` what the claim was for.
    """

    month_minor: int
    months: int
    interest_minor: int = 0
    beside_minor: int = 0
    costs_minor: int = 0
    principal_minor: int = 0

    @property
    def household_minor(self) -> int:
        """What the household pays in that month in all."""
        return self.month_minor + self.beside_minor


def verdict(burden: Burden, disposable_minor: int | None, terms: Measure) -> tuple[Verdict, Why | None]:
    """What becomes of a plan of this burden for who has so much left of a month (None: nobody asked)."""
    if why := _refused(burden, disposable_minor, terms):
        return Verdict.REFUSED, why
    if burden.costs_minor > terms.costs_share * burden.principal_minor:
        return Verdict.STRETCHED, Why.MORE_COSTS_THAN_DEBT
    if disposable_minor is None:
        return Verdict.NOT_ASSESSED, None
    if burden.household_minor > terms.share * disposable_minor:
        return Verdict.STRETCHED, Why.CLOSE_TO_MEANS
    if burden.months > terms.realistic_months:
        return Verdict.STRETCHED, Why.LONG
    return Verdict.REALISTIC, None


def _refused(burden: Burden, disposable_minor: int | None, terms: Measure) -> Why | None:
    if disposable_minor is not None and disposable_minor <= 0:
        return Why.NOTHING_LEFT
    if disposable_minor is not None and burden.household_minor > disposable_minor:
        return Why.ABOVE_MEANS
    if burden.month_minor <= burden.interest_minor:
        return Why.DEBT_NEVER_FALLS
    return Why.TOO_LONG if burden.months > terms.longest_months else None


def would_do(owed_minor: int, disposable_minor: int, terms: Measure, unit_minor: int) -> tuple[int, int] | None:
    """The most a month that is realistic, in whole ``unit_minor``, and for how many months; None where none is."""
    a_month = well_kept(disposable_minor, terms, unit_minor)
    if a_month <= 0:
        return None
    months = -(-owed_minor // a_month)
    return (min(a_month, owed_minor), months) if months <= terms.longest_months else None


def well_kept(disposable_minor: int, terms: Measure, unit_minor: int) -> int:
    """The most a month that is realistic, in whole ``unit_minor``; zero or less where there is none."""
    return floor(terms.share * disposable_minor / unit_minor) * unit_minor
