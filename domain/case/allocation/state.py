"""What was paid on a case: the slice ``credits`` of its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.kernel.aggregate import Slice


class Parts(NamedTuple):
    """How an amount was allocated, in minor units; ``overpaid`` is what was not owed."""

    court_costs_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    overpaid_minor: int = 0

    @property
    def covered_minor(self) -> int:
        """What of the debt it covered."""
        return self.court_costs_minor + self.fees_minor + self.interest_minor + self.principal_minor


@dataclass(frozen=True, slots=True)
class Credit:
    """A payment on the case: its parts, and the bank's day from which it counts."""

    parts: Parts
    value_date: date


@dataclass(frozen=True, slots=True)
class Credits:
    """What was allocated of each payment, and what was paid to the creditor directly."""

    by_payment: dict[UUID, Credit] = field(default_factory=dict)
    direct: tuple[Credit, ...] = ()

    @property
    def covered_minor(self) -> int:
        """What of the debt has been paid in all."""
        return sum(one.parts.covered_minor for one in self._all())

    @property
    def principal_minor(self) -> int:
        """What of the principal has been paid in all."""
        return sum(one.parts.principal_minor for one in self._all())

    @property
    def fees_minor(self) -> int:
        """What of the fees has been paid in all."""
        return sum(one.parts.fees_minor for one in self._all())

    def principal_by_day(self) -> list[tuple[date, int]]:
        """What of the principal was paid, by the bank's days."""
        return [(one.value_date, one.parts.principal_minor) for one in self._all()]

    def covered_by_minor(self, day: date) -> int:
        """What of the debt had been paid by the end of ``day``, by the bank's days."""
        return sum(one.parts.covered_minor for one in self._all() if one.value_date <= day)

    def _all(self) -> tuple[Credit, ...]:
        return (*self.by_payment.values(), *self.direct)


CREDITS: Slice[Credits] = Slice(Credits())
