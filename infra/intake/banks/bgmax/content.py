"""What a BgMax file says, field for field, before anything is concluded from it.

The reader makes it piece by piece, the writer writes it whole, and reading what was written gives the same content.
Amounts are integer öre (or cents); texts are without the blanks that fill their field up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from infra.intake.banks.spool import Spool


class ReferenceCode(IntEnum):
    """What Bankgirot found about a reference. Other digits are reserved and must not stop a reader."""

    BLANK = 0
    BLANK_UNREGISTERED = 1  # a form with a reference that nobody agreed to type in
    CORRECT_OCR = 2  # check digit (and length, where agreed) verified
    ONE_OR_MORE = 3  # free text with one or more references in it; the parsed ones follow in records 22 and 23
    REGISTERED = 4  # one reference typed in from a form
    WRONG = 5


@dataclass(frozen=True, slots=True)
class ExtraReference:
    """Record 22, or 23 (a credit note) where ``is_credit``. ``amount_minor`` 0 means that no share was stated."""

    text: str
    amount_minor: int
    is_credit: bool
    code: int


@dataclass(frozen=True, slots=True)
class Payer:
    """Records 26 to 29: personal data. Each part is "" where the bank did not say."""

    name: str = ""
    extra_name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    country_code: str = ""
    organisation_number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Record 20 (a payment) or 21 (a deduction) with all that belongs to it.

    ``sender_bankgiro`` is ten digits as printed, zeros for a payer without one. ``channel``, ``bank_serial``,
    ``image`` and ``deduction_code`` are digits as printed or "".
    """

    is_deduction: bool
    sender_bankgiro: str
    reference: str
    amount_minor: int
    reference_code: int
    channel: str = ""
    bank_serial: str = ""
    image: str = ""
    deduction_code: str = ""
    extra: tuple[ExtraReference, ...] = ()
    information: tuple[str, ...] = ()
    payer: Payer = Payer()
    line_number: int = field(default=0, compare=False)
    byte_position: int = field(default=0, compare=False)
    original: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Deposit:
    """Records 05 to 15: one sum on the receiver's account. ``account`` and ``serial`` are digits as printed.

    ``entries`` can be gone through any number of times; what a reader gives is not held in memory.
    """

    receiver_bankgiro: str
    receiver_plusgiro: str
    currency: str
    entries: tuple[Entry, ...] | Spool[Entry]
    account: str
    booked_date: date
    serial: str
    kind: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """The bank's own name of the sum: the same in a file that is made again."""
        return (self.receiver_bankgiro, self.account, self.currency, self.booked_date.isoformat(), self.serial)

    @property
    def net_amount_minor(self) -> int:
        """What the lines add up to: payments less deductions."""
        return sum(-entry.amount_minor if entry.is_deduction else entry.amount_minor for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Start:
    """Record 01. ``created`` is UTC; the file states Swedish local time."""

    created: datetime
    is_test: bool


@dataclass(frozen=True, slots=True)
class BgMaxContent:
    """Records 01 to 70."""

    created: datetime
    is_test: bool
    deposits: tuple[Deposit, ...]
