"""Every bank format with a writer of it, and what it has a place for: what the shared contract is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from infra.intake.banks.bank_format import BankFormat
from infra.intake.banks.bgmax.bgmax_format import BGMAX
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, Payer, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.banks.camt.camt_format import CAMT
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.mt940.mt940_format import MT940
from infra.intake.banks.mt940.writer import write_day as write_mt940
from infra.intake.banks.ocr_giro.ocr_giro_format import OCR_GIRO
from infra.intake.banks.ocr_giro.writer import write_day as write_ocr_giro
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry

CREATED = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Sample:
    """A format, and what of a payment it can carry. ``references`` is how many, each at most ``width`` long."""

    name: str
    format: BankFormat
    write: Callable[[WrittenDay], bytes]
    currency: str
    account: str
    references: int = 1
    width: int = 16
    kinds: tuple[EntryKind, ...] = tuple(EntryKind)
    has_name: bool = True
    has_text: bool = True
    payer_digits: int = 11
    bank_reference_digits: int = 9
    text_width: int = 40

    def day(self, *entries: WrittenEntry, serial: int = 1, booked: date = date(2026, 3, 9)) -> WrittenDay:
        return WrittenDay(self.account, self.currency, booked, CREATED, entries, serial)

    def __str__(self) -> str:
        return self.name


def _bgmax(day: WrittenDay) -> bytes:
    entries = tuple(
        Entry(
            is_deduction=entry.kind is not EntryKind.CREDIT,
            sender_bankgiro=entry.payer_account.zfill(10),
            reference="".join(entry.references),
            amount_minor=entry.amount_minor,
            reference_code=ReferenceCode.CORRECT_OCR if entry.references else ReferenceCode.BLANK,
            channel="1",
            bank_serial=entry.bank_reference,
            information=(entry.text,) if entry.text else (),
            payer=Payer(name=entry.payer_name),
        )
        for entry in day.entries
    )
    deposit = Deposit(
        day.account.zfill(10), "", day.currency, entries, "8327".zfill(35), day.booked_date, f"{day.serial:05d}"
    )
    return write_content(BgMaxContent(day.created, False, (deposit,)))


_CREDITS = (EntryKind.CREDIT,)
_BACK = (EntryKind.CREDIT, EntryKind.REVERSAL)
_IBAN = "SE3550000000054910000003"
SAMPLES = [
    Sample("bgmax", BGMAX, _bgmax, "SEK", "59123406", width=25, kinds=_BACK, payer_digits=8, bank_reference_digits=12,
           text_width=50),
    Sample("ocr_giro", OCR_GIRO, write_ocr_giro, "NOK", "99991042764", width=25, kinds=_BACK, has_name=False),
    Sample("mt940", MT940, write_mt940, "EUR", "DE89370400440532013000", bank_reference_digits=16, text_width=250),
    *(
        Sample(f"{message} {version:02d}{' batch' if batch else ''}", CAMT,
               CamtWriter(message, version, batch).write_day, "SEK", _IBAN, references=3, width=35,
               kinds=_CREDITS if batch else tuple(EntryKind), text_width=140)
        for message, version, batch in (
            ("camt.053", 2, False), ("camt.053", 4, False), ("camt.053", 6, False), ("camt.053", 8, False),
            ("camt.054", 2, False), ("camt.054", 4, True), ("camt.054", 6, True), ("camt.054", 8, True),
            ("camt.054", 2, True), ("camt.054", 13, False),
        )
    ),
]  # fmt: skip
"""camt in the versions that are in use, and some of those between."""
