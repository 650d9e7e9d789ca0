"""The table of payments, and what a decision needs to know of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import AggregateKind, Refusal
from domain.kernel.ledger import Account


class PaymentStatus(StrEnum):
    """Where a payment's money stands."""

    UNKNOWN = "unknown"
    RECEIVED = "received"
    SUSPENSE = "suspense"
    MATCHED = "matched"
    REVERSED = "reversed"


ACCOUNT_OF = {
    PaymentStatus.RECEIVED: Account.RECEIPTS_CLEARING,
    PaymentStatus.SUSPENSE: Account.SUSPENSE,
    PaymentStatus.MATCHED: Account.ALLOCATION_CLEARING,
}


@dataclass(frozen=True, slots=True)
class Portion:
    """The part of a payment, in minor units, that is for one case."""

    case_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaymentState:
    """What decisions on a payment depend on. ``amount_minor`` is the whole line, in minor units."""

    status: PaymentStatus = PaymentStatus.UNKNOWN
    currency: str = ""
    amount_minor: int = 0
    value_date: date = date.min
    portions: tuple[Portion, ...] = ()


PAYMENT: AggregateKind[PaymentState] = AggregateKind("payment", PaymentState())


def refuse_unless_here(state: PaymentState) -> Refusal | None:
    """Why nothing more can be done with this payment, or None when its money is here."""
    if state.status is PaymentStatus.UNKNOWN:
        return Refusal("payment_unknown", "There is no such payment: it has not been received.")
    if state.status is PaymentStatus.REVERSED:
        return Refusal("payment_reversed", "The payment was reversed; its money is no longer here.")
    return None
