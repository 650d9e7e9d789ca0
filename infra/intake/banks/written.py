"""What the writers of all formats write: one day of one account, as a bank would report it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from infra.intake.banks.payment_line import EntryKind


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """One entry; ``amount_minor`` is positive. What a format has no place for is left out by its writer."""

    amount_minor: int
    references: tuple[str, ...] = ()
    kind: EntryKind = EntryKind.CREDIT
    payer_account: str = ""
    payer_name: str = ""
    text: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """The entries of one account on one day. ``serial`` is the bank's own number of the statement, from 1;
    ``opening_minor`` the balance before them, for formats that state it."""

    account: str
    currency: str
    booked_date: date
    created: datetime
    entries: Sequence[WrittenEntry]
    serial: int = 1
    opening_minor: int = 0

    @property
    def net_minor(self) -> int:
        """What the entries make on the account."""
        return sum(one.amount_minor if one.kind is EntryKind.CREDIT else -one.amount_minor for one in self.entries)
