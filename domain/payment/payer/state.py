"""Who paid: the slice ``payer`` of a payment's state. It holds no personal text."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class PaymentPayer:
    """``sealed_for`` is the id under whose key the line's texts are sealed; ``person_id`` the person on file who paid,
    once somebody has said so."""

    sealed_for: UUID | None = None
    person_id: UUID | None = None


PAYER: Slice[PaymentPayer] = Slice(PaymentPayer())
