"""Amounts that follow from rows of law: exact until somebody rounds them, and naming every row that they used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import wraps
from math import floor
from typing import ParamSpec, TypeVar

from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.scope import EVERYBODY, AskedFor
from domain.law.table import LawRow, RuleTable, row_in_force

Value = TypeVar("Value")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class LawAmount:
    """``exact_minor`` minor units of ``currency``, not rounded, and the ids of the rows that it follows from."""

    exact_minor: Fraction
    currency: str
    rules: tuple[str, ...]

    def rounded(self) -> Money:
        """To the nearest minor unit, half of one up."""
        return self.rounded_to(Money(1, self.currency))

    def rounded_to(self, unit: Money) -> Money:
        """To the nearest multiple of ``unit``, half of one up."""
        above, below = self.exact_minor.numerator, self.exact_minor.denominator * unit.minor
        return Money((2 * above + below) // (2 * below) * unit.minor, self.currency)

    def rounded_down_to(self, unit: Money) -> Money:
        """To the multiple of ``unit`` at or below it."""
        return Money(floor(self.exact_minor / unit.minor) * unit.minor, self.currency)


class _RuleMissing(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def needed(table: RuleTable[Value], jurisdiction: str, day: date, applies_to: AskedFor = EVERYBODY) -> LawRow[Value]:
    """The row in force; without one, the function marked ``refuses_without_rules`` that asks gives the refusal."""
    row = row_in_force(table, jurisdiction, day, applies_to)
    if isinstance(row, Refusal):
        raise _RuleMissing(row)
    return row


def printed_amount(
    table: RuleTable[Money], jurisdiction: str, day: date, applies_to: AskedFor = EVERYBODY
) -> LawAmount:
    """The amount that a ``needed`` row prints."""
    row = needed(table, jurisdiction, day, applies_to)
    return LawAmount(Fraction(row.value.minor), row.value.currency, (row.rule_id,))


def refuses_without_rules(
    function: Callable[Arguments, Result],
) -> Callable[Arguments, Result | Refusal]:
    """Decorator: where a ``needed`` row is missing, the function's answer is the refusal that says which."""

    @wraps(function)
    def answer(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result | Refusal:
        try:
            return function(*args, **kwargs)
        except _RuleMissing as missing:
            return missing.refusal

    return answer
