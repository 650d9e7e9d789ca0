"""What was paid on a case: the slice ``credits`` of its state."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
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
        court_costs, fees, interest, principal, _ = self
        return court_costs + fees + interest + principal

    def by_part(self) -> dict[str, int]:
        """What covers the debt, as events name it."""
        return {
            "court_costs_minor": self.court_costs_minor,
            "fees_minor": self.fees_minor,
            "interest_minor": self.interest_minor,
            "principal_minor": self.principal_minor,
        }


class Credit(NamedTuple):
    """A payment on the case: its parts, and the bank's day from which it counts."""

    parts: Parts
    value_date: date

    def covering(self, parts: Parts) -> Credit:
        """Allocated like this. What was owed back to the payer before is so still."""
        court_costs, fees, interest, principal, more_minor = parts
        overpaid_minor = self.parts.overpaid_minor + more_minor
        return Credit(Parts(court_costs, fees, interest, principal, overpaid_minor), self.value_date)


class CoveredByDay(NamedTuple):
    """What of the debt had been paid in all before the first of these days, and after each of them, which ascend."""

    days: list[date]
    minor: list[int]

    def by_minor(self, day: date) -> int:
        """By the end of ``day``."""
        return self.minor[bisect_right(self.days, day)]


@dataclass(frozen=True, slots=True)
class Credits:
    """All money on the case, in the order in which it became known: a payment to us by its id, one to the creditor
    directly by its number, from 1."""

    money: dict[UUID | int, Credit] = field(default_factory=dict)

    @property
    def by_payment(self) -> dict[UUID, Credit]:
        """What was allocated of each payment."""
        return {which: one for which, one in self.money.items() if isinstance(which, UUID)}

    @property
    def direct(self) -> tuple[Credit, ...]:
        """What was paid to the creditor directly."""
        return tuple([one for which, one in self.money.items() if not isinstance(which, UUID)])

    @property
    def covered_minor(self) -> int:
        """What of the debt has been paid in all."""
        return sum([one.parts.covered_minor for one in self.money.values()])

    @property
    def principal_minor(self) -> int:
        """What of the principal has been paid in all."""
        return sum(one.parts.principal_minor for one in self.money.values())

    @property
    def fees_minor(self) -> int:
        """What of the fees has been paid in all."""
        return sum(one.parts.fees_minor for one in self.money.values())

    def later_than(self, day: date) -> list[tuple[UUID | int, Credit]]:
        """What counts from a later day, in the order of the bank's days; of one day, as it became known."""
        return sorted((one for one in self.money.items() if one[1].value_date > day), key=lambda one: one[1].value_date)

    def with_parts(self, which: UUID | int, parts: Parts) -> Credits:
        """With one of them allocated like this. A log that lost the event which began it is still read to its end."""
        known = self.money.get(which)
        return Credits({**self.money, which: known.covering(parts)}) if known else self

    def principal_by_day(self) -> list[tuple[date, int]]:
        """What of the principal was paid, by the bank's days."""
        return [(one.value_date, one.parts.principal_minor) for one in self.money.values()]

    def days_of_court_costs(self) -> list[date]:
        """The bank's days of money that paid some of the court costs."""
        return [one.value_date for one in self.money.values() if one.parts.court_costs_minor]

    def covered_by_minor(self, day: date) -> int:
        """What of the debt had been paid by the end of ``day``, by the bank's days."""
        return sum(one.parts.covered_minor for one in self.money.values() if one.value_date <= day)

    def covered_day_by_day(self) -> CoveredByDay:
        """The same for every day at once."""
        days = sorted([(one.value_date, one.parts.covered_minor) for one in self.money.values()])
        return CoveredByDay([day for day, _ in days], [0, *accumulate(minor for _, minor in days)])


CREDITS: Slice[Credits] = Slice(Credits())
