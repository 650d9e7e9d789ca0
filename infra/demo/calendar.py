"""When things happen in the demo: three stories from September 2025 on, and March 2026, whatever day it is run."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = "Europe/Stockholm"
_ZONE = ZoneInfo(ZONE)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=_ZONE)


THE_BEGINNING = datetime(2025, 9, 1, 8, tzinfo=_ZONE)
"""Creditors are registered, and the three stories begin."""
CLAIMS_COME_IN = _at(2, 8)
"""A Monday. Debtors may pay until the 16th; with three bank days of grace, the 20th is too late."""
PAY_WITHIN_DAYS = 14
FIRST_CONTACTS = _at(3, 9, 30)
PAYDAY = date(2026, 3, 9)
PAYMENTS_COME_IN = _at(10, 7, 30)
"""The bank's file of the evening before."""
SUSPENSE_IS_LOOKED_AT = _at(12, 14, 15)
LETTERS_ARE_READ = _at(12, 15, 30)
REVIEW_OF_THE_HOLD = date(2026, 4, 15)
DEADLINES_PASS = _at(20, 0, 5)
"""Five minutes past midnight: the deadline clock has just looked at what is over."""
SPOKEN_ON_FRIDAY = _at(20, 16, 40)
"""A call that is written down on the Monday after: when it happened is not when it was recorded."""
MONDAY_MORNING = _at(23, 9)
DISPUTE_IS_ANSWERED = _at(23, 8, 30)
PAID_IN_ON = date(2026, 3, 23)
STATEMENT_COMES_IN = _at(24, 7, 30)
MONEY_IS_LOOKED_AFTER = _at(24, 10)
PAID_OUT_ON = date(2026, 3, 24)
BANK_HAS_PAID = _at(25, 7, 30)

INSTALMENTS = (date(2026, 4, 1), date(2026, 5, 4), date(2026, 6, 1))
