"""What decisions need to know of the claim: the slice ``claim`` of a case's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.kernel.aggregate import Slice
from domain.law.codes import CreditorVat, Debtor, Product

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class InterestBasis:
    """How the creditor worked out the interest in the claim (SE inkassolag 5 §): the yearly rate in hundredths of a
    percent, from the day ``first`` to the day ``until``, on ``base_minor`` of the claim's currency."""

    rate_basis_points: int
    first: date
    until: date
    base_minor: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose law holds, in which currency it is owed, since when the case is here (UTC), and when it fell due.

    ``interest_from`` is the first day of the late interest that is claimed beside it, None when none is. ``product`` is
    what the claim is from, ``creditor_vat`` whether the creditor deducts the VAT on fees; None is not known.
    ``credited`` is what was taken back of the principal and had been owed until a day, which it bore interest before.
    From its validation on: how its interest came about, and when the creditor reminded the debtor, where they did.
    """

    jurisdiction: str = ""
    currency: str = ""
    received_at: datetime = NEVER
    due_date: date = date.max
    principal_minor: int = 0
    interest_from: date | None = None
    debtor_kind: Debtor | None = None
    product: Product | None = None
    creditor_vat: CreditorVat | None = None
    interest: InterestBasis | None = None
    reminded_on: date | None = None
    credited: tuple[tuple[date, int], ...] = ()


CLAIM: Slice[Claim] = Slice(Claim())
