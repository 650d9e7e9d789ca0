"""Write MT940 files, as a bank would: for the demo, for tests and for systems that stand in for the bank."""

from __future__ import annotations

from collections.abc import Iterator

from infra.intake.amount_text import format_amount
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry

_MARKS = {EntryKind.CREDIT: "C", EntryKind.DEBIT: "D", EntryKind.REVERSAL: "RC"}
_SUBFIELD_WIDTH = 27


def write_day(day: WrittenDay, encoding: str = "iso-8859-1") -> bytes:
    """One statement. Raises ValueError for a second reference of one payment, UnicodeEncodeError for other letters."""
    return "".join(f"{line}\r\n" for line in _lines(day)).encode(encoding)


def _lines(day: WrittenDay) -> Iterator[str]:
    yield f":20:ST{day.booked_date:%y%m%d}{day.serial:05d}"
    yield f":25:{day.account}"
    yield f":28C:{day.serial:05d}/001"
    yield f":60F:{_balance(day, day.opening_minor)}"
    for entry in day.entries:
        yield f":61:{_line(day, entry)}"
        yield from _details(entry)
    yield f":62F:{_balance(day, day.opening_minor + day.net_minor)}"
    yield "-"


def _balance(day: WrittenDay, minor: int) -> str:
    return f"{'D' if minor < 0 else 'C'}{day.booked_date:%y%m%d}{day.currency}{_amount(abs(minor), day.currency)}"


def _line(day: WrittenDay, entry: WrittenEntry) -> str:
    (reference,) = entry.references or ("NONREF",)
    if len(reference) > 16:
        raise ValueError("a reference of a statement line has at most 16 characters")
    bank_reference = f"//{entry.bank_reference}" if entry.bank_reference else ""
    mark, amount = _MARKS[entry.kind], _amount(entry.amount_minor, day.currency)
    return f"{day.booked_date:%y%m%d%m%d}{mark}{amount}NTRF{reference}{bank_reference}"


def _details(entry: WrittenEntry) -> Iterator[str]:
    """In the structure of German banks: purpose ?20 to ?29, account ?31, name ?32 and ?33."""
    purpose = [entry.text[at : at + _SUBFIELD_WIDTH] for at in range(0, len(entry.text), _SUBFIELD_WIDTH)][:10]
    parts = [f"?{20 + number}{text}" for number, text in enumerate(purpose)]
    if entry.payer_account:
        parts.append(f"?31{entry.payer_account}")
    if entry.payer_name:
        parts.append(f"?32{entry.payer_name}")
    if parts:
        yield ":86:166?00CREDIT"
        yield from parts


def _amount(minor: int, currency: str) -> str:
    """With a comma, which stands there also where no decimals follow."""
    text = format_amount(minor, currency, ",")
    return text if "," in text else f"{text},"
