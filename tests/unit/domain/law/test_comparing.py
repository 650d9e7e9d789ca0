"""What changes in the law between two days, step by step."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.law.all_tables import ALL_TABLES
from domain.law.comparing import ChangeKind, changes_between
from domain.law.cost_caps import REMINDER_FEE
from domain.law.late_interest import LATE_INTEREST

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def test_the_swedish_reminder_fee_rose_from_50_to_60_kronor_on_16_march_2013() -> None:
    found = changes_between(date(2013, 3, 1), date(2013, 3, 31), [REMINDER_FEE])
    change = next(change for _, change in found if change.row.jurisdiction == "SE")
    assert (change.kind, change.on) == (ChangeKind.CHANGES, date(2013, 3, 16))
    assert change.before is not None and change.after is not None
    assert (change.before.printed, change.after.printed) == ("50 SEK", "60 SEK")


def test_the_first_day_has_its_changes_behind_it_and_the_last_day_has_its_own() -> None:
    on = date(2013, 3, 16)
    assert [c for _, c in changes_between(on, date(2013, 4, 1), [REMINDER_FEE]) if c.row.jurisdiction == "SE"] == []
    assert [c.on for _, c in changes_between(date(2013, 3, 15), on, [REMINDER_FEE]) if c.row.jurisdiction == "SE"] == [
        on
    ]


def test_the_norwegian_rate_of_late_interest_is_12_25_percent_from_july_2026_after_12() -> None:
    found = changes_between(date(2026, 1, 1), date(2026, 7, 1), [LATE_INTEREST])
    rates = [
        (c.before and c.before.printed, c.after and c.after.printed) for _, c in found if c.row.jurisdiction == "NO"
    ]
    assert rates == [("12.00 percent_pa", "12.25 percent_pa")]


def test_a_rule_that_runs_out_ends_on_the_day_after_its_last() -> None:
    found = changes_between(date(2026, 12, 1), date(2027, 1, 31), [LATE_INTEREST])
    assert ("NO", ChangeKind.ENDS, date(2027, 1, 1)) in {(c.row.jurisdiction, c.kind, c.on) for _, c in found}


@given(DAYS, DAYS)
def test_steps_put_together_lead_from_the_rows_of_one_day_to_those_of_the_other(one: date, other: date) -> None:
    first, second = sorted((one, other))
    rows = [row for table in ALL_TABLES for row in table.rows]
    held = {row.rule_id for row in rows if row.in_force_on(first)}
    for _, change in changes_between(first, second):
        held -= {change.before.rule_id} if change.before else set()
        held |= {change.after.rule_id} if change.after else set()
    assert held == {row.rule_id for row in rows if row.in_force_on(second)}
