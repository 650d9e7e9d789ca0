"""How large claims are: many small ones and few large ones, as in consumer debt.

A third of Swedish applications for an order to pay are below 800 kronor, and consumer loans in collection are 45,000
Norwegian kroner on average. A lognormal distribution with the median below and a spread of 1.3 has a third below 800
for Sweden, and one claim in a hundred above twenty times the median. It is cut where consumer claims end.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from random import Random
from types import MappingProxyType
from typing import NamedTuple

SPREAD = 1.3


class Sizes(NamedTuple):
    """In minor units: the claim in the middle, the least and the largest one, and what a creditor's own reminder costs
    the debtor."""

    median_minor: int
    least_minor: int
    most_minor: int
    reminder_minor: int


SIZES: Mapping[str, Sizes] = MappingProxyType(
    {
        "SE": Sizes(140_000, 9_900, 25_000_000, 6_000),
        "NO": Sizes(140_000, 9_900, 25_000_000, 3_500),
        "FI": Sizes(13_000, 990, 2_200_000, 500),
        "DK": Sizes(100_000, 9_900, 17_000_000, 10_000),
        "DE": Sizes(13_000, 990, 2_200_000, 250),
    }
)


def principal_minor(dice: Random, jurisdiction: str) -> int:
    """What a claim is of, to the whole crown or euro in three of four."""
    sizes = SIZES[jurisdiction]
    drawn = round(sizes.median_minor * exp(dice.gauss(0.0, SPREAD)))
    whole = drawn if dice.randrange(4) == 0 else drawn // 100 * 100
    return min(max(whole, sizes.least_minor), sizes.most_minor)
