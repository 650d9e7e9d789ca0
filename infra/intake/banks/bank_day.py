"""A day as a bank reports it: one that exists, and that the ledger can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.kernel.days import FIRST_DAY, LAST_DAY
from domain.kernel.limits import FIRST_INSTANT, LAST_INSTANT


def bank_day(year: int, month: int, day: int) -> date:
    """Raises ValueError for a day that there is not, or that is not of the years 1900 to 2199."""
    found = date(year, month, day)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError("out of range")
    return found


def bank_instant(moment: datetime) -> datetime:
    """As UTC. Raises ValueError or OverflowError for a time that is not of these years."""
    found = moment.astimezone(UTC)
    if not FIRST_INSTANT <= found <= LAST_INSTANT:
        raise ValueError("out of range")
    return found
