"""Where each field stands in BgMax's 80-character records.

Source: Bankgirot, "Bankgiro Inbetalningar, teknisk manual" (BgMax layout version 01), checked against Bankgirot's
official example file. Positions here count from 0 and the end is excluded; the manual counts from 1 and includes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LINE_WIDTH = 80
LAYOUT_NAME = "BGMAX"
LAYOUT_VERSION = "01"


class Kind(Enum):
    """What may stand in a field, and which way it is filled up."""

    DIGITS = "digits"  # right-aligned, zeros before it
    DIGITS_OR_BLANK = "digits or blanks"
    TEXT = "text"  # left-aligned, blanks after it


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record, from ``start`` up to but without ``end``."""

    name: str
    start: int
    end: int
    kind: Kind


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
