"""Money: a whole number of minor units and the currency that they are of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# ISO 4217: how many digits of the minor unit each currency has. A currency that is not here is refused.
MINOR_UNIT_DIGITS = {"SEK": 2, "NOK": 2, "DKK": 2, "EUR": 2, "GBP": 2, "USD": 2, "ISK": 0}


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units (öre, cents) of ``currency`` (ISO 4217). Only like currencies add up."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNIT_DIGITS:
            raise ValueError(f"currency {self.currency!r} is not known; known are {sorted(MINOR_UNIT_DIGITS)}")

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        """Such as ``1,234.50 SEK``."""
        sign, whole, decimals = self._parts()
        return f"{sign}{whole:,}{decimals} {self.currency}"

    @property
    def plain(self) -> str:
        """Such as ``1234.50``, for files that say the currency once."""
        sign, whole, decimals = self._parts()
        return f"{sign}{whole}{decimals}"

    def _parts(self) -> tuple[str, int, str]:
        digits = MINOR_UNIT_DIGITS[self.currency]
        whole, part = divmod(abs(self.minor), 10**digits)
        return "-" if self.minor < 0 else "", whole, f".{part:0{digits}d}" if digits else ""


@lru_cache(maxsize=8192)
def money_text(minor: int, currency: str) -> str:
    """Such as ``1,234.50 SEK``. Amounts come again and again: fees, instalments, a payment from event to event."""
    return str(Money(minor, currency))
