"""How amounts, numbers and times are written for people: by language and zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.kernel.money import MINOR_UNIT_DIGITS

_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "sv": ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
}
_THOUSANDS = {"en": ",", "sv": "\u00a0"}
_POINT = {"en": ".", "sv": ","}
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Formats:
    """``zone`` is the one in which times are shown."""

    language: str
    zone: str

    def money(self, minor: int | None, currency: str) -> str:
        """``1,234.50 SEK``, in Swedish ``1 234,50 SEK``."""
        if minor is None:
            return ""
        digits = MINOR_UNIT_DIGITS.get(currency, 2)
        whole, part = divmod(abs(minor), 10**digits)
        decimals = f"{_POINT[self.language]}{part:0{digits}d}" if digits else ""
        return f"{_MINUS if minor < 0 else ''}{self._grouped(whole)}{decimals}\u00a0{currency}"

    def number(self, value: float | None, decimals: int = 0) -> str:
        """``12,345.6``."""
        if value is None:
            return ""
        whole, _, part = f"{abs(value):.{decimals}f}".partition(".")
        sign = _MINUS if value < 0 else ""
        return f"{sign}{self._grouped(int(whole))}{_POINT[self.language] + part if part else ''}"

    def moment(self, value: datetime | str | None) -> str:
        """``2 Mar 2026, 09:00``."""
        if value in (None, ""):
            return ""
        at = self.local(value)
        return f"{self.day(at.date())}, {at:%H:%M}"

    def day(self, value: date | str | None) -> str:
        """``2 Mar 2026``."""
        if value in (None, ""):
            return ""
        on = date.fromisoformat(value) if isinstance(value, str) else value
        assert on is not None
        return f"{on.day}\u00a0{_MONTHS[self.language][on.month - 1]} {on.year}"

    def field(self, value: datetime | str | None) -> str:
        """As ``<input type="datetime-local">`` has it, in the zone; empty for None."""
        return self.local(value).strftime("%Y-%m-%dT%H:%M") if value else ""

    def local(self, value: datetime | str) -> datetime:
        """A time with its offset, in the zone."""
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return at.astimezone(ZoneInfo(self.zone))

    def from_field(self, text: str | None, *, to_its_end: bool = False) -> datetime | None:
        """What somebody put into such a field, with its offset; None for nothing. Raises ValueError for no time.

        ``to_its_end``: a minute that is said is meant whole: as of 09:00 has what happened within it.
        """
        if not text:
            return None
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at
        is_minute = len(text) <= len("2026-03-02T09:00")
        rest = timedelta(seconds=59, microseconds=999_999) if to_its_end and is_minute else timedelta()
        return at.replace(tzinfo=ZoneInfo(self.zone)) + rest

    def _grouped(self, whole: int) -> str:
        return f"{whole:,}".replace(",", _THOUSANDS[self.language])
