"""The standard amount of a household: what the law leaves its people to live on for a month, before housing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations_with_replacement

from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.codes import Household
from domain.law.computed import LawAmount
from domain.law.protected import (
    finnish_protected_amount,
    german_protected_pay,
    norwegian_livsopphold,
    swedish_reserved_amount,
)


class Adults(StrEnum):
    """The adults of a household, as the rules of its country tell them apart.

    ``couple`` is both together (SE), ``each_of_couple`` the debtor's own part, ``supports_partner`` a debtor who
    lives with somebody without an income of their own (NO, FI, DE).
    """

    SINGLE = "single"
    COUPLE = "couple"
    EACH_OF_COUPLE = "each_of_couple"
    SUPPORTS_PARTNER = "supports_partner"


CHILDREN_MOST = 20
OLDEST_CHILD = 30
_CHILDREN_LOOKED_FOR = 8
_NO_HOUSING = Money(0, "SEK")


def standard_amount(jurisdiction: str, day: date, adults: Adults, ages: Sequence[int]) -> LawAmount | Refusal:
    """For a month, by the dated rows; ``ages`` are those the children reach in the calendar year.

    Refusal ``rule_missing``: the country has no rows, or none for that day or such a household.
    """
    supported = len(ages) + (adults is Adults.SUPPORTS_PARTNER)
    if jurisdiction == "SE":
        return swedish_reserved_amount(day, Household(adults), ages, _NO_HOUSING)
    if jurisdiction == "NO":
        return norwegian_livsopphold(day, Household(adults), ages)
    if jurisdiction == "FI":
        return finnish_protected_amount(day, supported)
    if jurisdiction == "DE":
        return german_protected_pay(day, supported)
    return Refusal(
        "rule_missing",
        f"No standard amount of a household is on file for {jurisdiction} on {day}: it needs a dated row first.",
        f"{jurisdiction}.standard_amount",
    )


def ages_behind(
    jurisdiction: str, day: date, adults: Adults, amount_minor: int, rules: tuple[str, ...]
) -> tuple[int, ...]:
    """Ages of children with which the rows of that day give this amount by these rules: the youngest of each row.

    Looked for among households of up to eight children; none where no such ages are found.
    """
    youngest: dict[tuple[int, tuple[str, ...]], int] = {}
    for age in range(OLDEST_CHILD + 1):
        alone = standard_amount(jurisdiction, day, adults, (age,))
        if not isinstance(alone, Refusal):
            youngest.setdefault((alone.rounded().minor, alone.rules), age)
    for children in range(_CHILDREN_LOOKED_FOR + 1):
        for ages in combinations_with_replacement(youngest.values(), children):
            found = standard_amount(jurisdiction, day, adults, ages)
            if not isinstance(found, Refusal) and (found.rounded().minor, found.rules) == (amount_minor, rules):
                return ages
    return ()
