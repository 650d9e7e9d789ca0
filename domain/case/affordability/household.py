"""The standard amount of a household: what the law leaves its people to live on for a month, before housing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

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
