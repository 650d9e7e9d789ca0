"""What is said of a transfer out of the client account, and of the bank's line for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.limits import PrintedName


@dataclass(frozen=True, slots=True)
class TransferFields:
    """Which one, by its number from 1 with the creditor or payment that it is of."""

    number: int


@dataclass(frozen=True, slots=True)
class SendingFields(TransferFields):
    """From which account of ours, by IBAN and maybe BIC, under which name, and on which day the bank is to pay."""

    pay_on: date
    from_iban: PrintedName
    from_bic: PrintedName | None
    from_name: PrintedName


@dataclass(frozen=True, slots=True)
class BookedFields(TransferFields):
    """The line ``payment_id`` of the bank, of this amount above zero, on the bank's day ``value_date``."""

    payment_id: UUID
    currency: str
    amount_minor: int
    value_date: date
