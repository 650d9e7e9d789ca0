"""What every bank format yields: one :class:`PaymentLine` for each incoming payment of a :class:`BankFile`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from infra.intake.refused.refused_line import RefusedLine


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


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One incoming payment, or a deduction by the bank. ``amount_minor`` is positive, minor units of ``currency``.

    ``fingerprint`` is the same for the same line of the same deposit, however often and in whichever file the bank
    sends it (docs/files.md says which fields of each format it is made of). ``payer_account``, ``payer_name`` and
    ``text`` are personal data. ``value_date`` is None where the format has only a booking date. ``original`` is the
    line's own records, byte for byte.
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
    is_deduction: bool = False
    """Whether the bank took the amount away."""

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError(f"line {self.line_number}: a payment of {self.amount_minor} is none")

    @property
    def net_minor(self) -> int:
        """What it makes on the account."""
        return -self.amount_minor if self.is_deduction else self.amount_minor


@dataclass(frozen=True, slots=True)
class DepositTotal:
    """One sum on the bank account, verified against its lines. ``amount_minor`` is net of deductions."""

    receiver_account: str
    booked_date: date
    serial: str
    currency: str
    amount_minor: int
    payments: int
    deductions: int


@dataclass(frozen=True, slots=True)
class BankFile:
    """A bank file that was read whole and adds up.

    ``kept_for_a_person`` holds what is in the file and is none that a machine may book: it must
    be shown and kept, never dropped. ``created`` is UTC; None where the format does not say.
    """

    format: str
    file_name: str
    sha256: str
    created: datetime | None
    lines: tuple[PaymentLine, ...]
    deposits: tuple[DepositTotal, ...]
    kept_for_a_person: tuple[RefusedLine, ...] = ()

    def amount_by_currency(self) -> dict[str, int]:
        """What the lines make on the account, in minor units, by currency: payments less deductions."""
        sums: Counter[str] = Counter()
        for line in self.lines:
            sums[line.currency] += line.net_minor
        return dict(sums)
