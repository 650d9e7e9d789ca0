"""The days of interest within an event, each stretch with what it bears, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from domain.case.charges.accruing import InterestAccrued
from domain.case.charges.interest_to import InterestDays, interest_to
from domain.case.state import CaseState
from domain.kernel.message import Event
from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.kernel.refusal import Refusal
from domain.law.policies import INTEREST_YEAR
from domain.law.values import YearlyRate

DECIMALS = 4
"""An exact amount is shown to so many decimals: what is rounded is the sum, not each stretch."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``first`` up to and without ``until`` at one rate on one principal; ``days_in_year`` None: not known."""

    first: date
    until: date
    base_minor: int
    rate: YearlyRate
    days_in_year: int | None

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.first).days

    @property
    def exact_minor(self) -> Fraction | None:
        """What these days bear, not rounded."""
        if self.days_in_year is None:
            return None
        return self.base_minor * self.rate.fraction * self.days / self.days_in_year

    def exact_text(self, currency: str) -> str:
        """In whole units of the currency, such as ``8.2192``; empty where it is not known."""
        if self.exact_minor is None:
            return ""
        parts = round(self.exact_minor * 10**DECIMALS / 10 ** MINOR_UNIT_DIGITS[currency])
        return f"{parts // 10**DECIMALS:,}.{parts % 10**DECIMALS:0{DECIMALS}d}"

    def as_json(self, currency: str) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "first": self.first, "until": self.until, "days": self.days, "base_minor": self.base_minor,
            "rate_basis_points": self.rate.basis_points, "days_in_year": self.days_in_year,
            "exact": self.exact_text(currency) or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CameUp:
    """Late interest up to and without ``day`` that is no part of the debt yet; ``refused`` says why it is not known."""

    day: date
    amount_minor: int
    spans: tuple[Span, ...]
    rules: tuple[str, ...]
    refused: str = ""

    def as_json(self, currency: str) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "to": self.day, "amount_minor": self.amount_minor, "rules": list(self.rules),
            "interest": [span.as_json(currency) for span in self.spans], "refused": self.refused or None,
        }  # fmt: skip


def came_up(state: CaseState, day: date) -> CameUp:
    """What bears interest since it was last added, to the day of the question."""
    interest = interest_to(state, day)
    if isinstance(interest, Refusal):
        return CameUp(day, 0, (), (), interest.message)
    return CameUp(day, interest.amount_minor, spans(interest.days, interest.rules), interest.rules)


def spans_of(event: Event) -> tuple[Span, ...]:
    """Those of late interest that was added; none for any other event."""
    return spans(event.days, event.rules) if isinstance(event, InterestAccrued) else ()


def spans(days: Iterable[InterestDays], rules: Iterable[str]) -> tuple[Span, ...]:
    """Each stretch, divided by the days of a year that one of the rules says."""
    year = next((row.value.count for row in INTEREST_YEAR.rows if row.rule_id in set(rules)), None)
    return tuple(Span(one.first, one.until, one.base_minor, YearlyRate(one.rate_basis_points), year) for one in days)
