"""Days on which the banks of a country are closed though they are no public holidays there."""

from __future__ import annotations

from datetime import date

from domain.law.file import law_file
from domain.law.yearly_day import YearlyDay

_FILE = law_file("bank_days.csv")
CLOSED_DAYS = tuple(
    _FILE.table(rule, YearlyDay, "day on which banks are closed")
    for rule in (
        "easter_monday",
        "day_after_ascension",
        "constitution_day",
        "midsummer_eve",
        "late_summer_bank_holiday",
        "christmas_eve",
        "new_years_eve",
    )
)
_FILE.all_taken()


def days_banks_are_closed(jurisdiction: str, year: int) -> frozenset[date]:
    """Beside weekends and public holidays. Days before a row begins are not among them."""
    rows = [row for table in CLOSED_DAYS for row in table.of(jurisdiction)]
    return frozenset(day for row in rows if row.in_force_on(day := row.value.in_year(year)))
