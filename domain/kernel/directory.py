"""What decisions on one aggregate may know of others that change rarely: a directory beside the states.

No command touches two aggregates. But a claim is taken from a registered creditor only, so who decides on claims is
given a directory of creditors. Whatever a decision uses of it is written on its event: replay never looks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.kernel.refusal import Refusal
from domain.law.codes import CreditorVat, Product

CREDITOR_UNKNOWN = Refusal(
    "creditor_unknown", "No creditor of this id is registered: register it first with `caseledger creditor register`."
)


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What the terms from ``valid_from`` on say of the creditor's claims; None is not said."""

    valid_from: date
    product: Product | None
    creditor_vat: CreditorVat | None


@dataclass(frozen=True, slots=True)
class CreditorEntry:
    """A registered creditor, as it is called now and was called before, last names last; its terms by their days."""

    creditor_id: str
    name: str
    former_names: tuple[str, ...] = ()
    terms: tuple[ClaimTerms, ...] = ()

    def terms_on(self, day: date) -> ClaimTerms:
        """What holds on a day; before the first terms nothing is said."""
        return next((one for one in reversed(self.terms) if one.valid_from <= day), ClaimTerms(day, None, None))


class Creditors(Protocol):
    """The registered creditors by their ids. A mapping is one."""

    def get(self, creditor_id: str, /) -> CreditorEntry | None:
        """The creditor, or None when none of this id is registered."""


@dataclass(frozen=True, slots=True)
class NoCreditors:
    """Nobody is registered."""

    def get(self, creditor_id: str, /) -> None:
        """None, whoever it is."""


NO_CREDITORS = NoCreditors()
