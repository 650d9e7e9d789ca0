"""Amounts as banks write them for machines: digits and one decimal mark. No float is ever involved."""

from __future__ import annotations

import re

from domain.kernel.limits import AMOUNT_MINOR_MAX
from domain.kernel.money import MINOR_UNIT_DIGITS

_WRITTEN = re.compile(r"([0-9]{1,18})(?:[.,]([0-9]{0,17}))?")


class NotAnAmount(ValueError):
    """What is wrong with an amount, as a sentence that does not repeat it."""


def minor_units(text: str, currency: str) -> int:
    """``1234.5`` SEK is 123450. Zeros behind the currency's decimals say nothing. Raises NotAnAmount.

    The currency must be one that is known.
    """
    digits = MINOR_UNIT_DIGITS[currency]
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise NotAnAmount("It is not an amount: digits and one decimal mark.")
    whole, decimals = written[1], (written[2] or "").rstrip("0")
    if len(decimals) > digits:
        raise NotAnAmount(f"It has {len(decimals)} decimals; {currency} has {digits or 'none'}.")
    minor = int(whole + decimals.ljust(digits, "0"))
    if minor > AMOUNT_MINOR_MAX:
        raise NotAnAmount("It is more than any payment can be.")
    return minor
