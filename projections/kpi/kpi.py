"""What a key figure is: its formula in words, its unit, what it is held against, and which facts it counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a figure is of. Each is made of two whole numbers: a numerator and a denominator."""

    SHARE = "share"
    """Numerator of denominator, as percent."""
    PER_THOUSAND = "per_thousand"
    """A thousand times numerator by denominator."""
    MEAN = "mean"
    """Numerator by denominator."""
    DAYS = "days"
    """How long half of them took at most, and nine of ten: seconds in the numerator; how many in the denominator."""
    COUNT = "count"
    """The numerator alone."""
    MONEY = "money"
    """The numerator, minor units of the currency; the denominator says of how many."""


class When(StrEnum):
    """Which month a fact belongs to."""

    COHORT = "cohort"
    """That in which the claim came in, whenever the rest happened."""
    PERIOD = "period"
    """That in which it happened or fell due."""
    NOW = "now"
    """None: how things stand at the time of the question."""


HALF, NINE_OF_TEN, LONGEST = "half of them", "nine of ten", "the longest"
TIMES = (HALF, NINE_OF_TEN, LONGEST)
"""The parts of a figure of ``Unit.DAYS``."""


class Family(StrEnum):
    """Under which heading a figure stands."""

    RESOLUTION = "Resolution"
    PLANS = "Plans and promises"
    CONTACT = "Contact"
    CARE = "Disputes, complaints and care"
    MONEY = "Money"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One row of the table. The statement of its name in ``queries.sql`` gives its facts.

    ``yardstick`` is a figure that others published, with its source, or a policy of ours. ``of_cases`` says whether its
    facts are of cases, and so of creditors. ``matures``: a cohort younger than the days within which a case is to be
    resolved may still change. Where there are ``parts``, each has a figure, in this order.
    """

    name: str
    title: str
    family: Family
    formula: str
    unit: Unit
    when: When
    yardstick: str = ""
    of_cases: bool = True
    matures: bool = False
    parts: tuple[str, ...] = ()

    @property
    def explained(self) -> str:
        """The formula in a sentence or two, with the yardstick."""
        held_against = f" Yardstick: {self.yardstick}." if self.yardstick else ""
        return f"{self.formula}{held_against}"
