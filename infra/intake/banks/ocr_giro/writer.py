"""Write OCR giro files, as Nets would: for the demo, for tests and for systems that stand in for the bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infra.intake.banks.fixed_width.fields import compose
from infra.intake.banks.ocr_giro.layout import FORMAT_CODE, LAYOUT, OCR_GIRO
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry

ENCODING = "iso-8859-1"
_GIRO, _PURCHASE_WITH_TEXT = "10", "21"
_REVERSING, _REVERSING_WITH_TEXT = "18", "20"


def write_day(day: WrittenDay, line_end: str = "\r\n") -> bytes:
    """One transmission with one assignment. Raises ValueError for a value that does not fit its field, among them a
    second reference of one payment."""
    return "".join(line + line_end for line in _lines(day)).encode(ENCODING)


def _lines(day: WrittenDay) -> Iterator[str]:
    settled = day.booked_date.strftime("%d%m%y")
    yield _record("10", {"sender": "8080", "transmission number": day.serial, "recipient": "102"}, service="00")
    yield _record("20", {"assignment number": 1, "account": day.account})
    records = 2
    for number, entry in enumerate(day.entries, start=1):
        for line in _transaction(number, entry, settled):
            records += 1
            yield line
    totals: dict[str, str | int] = {
        "transaction count": len(day.entries),
        "total amount": sum(entry.amount_minor for entry in day.entries),
        "settlement date": settled,
    }
    dates: dict[str, str | int] = {"first settlement date": settled, "last settlement date": settled}
    yield _record("88", totals | dates | {"record count": records})
    yield _record("89", totals | {"record count": records + 2}, service="00")


def _transaction(number: int, entry: WrittenEntry, settled: str) -> Iterator[str]:
    if entry.kind is EntryKind.CREDIT:
        kind = _PURCHASE_WITH_TEXT if entry.text else _GIRO
    else:
        kind = _REVERSING_WITH_TEXT if entry.text else _REVERSING
    (reference,) = entry.references or ("",)
    first: dict[str, str | int] = {
        "transaction number": number,
        "settlement date": settled,
        "centre": "01",
        "day code": settled[:2],
        "serial": number % 100_000,
        "sign": "0",
        "amount": entry.amount_minor,
        "kid": reference.rjust(25),
    }
    second: dict[str, str | int] = {
        "transaction number": number,
        "archive reference": entry.bank_reference,
        "reserved": "0" * 7,
        "payment date": settled,
        "debit account": entry.payer_account,
    }
    yield _record("30", first, kind=kind)
    yield _record("31", second, kind=kind)
    if entry.text:
        yield _record("32", {"transaction number": number, "text": entry.text}, kind=kind)


def _record(code: str, values: Mapping[str, str | int], service: str = OCR_GIRO, kind: str = "00") -> str:
    return compose(LAYOUT, code, {"format": FORMAT_CODE, "service": service, "type": kind} | dict(values))
