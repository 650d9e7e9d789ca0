"""Write BgMax files, as the bank would: for the demo, for tests and for systems that stand in for the bank."""

from __future__ import annotations

from collections.abc import Iterator

from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, ExtraReference, Payer, ReferenceCode
from infra.intake.banks.bgmax.layout import LAYOUT, LAYOUT_NAME, LAYOUT_VERSION
from infra.intake.banks.bgmax.local_time import swedish_digits
from infra.intake.banks.fixed_width.fields import compose

ENCODING = "iso-8859-1"


def write_content(content: BgMaxContent, line_end: str = "\r\n") -> bytes:
    """The file, with its control totals worked out.

    Raises ValueError for a value that does not fit its field, UnicodeEncodeError for one outside ISO-8859-1.
    """
    return "".join(line + line_end for line in _lines(content)).encode(ENCODING)


def _lines(content: BgMaxContent) -> Iterator[str]:
    yield compose(
        LAYOUT,
        "01",
        {
            "layout name": LAYOUT_NAME,
            "layout version": LAYOUT_VERSION,
            "created": swedish_digits(content.created),
            "test mark": "T" if content.is_test else "P",
        },
    )
    for deposit in content.deposits:
        yield from _deposit(deposit)
    entries = [entry for deposit in content.deposits for entry in deposit.entries]
    yield compose(
        LAYOUT,
        "70",
        {
            "payment count": sum(not entry.is_deduction for entry in entries),
            "deduction count": sum(entry.is_deduction for entry in entries),
            "extra reference count": sum(len(entry.extra) for entry in entries),
            "deposit count": len(content.deposits),
        },
    )


def _deposit(deposit: Deposit) -> Iterator[str]:
    yield compose(
        LAYOUT,
        "05",
        {
            "receiver bankgiro": deposit.receiver_bankgiro,
            "receiver plusgiro": deposit.receiver_plusgiro,
            "currency": deposit.currency,
        },
    )
    for entry in deposit.entries:
        yield from _entry(entry)
    if deposit.net_amount_minor < 0:
        raise ValueError(f"deposit {deposit.serial}: its deductions are more than its payments")
    yield compose(
        LAYOUT,
        "15",
        {
            "receiver account": deposit.account,
            "payment date": deposit.booked_date.strftime("%Y%m%d"),
            "deposit serial": deposit.serial,
            "deposit amount": deposit.net_amount_minor,
            "currency": deposit.currency,
            "deposit count": len(deposit.entries),
            "deposit type": deposit.kind,
        },
    )


def _entry(entry: Entry) -> Iterator[str]:
    shared: dict[str, str | int] = {
        "sender bankgiro": entry.sender_bankgiro,
        "payment channel": entry.channel,
        "bank serial": entry.bank_serial,
        "image mark": entry.image,
    }
    own: dict[str, str | int] = {
        "reference": _aligned(entry.reference, entry.reference_code),
        "amount": entry.amount_minor,
        "reference code": entry.reference_code,
        "deduction code": entry.deduction_code,
    }
    yield compose(LAYOUT, "21" if entry.is_deduction else "20", shared | own)
    for extra in entry.extra:
        yield compose(LAYOUT, "23" if extra.is_credit else "22", shared | _extra(extra))
    for text in entry.information:
        yield compose(LAYOUT, "25", {"information": text})
    yield from _payer(entry.payer)


def _extra(extra: ExtraReference) -> dict[str, str | int]:
    return {
        "reference": _aligned(extra.text, extra.code),
        "amount": extra.amount_minor,
        "reference code": extra.code,
    }


def _payer(payer: Payer) -> Iterator[str]:
    """Only the records that have something in them."""
    records: dict[str, dict[str, str | int]] = {
        "26": {"name": payer.name, "extra name": payer.extra_name},
        "27": {"street": payer.street, "postcode": payer.postcode},
        "28": {"town": payer.town, "country": payer.country, "country code": payer.country_code},
        "29": {"organisation number": payer.organisation_number},
    }
    for code, values in records.items():
        if any(values.values()):
            yield compose(LAYOUT, code, values)


def _aligned(reference: str, code: int) -> str:
    """A verified OCR number stands right in its field of 25, everything else left."""
    return reference.rjust(25) if code == ReferenceCode.CORRECT_OCR else reference
