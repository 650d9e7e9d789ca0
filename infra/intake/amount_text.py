"""Amounts as people write them, read digit for digit into minor units. No float is ever involved."""

from __future__ import annotations

import re

from domain.kernel.limits import AMOUNT_MINOR_MAX
from domain.kernel.money import MINOR_UNIT_DIGITS
from infra.intake.refused.bad_value import BadValue

# 1234, 1234.50, 1234,50, and thousands apart by a blank, a no-break space or a narrow no-break space.
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+")
_SPACES = re.compile(r"[ \u00a0\u202f]")


def parse_amount(text: str, currency: str) -> int:
    """Minor units of ``currency``: ``1 234,50`` SEK is 123450.

    Decimals may be fewer than the currency has (``12.5``), never more. A point or comma between thousands is refused,
    for ``1,234`` could mean either. Raises BadValue with one of the codes ``negative_amount``, ``not_an_amount``,
    ``too_many_decimals``, ``amount_too_large``.
    """
    if text.startswith(("-", "\u2212")):
        raise BadValue("negative_amount", "It is negative; an amount owed is written without a sign.")
    whole, mark, decimals = _split(text)
    if not _WHOLE.fullmatch(whole) or (mark and not (decimals.isascii() and decimals.isdigit())):
        raise BadValue("not_an_amount", "It is not an amount; write it like 1234.50 or 1 234,50.")
    exponent = MINOR_UNIT_DIGITS[currency]
    if len(decimals) > exponent:
        raise BadValue("too_many_decimals", f"It has {len(decimals)} decimals; {currency} has {exponent or 'none'}.")
    minor = int(_SPACES.sub("", whole)[:30] + decimals.ljust(exponent, "0"))
    if minor > AMOUNT_MINOR_MAX:
        raise BadValue("amount_too_large", "It is more than any claim can be.")
    return minor


def format_amount(minor: int, currency: str, decimal_mark: str = ".") -> str:
    """The plain writing: ``123450`` SEK is ``1234.50``. ``minor`` must not be negative."""
    if minor < 0:
        raise ValueError(f"{minor} is negative")
    exponent = MINOR_UNIT_DIGITS[currency]
    whole, part = divmod(minor, 10**exponent)
    return f"{whole}{decimal_mark}{part:0{exponent}d}" if exponent else str(whole)


def _split(text: str) -> tuple[str, str, str]:
    """At the only point or comma there is; with two of them nothing will match."""
    mark = "," if "," in text else "."
    return text.partition(mark)
