"""Days that anybody can mean: whatever is reckoned from one of them is still a day."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


@lru_cache(maxsize=8192)
def months_after(day: date, months: int) -> date:
    """The day of the same number so many months later; the month's last day where it has no such number."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
