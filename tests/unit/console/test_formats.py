"""Amounts, numbers and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from infra.console.formats import Formats

ENGLISH, SWEDISH = Formats("en", "Europe/Stockholm"), Formats("sv", "Europe/Stockholm")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("minor", "currency", "english", "swedish"),
    [
        (123_450, "SEK", "1,234.50 SEK", "1 234,50 SEK"),
        (-5, "EUR", "-0.05 EUR", "-0,05 EUR"),
        (0, "NOK", "0.00 NOK", "0,00 NOK"),
        (1_500, "ISK", "1,500 ISK", "1 500 ISK"),
    ],
)
def test_money_has_the_decimals_of_its_currency(minor: int, currency: str, english: str, swedish: str) -> None:
    assert plain(ENGLISH.money(minor, currency)) == english
    assert plain(SWEDISH.money(minor, currency)) == swedish


def test_times_are_those_of_the_zone_in_summer_and_winter() -> None:
    assert plain(ENGLISH.moment("2026-03-02T08:00:00Z")) == "2 Mar 2026, 09:00"
    assert plain(SWEDISH.moment("2026-07-01T22:30:00Z")) == "2 juli 2026, 00:30"
    assert plain(SWEDISH.day("2026-05-01")) == "1 maj 2026"
    assert ENGLISH.moment(None) == ENGLISH.day(None) == ENGLISH.money(None, "SEK") == ENGLISH.number(None) == ""


def test_numbers_are_grouped() -> None:
    assert plain(ENGLISH.number(12_345)) == "12,345"
    assert plain(SWEDISH.number(-12_345.678, 1)) == "-12 345,7"


def test_a_minute_in_a_form_is_one_of_the_zone_and_holds_to_its_end_where_that_is_meant() -> None:
    assert ENGLISH.from_field("") is None
    assert ENGLISH.from_field("2026-03-02T09:00") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    whole = ENGLISH.from_field("2026-03-02T09:00", to_its_end=True)
    assert whole == datetime(2026, 3, 2, 8, 0, 59, 999_999, tzinfo=UTC)
    assert ENGLISH.field("2026-03-02T08:00:30Z") == "2026-03-02T09:00"
    with pytest.raises(ValueError, match="Invalid isoformat"):
        ENGLISH.from_field("soon")
