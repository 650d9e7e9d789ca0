"""The terms that were agreed, by the day from which they hold: the slice ``contract`` of a creditor's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.law.codes import CreditorVat, Product

WHOLE_BASIS_POINTS = 10_000


class RemittanceInterval(StrEnum):
    """How often what was collected is paid out to the creditor."""

    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every_two_weeks"
    MONTHLY = "monthly"


class FeesGoTo(StrEnum):
    """Who keeps the fees that debtors pay."""

    AGENCY = "agency"
    CREDITOR = "creditor"


class CommissionIs(StrEnum):
    """How the agency gets its commission, and the VAT on it."""

    WITHHELD = "withheld"
    """From what is paid out: the creditor gets the net."""
    INVOICED = "invoiced"
    """By an invoice of its own: the creditor gets the gross."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds from ``valid_from`` until other terms do. Basis points: 10,000 are the whole.

    ``product`` is what its claims are from, ``creditor_vat`` whether it deducts the VAT on the agency's fees;
    None is not said.
    """

    valid_from: date
    commission_basis_points: int
    vat_basis_points: int
    remittance: RemittanceInterval
    fees_go_to: FeesGoTo
    commission_is: CommissionIs
    product: Product | None = None
    creditor_vat: CreditorVat | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """All terms, by day; there is one row for a day."""

    terms: tuple[Terms, ...] = ()

    def on(self, day: date) -> Terms | None:
        """What holds on a day; None before the first terms."""
        return next((one for one in reversed(self.terms) if one.valid_from <= day), None)

    def for_money_of(self, day: date) -> Terms | None:
        """What holds for money of a day: what was collected before the first terms goes by them. None without any."""
        return self.on(day) or (self.terms[0] if self.terms else None)

    def agreed(self, terms: Terms) -> Contract:
        """With these terms: they take the place of others that were to begin on the same day."""
        others = [one for one in self.terms if one.valid_from != terms.valid_from]
        return Contract(tuple(sorted([*others, terms], key=lambda one: one.valid_from)))


CONTRACT: Slice[Contract] = Slice(Contract())
