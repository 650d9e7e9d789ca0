"""How long what was booked must be kept."""

from __future__ import annotations

from datetime import date

from domain.law.file import law_file
from domain.law.values import Months

_FILE = law_file("retention.csv")
BOOKKEEPING_RETENTION = _FILE.table("bookkeeping_retention", Months, "time that books are kept")
_FILE.all_taken()


def kept_until(time: Months, booked_on: date) -> date:
    """The last day on which what was booked on a day is kept: the time counts from the end of that calendar year."""
    years, rest = divmod(time.count, 12)
    assert rest == 0, "laws on books count in whole years"
    return date(booked_on.year + years, 12, 31)
