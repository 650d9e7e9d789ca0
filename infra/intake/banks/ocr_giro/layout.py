"""Where each field stands in the records of OCR giro (service 09).

Source: Nets, "OCR giro systemspesifikasjon" (the manual that the package netsgiro ships), checked against a public
example file. Positions here count from 0 and the end is excluded; the manual counts from 1 and includes it.
"""

from __future__ import annotations

from infra.intake.banks.fixed_width.layout import LINE_WIDTH, Field, Kind, Layout

FORMAT_CODE = "NY"
OCR_GIRO = "09"

_HEAD = (Field("format", 0, 2, Kind.TEXT), Field("service", 2, 4, Kind.DIGITS), Field("type", 4, 6, Kind.DIGITS))


def _record(*fields: Field) -> tuple[Field, ...]:
    """With zeros to the end of the line: a line that was cut off has something else there."""
    return (*_HEAD, *fields, Field("filler", fields[-1].end, LINE_WIDTH, Kind.DIGITS))


RECORDS: dict[str, tuple[Field, ...]] = {
    "10": _record(
        Field("sender", 8, 16, Kind.DIGITS),
        Field("transmission number", 16, 23, Kind.DIGITS),
        Field("recipient", 23, 31, Kind.DIGITS),
    ),
    "20": _record(
        Field("agreement", 8, 17, Kind.DIGITS),
        Field("assignment number", 17, 24, Kind.DIGITS),
        Field("account", 24, 35, Kind.DIGITS),
    ),
    "30": _record(
        Field("transaction number", 8, 15, Kind.DIGITS),
        Field("settlement date", 15, 21, Kind.DIGITS),
        Field("centre", 21, 23, Kind.DIGITS),
        Field("day code", 23, 25, Kind.DIGITS),
        Field("partial settlement", 25, 26, Kind.DIGITS),
        Field("serial", 26, 31, Kind.DIGITS),
        Field("sign", 31, 32, Kind.TEXT),
        Field("amount", 32, 49, Kind.DIGITS),
        Field("kid", 49, 74, Kind.TEXT),
    ),
    "31": _record(
        Field("transaction number", 8, 15, Kind.DIGITS),
        Field("form number", 15, 25, Kind.DIGITS),
        Field("archive reference", 25, 34, Kind.DIGITS_OR_BLANK),
        Field("reserved", 34, 41, Kind.TEXT),
        Field("payment date", 41, 47, Kind.DIGITS),
        Field("debit account", 47, 58, Kind.DIGITS),
    ),
    "32": _record(
        Field("transaction number", 8, 15, Kind.DIGITS),
        Field("text", 15, 55, Kind.TEXT),
    ),
    "70": _HEAD,  # an agreement of AvtaleGiro: no money
    "88": _record(
        Field("transaction count", 8, 16, Kind.DIGITS),
        Field("record count", 16, 24, Kind.DIGITS),
        Field("total amount", 24, 41, Kind.DIGITS),
        Field("settlement date", 41, 47, Kind.DIGITS),
        Field("first settlement date", 47, 53, Kind.DIGITS),
        Field("last settlement date", 53, 59, Kind.DIGITS),
    ),
    "89": _record(
        Field("transaction count", 8, 16, Kind.DIGITS),
        Field("record count", 16, 24, Kind.DIGITS),
        Field("total amount", 24, 41, Kind.DIGITS),
        Field("settlement date", 41, 47, Kind.DIGITS),
    ),
}  # fmt: skip


LAYOUT = Layout(slice(6, 8), RECORDS, may_be_padded=lambda text: False)
