"""Days on which agencies and banks work, and when a day ends. The time zone is always said, never assumed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from holidays import country_holidays

from domain.law.bank_days import days_banks_are_closed

# The jurisdictions the product has rules for, and the time zone of their working day.
ZONES = {
    "SE": "Europe/Stockholm",
    "NO": "Europe/Oslo",
    "FI": "Europe/Helsinki",
    "DK": "Europe/Copenhagen",
    "DE": "Europe/Berlin",
    "GB": "Europe/London",
    "US": "America/New_York",  # agency policy: one of its zones, where nobody said by which clocks somebody lives
}

# Whose bank days count for money of a currency that has not found a case yet. Agency policy; a currency that is not
# here follows the agency's own calendar.
CALENDAR_OF_CURRENCY = {"SEK": "SE", "NOK": "NO", "DKK": "DK", "EUR": "FI", "GBP": "GB", "USD": "US"}
AGENCY_CALENDAR = "SE"


@cache
def zone_of(jurisdiction: str) -> ZoneInfo:
    """The time zone of its working day. KeyError: not in ZONES."""
    return ZoneInfo(ZONES[jurisdiction])


@cache
def known_zones() -> frozenset[str]:
    """The names of all time zones that there are."""
    return frozenset(available_timezones())


@lru_cache(maxsize=512)
def _public_holidays(jurisdiction: str, year: int) -> frozenset[date]:
    if jurisdiction not in ZONES:
        raise KeyError(jurisdiction)
    return frozenset(country_holidays(jurisdiction, years=year))


@lru_cache(maxsize=512)
def _closed_days(jurisdiction: str, year: int) -> frozenset[date]:
    return _public_holidays(jurisdiction, year) | days_banks_are_closed(jurisdiction, year)


def is_public_holiday(day: date, jurisdiction: str) -> bool:
    """A public holiday in all of the country. KeyError: not in ZONES."""
    return day in _public_holidays(jurisdiction, day.year)


def is_business_day(day: date, jurisdiction: str) -> bool:
    """Monday to Friday, no public holiday and no day on which the banks there are closed. KeyError: not in ZONES."""
    return day.weekday() < 5 and day not in _closed_days(jurisdiction, day.year)


@lru_cache(maxsize=65536)
def add_business_days(day: date, days: int, jurisdiction: str) -> date:
    """The ``days``-th business day after ``day`` (0 gives ``day`` itself, or the next business day)."""
    assert days >= 0
    while not is_business_day(day, jurisdiction):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_business_day(day, jurisdiction):
            day += timedelta(days=1)
    return day


@lru_cache(maxsize=65536)
def end_of_day(day: date, jurisdiction: str) -> datetime:
    """The first instant after ``day`` in the jurisdiction's time zone, in UTC."""
    local_midnight = datetime.combine(day + timedelta(days=1), time.min, zone_of(jurisdiction))
    return local_midnight.astimezone(UTC)


@lru_cache(maxsize=4096)
def local_time(instant: datetime, jurisdiction: str) -> datetime:
    """``instant`` by the clocks of the jurisdiction. KeyError: not in ZONES."""
    return instant.astimezone(zone_of(jurisdiction))


def local_day(instant: datetime, jurisdiction: str) -> date:
    """The day that it is at ``instant`` in the jurisdiction's time zone."""
    return local_time(instant, jurisdiction).date()
