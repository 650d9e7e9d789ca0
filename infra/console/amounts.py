"""Amounts as people write them, by language: the one rule of every form, for customers and for those who work here."""

from __future__ import annotations

import re

from domain.kernel.money import MINOR_UNIT_DIGITS

_AMOUNTS = {
    "en": re.compile(r"(-?)((?:[0-9]{1,3}(?:,[0-9]{3})+)|[0-9]+)(?:\.([0-9]+))?"),
    "sv": re.compile(r"(-?)([0-9]+)(?:[,.]([0-9]+))?"),
}


def minor_of(text: str, currency: str, language: str) -> int:
    """Minor units of an amount as people write it: ``1,234.50``, in Swedish ``1 234,50``. Raises ValueError."""
    found = _AMOUNTS[language].fullmatch("".join(text.split()).replace("\u2212", "-"))
    digits = MINOR_UNIT_DIGITS.get(currency, 2)
    if found is None or len(found[3] or "") > digits:
        raise ValueError("this is no amount")
    whole: int = int(found[2].replace(",", "")) * 10**digits + int((found[3] or "0").ljust(digits, "0") or 0)
    return -whole if found[1] else whole
