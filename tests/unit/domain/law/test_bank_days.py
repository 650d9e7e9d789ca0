"""Bank days of each country: weekends, public holidays, and the days on which banks are closed all the same."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.calendar import ZONES, add_business_days, is_business_day
from domain.law.yearly_day import easter_sunday, parse_yearly_day

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
JURISDICTIONS = st.sampled_from(sorted(ZONES))


@pytest.mark.parametrize(
    ("jurisdiction", "closed"),
    [
        ("SE", ["2027-06-25", "2027-12-24", "2027-12-31"]),
        ("NO", ["2025-12-24", "2025-04-17"]),
        ("FI", ["2027-06-25", "2027-12-24"]),
        ("DK", ["2027-05-07", "2025-06-05", "2027-12-24", "2027-12-31"]),
        ("DE", ["2027-12-24", "2027-12-31"]),
        ("GB", ["2027-03-29", "2027-08-30", "2027-12-28"]),
    ],
)
def test_the_banks_of_a_country_are_closed_on_their_own_days(jurisdiction: str, closed: list[str]) -> None:
    assert [day for day in closed if is_business_day(date.fromisoformat(day), jurisdiction)] == []


@pytest.mark.parametrize(
    ("jurisdiction", "open_"),
    [
        ("SE", ["2027-05-07", "2026-01-05", "2025-12-23"]),
        ("NO", ["2025-12-31", "2027-05-07", "2027-06-25"]),
        ("FI", ["2025-12-31", "2027-05-07"]),
        ("DK", ["2024-04-26", "2027-06-25"]),  # the Great Prayer Day was abolished from 2024
        ("DE", ["2027-05-07", "2027-06-25"]),
        ("GB", ["2027-12-24", "2027-12-31", "2027-08-23"]),
    ],
)
def test_and_open_on_those_of_their_neighbours(jurisdiction: str, open_: list[str]) -> None:
    assert [day for day in open_ if not is_business_day(date.fromisoformat(day), jurisdiction)] == []


@pytest.mark.parametrize(
    ("due", "grace_ends"),
    [("2027-06-24", "2027-06-30"), ("2024-12-20", "2024-12-30"), ("2025-12-29", "2026-01-05")],
)
def test_the_grace_steps_over_the_swedish_eves(due: str, grace_ends: str) -> None:
    assert add_business_days(date.fromisoformat(due), 3, "SE") == date.fromisoformat(grace_ends)


@given(day=DAYS, days=st.integers(0, 30), jurisdiction=JURISDICTIONS)
def test_counting_ends_on_a_business_day_with_as_many_between(day: date, days: int, jurisdiction: str) -> None:
    first, end = add_business_days(day, 0, jurisdiction), add_business_days(day, days, jurisdiction)
    assert is_business_day(end, jurisdiction)
    between = [first + timedelta(days=n) for n in range(1, (end - first).days + 1)]
    assert sum(is_business_day(one, jurisdiction) for one in between) == days


@given(day=DAYS, later=st.integers(0, 40), days=st.integers(0, 30), more=st.integers(0, 5), jurisdiction=JURISDICTIONS)
def test_a_later_day_or_more_days_never_end_earlier(
    day: date, later: int, days: int, more: int, jurisdiction: str
) -> None:
    end = add_business_days(day, days, jurisdiction)
    assert add_business_days(day + timedelta(days=later), days, jurisdiction) >= end
    assert add_business_days(day, days + more, jurisdiction) >= end


@given(year=st.integers(1583, 4099))
def test_easter_is_where_the_usual_library_has_it(year: int) -> None:
    assert easter_sunday(year) == easter(year)


@pytest.mark.parametrize("text", ["02-29", "13-01", "easter", "FRI 06-19..06-26", "FRY 06-19..06-25", "12-24 ", ""])
def test_what_is_no_day_of_every_year_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        parse_yearly_day(text)
