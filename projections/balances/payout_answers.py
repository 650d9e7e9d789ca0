"""What the balances answer of money that leaves: remittances and refunds. Amounts are minor units of ``currency``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ToRemit:
    """What was collected for a creditor in one currency and is in no remittance, since the bank's day ``oldest``.

    ``direct_minor`` was paid to the creditor itself.
    """

    creditor_id: str
    creditor: str
    currency: str
    lines: int
    collected_minor: int
    direct_minor: int
    oldest: date


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """One remittance, or transfer of the agency's own share: how far it has come, and since when."""

    creditor_id: str
    creditor: str
    number: int
    currency: str
    status: str
    lines: int
    collected_minor: int
    payable_minor: int
    iban: str
    prepared_by: str
    prepared_at: datetime
    since: datetime
    to_agency: bool


@dataclass(frozen=True, slots=True)
class CollectedLine:
    """One line of a remittance: what was paid on a case, or taken back, below zero. ``is_direct``: to the creditor."""

    case_id: UUID
    creditor_reference: str
    value_date: date
    is_direct: bool
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int
    partition: int
    position: int

    @property
    def total_minor(self) -> int:
        """All parts."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.court_costs_minor


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund: how far it has come, and since when. ``case_id`` is where it was overpaid, if it was."""

    payment_id: UUID
    number: int
    currency: str
    amount_minor: int
    reason: str
    case_id: UUID | None
    status: str
    proposed_by: str
    proposed_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class OverpaidCase:
    """A case that owes back to who paid it; ``due_at`` is the first instant at which it is too late to propose a refund
    of it, None where it is small."""

    case_id: UUID
    creditor_id: str
    creditor_reference: str
    currency: str
    owed_back_minor: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefundAgain:
    """A payment of which a refund was cancelled and no other was proposed, by when it is to be."""

    payment_id: UUID
    currency: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenApproval:
    """What waits for a second person. ``kind`` and ``which`` name it on its aggregate; ``lapses_at`` None: it waits for
    ever. Creditor and reference are those of its case, or of who is paid."""

    kind: str
    which: str
    aggregate_kind: str
    aggregate_id: UUID
    currency: str | None
    amount_minor: int | None
    reason: str | None
    creditor_id: str | None
    creditor_reference: str | None
    asked_by: str
    asked_at: datetime
    approved_by: list[str]
    lapses_at: datetime | None
    age: timedelta
