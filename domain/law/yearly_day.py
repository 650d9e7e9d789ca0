"""A day that comes once in each year: on a date, some days from Easter, or on a weekday between two dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_DATE = r"(\d\d)-(\d\d)"
_FORMS = re.compile(rf"easter([+-]\d+)|{_DATE}|([A-Z]{{3}}) {_DATE}\.\.{_DATE}")
_ANY_YEAR = 2001  # without 29 February: a day of each year is never that one


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """``days`` after Easter Sunday, or the first ``weekday`` (0 is Monday; ``None``: any) from month and day on."""

    days_from_easter: int | None
    month: int = 1
    day: int = 1
    weekday: int | None = None

    def in_year(self, year: int) -> date:
        """The day in ``year`` (1583 or later)."""
        if self.days_from_easter is not None:
            return easter_sunday(year) + timedelta(days=self.days_from_easter)
        first = date(year, self.month, self.day)
        return first if self.weekday is None else first + timedelta(days=(self.weekday - first.weekday()) % 7)


def parse_yearly_day(text: str) -> YearlyDay:
    """``easter+40``, ``12-24`` or ``FRI 06-19..06-25`` (seven days). ValueError for anything else."""
    if not (match := _FORMS.fullmatch(text)):
        raise ValueError(f"{text!r} is no day of a year")
    from_easter, month, day, weekday, *ends = match.groups()
    if from_easter:
        return YearlyDay(int(from_easter))
    if month:
        return YearlyDay(None, *_checked(month, day))
    first, last = _checked(*ends[:2]), _checked(*ends[2:])
    if weekday not in _WEEKDAYS or date(_ANY_YEAR, *last) - date(_ANY_YEAR, *first) != timedelta(days=6):
        raise ValueError(f"{text!r} is not one weekday within seven days")
    return YearlyDay(None, *first, _WEEKDAYS.index(weekday))


def _checked(month: str, day: str) -> tuple[int, int]:
    found = date(_ANY_YEAR, int(month), int(day))
    return found.month, found.day


def easter_sunday(year: int) -> date:
    """Of the Gregorian calendar (the anonymous algorithm, after Meeus, Astronomical Algorithms, ch. 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
