"""What every bank format yields: how the file begins, its entries, and the sums on the account that they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from domain.deposit.receiving import DepositKind


class EntryKind(StrEnum):
    """Which way money went. What no machine may book is none of these, but a RefusedLine for a person to look at."""

    CREDIT = "credit"
    """Money came in."""
    DEBIT = "debit"
    """Money left by an order or as a charge."""
    REVERSAL = "reversal"
    """The bank took back what had come in."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference that the payer gave, as printed, blanks around it stripped. Nothing about it is verified here.

    ``amount_minor`` is the payer's own share for this reference, where the file states one that adds up; None means
    that one sum covers all references of the line. A credit note which the payer set off has ``is_credit`` and a
    negative share.
    """

    text: str
    amount_minor: int | None = None
    is_credit: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Quicker to put aside and read back than dataclasses are by themselves."""
        return Reference, (self.text, self.amount_minor, self.is_credit)


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One entry on the account. ``amount_minor`` is positive, minor units of ``currency``; ``kind`` is the direction.

    ``line_number`` counts from 1, ``byte_position`` from 0: where its first record begins. ``fingerprint`` is the same
    for the same entry, however often and in whichever file the bank sends it (docs/files.md says which fields of each
    format it is made of). ``payer_account``, ``payer_name`` and ``text`` are personal data. ``value_date`` is None
    where the format has only a booking date. ``original`` is the line's own records, byte for byte.
    """

    line_number: int
    format: str
    amount_minor: int
    currency: str
    references: tuple[Reference, ...]
    payer_account: str | None
    payer_name: str | None
    text: tuple[str, ...]
    value_date: date | None
    booked_date: date
    bank_serial: str | None
    receiver_account: str
    fingerprint: str
    original: bytes = field(default=b"", compare=False, repr=False)
    kind: EntryKind = EntryKind.CREDIT
    byte_position: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError(f"line {self.line_number}: a payment of {self.amount_minor} is none")

    @property
    def net_minor(self) -> int:
        """What it makes on the account."""
        return self.amount_minor if self.kind is EntryKind.CREDIT else -self.amount_minor

    def __reduce__(self) -> tuple[Any, ...]:
        """Quicker to put aside and read back than dataclasses are by themselves."""
        return PaymentLine, _VALUES(self)


_VALUES = attrgetter(*(name for name in PaymentLine.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class FileStart:
    """How a file names itself. ``created`` is UTC, None where the format does not say; ``message_id`` is the sender's
    own name of the file, "" where it has none; ``is_copy``: the bank says that it sent the content before."""

    created: datetime | None
    message_id: str = ""
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class DepositTotal:
    """One sum on the bank account, or one statement of it, verified against its lines.

    ``amount_minor`` is what all its entries make on the account, deductions taken off; of a statement it may be below
    zero. ``payments`` counts the entries that bring money, ``deductions`` those that take it. ``opening_minor`` and
    ``closing_minor`` are the booked balances of a statement, None where the format has none. ``serial`` is the bank's
    own number of it. ``lines`` are those of the file, before it, that make it, the first of them of ``first_date``:
    they are counted as the file is read.
    """

    receiver_account: str
    booked_date: date
    serial: str
    currency: str
    amount_minor: int
    payments: int
    deductions: int
    fingerprint: str = ""
    opening_minor: int | None = None
    closing_minor: int | None = None
    kind: DepositKind = DepositKind.DEPOSIT
    lines: int = field(default=0, compare=False)
    first_date: date | None = field(default=None, compare=False)
