"""A control total that does not agree, told so that somebody can look for the difference."""

from __future__ import annotations

from domain.kernel.money import MINOR_UNIT_DIGITS, Money


def difference(stated: int, computed: int, currency: str | None) -> str:
    """The sentence: amounts are shown as money where there is a currency that is known, counts as numbers."""
    is_money = currency in MINOR_UNIT_DIGITS
    shown = [str(Money(n, currency or "")) if is_money else str(n) for n in (stated, computed, computed - stated)]
    return f"The file states {shown[0]}, its lines make {shown[1]}: a difference of {shown[2]}."
