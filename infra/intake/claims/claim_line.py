"""One claim of a claims file, read from one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.law.codes import Debtor, Product


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What a creditor hands over. Amounts are minor units of ``currency``; the three of them are kept apart.

    ``creditor`` and ``creditor_reference`` together name the claim; the creditor by its id, where the reader was told
    who is registered, else as the file does. ``debtor_id`` is the creditor's own customer
    number, never a national id, for which there is ``national_id``. ``interest_from`` is the first day of the late
    interest that is claimed beside ``interest_minor``. These, ``debtor_name``, ``debtor_email`` and
    ``description`` are personal data. ``original`` is the line's bytes without the line ending.
    """

    line_number: int
    creditor: str
    creditor_reference: str
    portfolio: str
    debtor_id: str
    debtor_name: str
    debtor_email: str | None
    principal_minor: int
    interest_minor: int
    fees_minor: int
    currency: str
    due_date: date
    payment_reference: str | None
    jurisdiction: str
    description: str | None
    national_id: str | None = None
    interest_from: date | None = None
    debtor_kind: Debtor | None = None
    product: Product | None = None
    original: bytes = field(default=b"", compare=False, repr=False)

    @property
    def total_minor(self) -> int:
        """Principal, interest and fees together: what pays the claim in full."""
        return self.principal_minor + self.interest_minor + self.fees_minor
