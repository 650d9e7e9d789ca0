"""Where each field stands in BgMax's 80-character records.

Source: Bankgirot, "Bankgiro Inbetalningar, teknisk manual" (BgMax layout version 01), checked against Bankgirot's
official example file. Positions here count from 0 and the end is excluded; the manual counts from 1 and includes it.
"""

from __future__ import annotations

from infra.intake.banks.fixed_width.layout import Field, Kind, Layout

LAYOUT_NAME = "BGMAX"
LAYOUT_VERSION = "01"

_TRANSACTION = (
    Field("sender bankgiro", 2, 12, Kind.DIGITS),
    Field("reference", 12, 37, Kind.TEXT),
    Field("amount", 37, 55, Kind.DIGITS),
    Field("reference code", 55, 56, Kind.DIGITS),
    Field("payment channel", 56, 57, Kind.DIGITS_OR_BLANK),
    Field("bank serial", 57, 69, Kind.DIGITS_OR_BLANK),
    Field("image mark", 69, 70, Kind.DIGITS_OR_BLANK),
)

RECORDS: dict[str, tuple[Field, ...]] = {
    "01": (
        Field("layout name", 2, 22, Kind.TEXT),
        Field("layout version", 22, 24, Kind.TEXT),
        Field("created", 24, 44, Kind.DIGITS),
        Field("test mark", 44, 45, Kind.TEXT),
    ),
    "05": (
        Field("receiver bankgiro", 2, 12, Kind.DIGITS),
        Field("receiver plusgiro", 12, 22, Kind.DIGITS_OR_BLANK),
        Field("currency", 22, 25, Kind.TEXT),
    ),
    "20": _TRANSACTION,
    "21": (*_TRANSACTION, Field("deduction code", 70, 71, Kind.DIGITS_OR_BLANK)),
    "22": _TRANSACTION,
    "23": _TRANSACTION,
    "25": (Field("information", 2, 52, Kind.TEXT),),
    "26": (Field("name", 2, 37, Kind.TEXT), Field("extra name", 37, 72, Kind.TEXT)),
    "27": (Field("street", 2, 37, Kind.TEXT), Field("postcode", 37, 46, Kind.TEXT)),
    "28": (
        Field("town", 2, 37, Kind.TEXT),
        Field("country", 37, 72, Kind.TEXT),
        Field("country code", 72, 74, Kind.TEXT),
    ),
    "29": (Field("organisation number", 2, 14, Kind.TEXT),),
    "15": (
        Field("receiver account", 2, 37, Kind.DIGITS),
        Field("payment date", 37, 45, Kind.DIGITS),
        Field("deposit serial", 45, 50, Kind.DIGITS),
        Field("deposit amount", 50, 68, Kind.DIGITS),
        Field("currency", 68, 71, Kind.TEXT),
        Field("deposit count", 71, 79, Kind.DIGITS),
        Field("deposit type", 79, 80, Kind.TEXT),
    ),
    "70": (
        Field("payment count", 2, 10, Kind.DIGITS),
        Field("deduction count", 10, 18, Kind.DIGITS),
        Field("extra reference count", 18, 26, Kind.DIGITS),
        Field("deposit count", 26, 34, Kind.DIGITS),
    ),
}

_NAMES_A_PAYMENT = ("20", "21")
_SERIAL_END = next(field.end for field in _TRANSACTION if field.name == "bank serial")


def _may_be_padded(text: str) -> bool:
    """Editors and mail take blanks away. A payment that ends before the bank's serial number stays as it is: the serial
    tells it from others, and nobody can know whether it was blank. Everything else that counts money is digits, and
    blanks never pass for those."""
    return text[:2] not in _NAMES_A_PAYMENT or len(text) >= _SERIAL_END


LAYOUT = Layout(slice(0, 2), RECORDS, _may_be_padded)
