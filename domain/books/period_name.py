"""What periods of the books are called: a month, a quarter or a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from domain.kernel.limits import Shape

PERIOD_ADVICE = "write a month, a quarter or a year, such as 2026-03, 2026-Q1 or 2026."
PERIOD_SHAPE = "(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?"
PeriodName = Annotated[str, Shape(PERIOD_SHAPE, "period_invalid", PERIOD_ADVICE)]


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a period of this shape."""
    year, _, part = period.partition("-")
    first, months = 1, 12
    if part.startswith("Q"):
        first, months = 3 * int(part[1:]) - 2, 3
    elif part:
        first, months = int(part), 1
    after = 12 * int(year) + first - 1 + months
    return date(int(year), first, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
