"""What of the collected money is the creditor's and what the agency's, by the terms of each day: whole minor units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from domain.creditor.contract.state import WHOLE_BASIS_POINTS, CommissionIs, FeesGoTo, Terms


@dataclass(frozen=True, slots=True)
class CollectedSum:
    """So many lines of what was collected that the terms of one day are for, part by part, in minor units.

    ``terms_from`` is the first day of the terms. ``is_direct``: paid to the creditor itself, so that commission is due
    on it and nothing of it is ours to pay out. What was taken back is in the sums below zero.
    """

    terms_from: date
    is_direct: bool
    lines: int
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int

    @property
    def total_minor(self) -> int:
        """All parts."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.court_costs_minor


@dataclass(frozen=True, slots=True)
class RemittedSum(CollectedSum):
    """The same with the terms as they were, and what they give. Basis points: 10,000 are the whole."""

    commission_basis_points: int
    vat_basis_points: int
    fees_go_to: FeesGoTo
    commission_is: CommissionIs
    commission_minor: int
    vat_minor: int
    fees_kept_minor: int

    @property
    def payable_minor(self) -> int:
        """What of it is paid out; below zero, what other money must make up for."""
        ours = 0 if self.is_direct else self.total_minor
        withheld = self.commission_minor + self.vat_minor if self.commission_is == CommissionIs.WITHHELD else 0
        return ours - self.fees_kept_minor - withheld


def reckoned(collected: CollectedSum, terms: Terms) -> RemittedSum:
    """Commission is of what goes to the creditor: of the fees, then, only where the creditor keeps them."""
    fees_kept = collected.fees_minor if terms.fees_go_to == FeesGoTo.AGENCY else 0
    commission = share_of(collected.total_minor - fees_kept, terms.commission_basis_points)
    return RemittedSum(
        **_as_it_came(collected),
        commission_basis_points=terms.commission_basis_points,
        vat_basis_points=terms.vat_basis_points,
        fees_go_to=terms.fees_go_to,
        commission_is=terms.commission_is,
        commission_minor=commission,
        vat_minor=share_of(commission, terms.vat_basis_points),
        fees_kept_minor=fees_kept,
    )


def share_of(amount_minor: int, basis_points: int) -> int:
    """A share of an amount, to the nearest minor unit, half of one away from zero: what is taken back mirrors it."""
    share = (2 * abs(amount_minor) * basis_points + WHOLE_BASIS_POINTS) // (2 * WHOLE_BASIS_POINTS)
    return share if amount_minor >= 0 else -share


def as_collected(sums: Iterable[RemittedSum]) -> tuple[CollectedSum, ...]:
    """The sums without what the terms made of them."""
    return tuple(CollectedSum(**_as_it_came(one)) for one in sums)


def _as_it_came(one: CollectedSum) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(CollectedSum)}
