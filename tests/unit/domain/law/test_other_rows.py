"""Deciding by other rows for a while: what gives way, what is refused, and that all is as it was afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.kernel.calendar import is_business_day
from domain.kernel.refusal import Refusal
from domain.law.contact_rules import CONTACT_WINDOW
from domain.law.cost_caps import REMINDER_FEE
from domain.law.file import COLUMNS, LawFileError
from domain.law.other_rows import deciding_by, other_rows
from domain.law.policies import PAYMENT_GRACE
from domain.law.rule_text import rule_text
from domain.law.scope import asked
from domain.law.table import LawRow, row_in_force
from domain.law.values import BankDays


def written(folder: Path, *rows: str) -> Path:
    """A file of changed rows: jurisdiction,rule,from,to,value,unit,scope of each; the rest is filled in."""
    file = folder / "rows.csv"
    lines = [f"{row},whom it may concern,agency policy,a test,P," for row in rows]
    file.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", "utf-8")
    return file


def grace(day: date, jurisdiction: str = "SE") -> tuple[int, str]:
    row = row_in_force(PAYMENT_GRACE, jurisdiction, day)
    assert isinstance(row, LawRow)
    assert isinstance(row.value, BankDays)
    return row.value.count, row.rule_id


def test_a_new_row_holds_on_its_days_and_the_old_one_on_all_others(tmp_path: Path) -> None:
    changed = other_rows(written(tmp_path, "SE,payment_grace,2026-03-01,2026-03-31,5,business_days,"))
    with deciding_by(changed):
        assert grace(date(2026, 2, 28)) == (3, "SE.payment_grace.1970-01-01")
        assert grace(date(2026, 3, 1)) == (5, "SE.payment_grace.2026-03-01")
        assert grace(date(2026, 3, 31)) == (5, "SE.payment_grace.2026-03-01")
        assert grace(date(2026, 4, 1)) == (3, "SE.payment_grace.2026-04-01")
        assert grace(date(2026, 3, 10), "NO") == (3, "NO.payment_grace.1970-01-01")
    assert grace(date(2026, 3, 10)) == (3, "SE.payment_grace.1970-01-01")


def test_a_row_with_the_id_of_one_on_file_takes_its_place_whole(tmp_path: Path) -> None:
    with deciding_by(other_rows(written(tmp_path, "SE,payment_grace,1970-01-01,2020-12-31,7,business_days,"))):
        assert grace(date(2020, 12, 31)) == (7, "SE.payment_grace.1970-01-01")
        assert isinstance(row_in_force(PAYMENT_GRACE, "SE", date(2021, 1, 1)), Refusal), "no day is guessed"


def test_what_is_enacted_can_be_tried_before_it_is_in_force(tmp_path: Path) -> None:
    on_file = CONTACT_WINDOW.of("NO")
    changed = other_rows(written(tmp_path, "NO,contact_window,2026-01-01,,08:00-21:00,local_time,weekday"))
    with deciding_by(changed):
        assert [row.rule_id for row in CONTACT_WINDOW.of("NO")] == ["NO.contact_window.2026-01-01.weekday"]
    assert CONTACT_WINDOW.of("NO") == on_file


def test_bank_days_follow_too_and_are_as_before_afterwards(tmp_path: Path) -> None:
    midsummer_eve = date(2026, 6, 19)
    assert not is_business_day(midsummer_eve, "SE")
    with deciding_by(
        other_rows(written(tmp_path, "SE,midsummer_eve,2011-10-01,2025-12-31,FRI 06-19..06-25,day_of_year,"))
    ):
        assert is_business_day(midsummer_eve, "SE")
    assert not is_business_day(midsummer_eve, "SE")


def test_an_error_on_the_way_leaves_no_other_row_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), deciding_by(other_rows(written(tmp_path, "SE,reminder_fee,2013-03-16,,90,SEK,"))):
        raise RuntimeError
    row = row_in_force(REMINDER_FEE, "SE", date(2026, 3, 1), asked())
    assert isinstance(row, LawRow)
    assert row.printed == "60 SEK"
    assert rule_text(row.rule_id) is not None


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("SE,no_such_rule,2026-01-01,,5,days,", "no decision knows a rule called 'no_such_rule'"),
        ("SE,payment_grace,2026-01-01,,5,SEK,", "payment_grace is a BankDays, and SEK is none"),
        ("SE,payment_grace,2026-02-30,,5,business_days,", "day is out of range for month"),
    ],
)
def test_a_row_that_no_decision_could_use_is_an_error_that_says_what_is_wrong(
    row: str, wrong: str, tmp_path: Path
) -> None:
    with pytest.raises(LawFileError, match=wrong):
        other_rows(written(tmp_path, row))
