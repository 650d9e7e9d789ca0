"""What of a payment goes back to who paid it: the slice ``refunds`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import Slice
from domain.kernel.message import Event
from domain.kernel.numbered import Numbered


class RefundStatus(StrEnum):
    """How far a refund has come."""

    ASKED = "asked"
    """The case on which the money was overpaid is asked for it."""
    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    """The bank gave it back, or did not carry it out: the money is here."""
    CANCELLED = "cancelled"


HERE = (RefundStatus.PROPOSED, RefundStatus.APPROVED, RefundStatus.RETURNED)
"""The money of such a refund is on the client account, and nobody has been asked to pay it out."""
GONE = (RefundStatus.SENT, RefundStatus.CONFIRMED)
"""The bank has been asked to pay it, or has paid it."""


class RefundReason(StrEnum):
    """Why money goes back."""

    OVERPAID = "overpaid"
    PAID_TWICE = "paid_twice"
    CLOSED_CASE = "closed_case"
    WRONG_CURRENCY = "wrong_currency"
    NOT_FOR_US = "not_for_us"
    """No case can be found that it is for."""
    ASKED_BY_PAYER = "asked_by_payer"


@dataclass(frozen=True, slots=True)
class Refund:
    """``amount_minor`` of the payment. ``from_case`` is where it was overpaid; None: it was in suspense, or given back
    already. ``approved_by`` are those who have said yes since it last came to wait; ``attempts`` counts sendings."""

    amount_minor: int
    from_case: UUID | None
    proposed_by: str
    status: RefundStatus
    approved_by: tuple[str, ...] = ()
    message_id: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Refunds(Numbered[Refund]):
    """All there ever were, by number. ``owed_back_minor`` is what no case has any more and no refund is of."""

    owed_back_minor: int = 0

    def sum_of(self, *among: RefundStatus) -> int:
        """What those that stand like this come to, in minor units."""
        return sum(one.amount_minor for one in self.by_number.values() if one.status in among)

    @property
    def taken_minor(self) -> int:
        """What of the payment is neither on a case nor in suspense, because it goes back or went."""
        live = sum(one.amount_minor for one in self.by_number.values() if one.status is not RefundStatus.CANCELLED)
        return self.owed_back_minor + live


def refund_status_after(event: Event) -> RefundStatus | None:
    """How far an event says that a refund has come; None when it says nothing about that."""
    status: RefundStatus | None = getattr(event, "REFUND", None)
    return status


REFUNDS: Slice[Refunds] = Slice(Refunds())
