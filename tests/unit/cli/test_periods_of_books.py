"""Which days of the books a person asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from infra.books.period import Period
from infra.cli.failures import CannotBeUsed
from infra.cli.operations.books import named_period, period_asked
from infra.cli.times import Zone

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
SESSION: Any = SimpleNamespace(zone=Zone("Europe/Stockholm"), clock=SimpleNamespace(now=lambda: NOW))


def test_days_are_asked_for_by_the_name_of_a_period_or_by_the_first_and_the_last() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert period_asked(SESSION, "2026-03", None, None) == march
    assert period_asked(SESSION, None, "2026-03-01", "2026-03-31") == march
    assert period_asked(SESSION, None, "2026-03-01", None).last == date(2026, 4, 1), "today, where the business is"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (None, None, None),
        ("2026-03", "2026-03-01", None),
        ("2026-03", None, "2026-03-31"),
        (None, None, "2026-03-31"),
        (None, "2026-04-01", "2026-03-31"),
        ("march", None, None),
        ("2026-13", None, None),
        (None, "yesterday", None),
    ],
)
def test_what_names_no_days_is_told_how_to_say_it(period: str | None, first: str | None, last: str | None) -> None:
    with pytest.raises(CannotBeUsed, match=r"--|PERIOD"):
        period_asked(SESSION, period, first, last)


def test_a_name_is_that_of_a_month_a_quarter_or_a_year() -> None:
    assert [named_period(name) for name in ("2026-12", "2026-Q1", "2026")] == ["2026-12", "2026-Q1", "2026"]
