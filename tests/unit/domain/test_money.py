"""Amounts as people read them, and interest as its spans say it."""

from __future__ import annotations

from datetime import date

import pytest

from domain.case.stages.state import opens_case
from domain.case.state import CASE
from domain.kernel.money import MINOR_UNIT_DIGITS, Money
from domain.kernel.refusal import Refusal
from domain.law.interest import late_interest, late_interest_rate, total
from domain.law.late_interest import LATE_INTEREST


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (123_450, "1,234.50 SEK"), (-123_456_789, "-1,234,567.89 SEK"), (5, "0.05 SEK"), (-5, "-0.05 SEK"),
        (0, "0.00 SEK"), (10_000, "100.00 SEK"), (99, "0.99 SEK"),
    ],
)  # fmt: skip
def test_an_amount_is_written_to_the_last_minor_unit(minor: int, text: str) -> None:
    assert str(Money(minor, "SEK")) == text


@pytest.mark.parametrize("currency", [name for name, digits in MINOR_UNIT_DIGITS.items() if not digits])
def test_a_currency_without_minor_units_is_written_without_decimals(currency: str) -> None:
    assert str(Money(1_234, currency)) == f"1,234 {currency}"


def test_amounts_of_two_currencies_are_never_added() -> None:
    assert Money(100, "SEK") + Money(-30, "SEK") == Money(70, "SEK")
    with pytest.raises(ValueError, match=r"^cannot add EUR to SEK$"):
        Money(100, "SEK") + Money(100, "EUR")
    with pytest.raises(ValueError, match="'XYZ' is not known"):
        Money(1, "XYZ")


def test_norwegian_interest_says_from_when_to_when_at_which_rate_by_which_rows() -> None:
    """Forsinkelsesrenteloven §§ 2-3: 12.00 % up to 30 June 2026, 12.25 % from 1 July."""
    spans = late_interest("NO", Money(10_000_00, "NOK"), date(2026, 6, 1), date(2026, 7, 31))
    assert not isinstance(spans, Refusal)
    told = [(span.first, span.until, span.rate.basis_points, span.amount.currency) for span in spans]
    assert told == [
        (date(2026, 6, 1), date(2026, 7, 1), 1_200, "NOK"),
        (date(2026, 7, 1), date(2026, 7, 31), 1_225, "NOK"),
    ]
    assert spans[0].amount.rules == ("NO.late_interest.2026-01-01", "NO.interest_year.2004-01-01")
    assert total(spans, "NOK").rules[0] == spans[0].amount.rules[0]
    assert total((), "NOK").rounded() == Money(0, "NOK"), "nothing for no time"


def test_the_rate_of_a_day_says_how_long_it_is_known_to_hold() -> None:
    rate = late_interest_rate("NO", date(2026, 8, 1))
    assert not isinstance(rate, Refusal)
    newest = max(row.valid_from for row in LATE_INTEREST.of("NO"))
    assert rate.valid_to == next(row.valid_to for row in LATE_INTEREST.of("NO") if row.valid_from == newest)


def test_a_case_is_opened_by_its_claim_and_by_being_reopened_and_by_nothing_else() -> None:
    assert [event.__name__ for event in CASE.events.values() if opens_case(event)] == ["CaseReopened", "ClaimReceived"]
