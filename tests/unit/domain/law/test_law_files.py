"""A law file is read strictly: what is wrong with it is said with its name and line."""

from datetime import date
from pathlib import Path

import pytest

from domain.kernel.money import Money
from domain.law.file import COLUMNS, LawFile, LawFileError
from domain.law.table import row_in_force

GOOD = {
    "jurisdiction": "SE", "rule": "reminder_fee", "from_date": "2013-03-16", "to_date": "", "value": "60",
    "unit": "SEK", "scope": "", "applies_to": "written reminder", "law": "lag 1981:739 4 §", "source": "SFS 2013:56",
    "tag": "V", "note": "",
}  # fmt: skip


def _file(folder: Path, *rows: dict[str, str], header: str = ",".join(COLUMNS)) -> Path:
    path = folder / "fees.csv"
    path.write_text("\n".join([header, *(",".join({**GOOD, **row}.values()) for row in rows)]) + "\n", "utf-8")
    return path


def test_a_row_is_read_with_its_exact_value(tmp_path: Path) -> None:
    table = LawFile(_file(tmp_path, {"value": "38.50"})).table("reminder_fee", Money, "reminder fee")
    row = row_in_force(table, "SE", date(2026, 1, 1))
    assert getattr(row, "value", row) == Money(3850, "SEK")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unit": "SKR"}, "the unit 'SKR' is not known"),
        ({"unit": "SEK/week"}, "an amount per 'week' is not known"),
        ({"unit": "percent_pa"}, "reminder_fee is a Money, and percent_pa is none"),
        ({"value": "60.005"}, "'60.005' has more decimals than its unit"),
        ({"value": "6e1"}, "'6e1' is not a plain number"),
        ({"value": "sixty"}, "Invalid literal for Fraction: 'sixty'"),
        ({"value": " 60"}, "the column value is empty, or has blanks around its value"),
        ({"from_date": "2013-02-30"}, "day is out of range for month"),
        ({"to_date": "2013-03-15"}, "the row ends on 2013-03-15, before it begins on 2013-03-16"),
        ({"scope": "consummer"}, "the scope 'consummer' is not known"),
        ({"scope": "amount-around-100"}, "the scope 'amount-around-100' is not known"),
        ({"law": ""}, "the column law is empty, or has blanks around its value"),
        ({"source": ""}, "the column source is empty, or has blanks around its value"),
        ({"tag": "X"}, "the tag 'X' is not one of V, V2, D, P"),
        ({"note": "one,too many"}, "13 columns instead of 12"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, change: dict[str, str], message: str) -> None:
    path = _file(tmp_path, {}, {"jurisdiction": "NO", **change})
    with pytest.raises(LawFileError, match=r"^fees\.csv, line 3: ") as error:
        LawFile(path).table("reminder_fee", Money, "reminder fee")
    assert message in str(error.value)


@pytest.mark.parametrize(
    "second",
    [
        {"from_date": "2020-01-01"},  # the first has no end
        {"from_date": "2000-01-01"},
        {"from_date": "2000-01-01", "to_date": "2013-03-16"},  # both ends are inclusive
    ],
)
def test_rows_that_are_in_force_at_once_are_an_error_of_both_lines(tmp_path: Path, second: dict[str, str]) -> None:
    path = _file(tmp_path, {}, {"jurisdiction": "NO"}, second)
    with pytest.raises(LawFileError, match=r"fees\.csv, lines 2 and 4: .* are both in force on 2"):
        LawFile(path).table("reminder_fee", Money, "reminder fee")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("consumer", "heavy"),  # a heavy case of a consumer would have two answers
        ("amount-upto-100", "amount-from-100"),
        ("due-upto-2020-10-01", "due-from-2020-10-01"),
        ("consumer amount-upto-100", "directly_enforceable"),
    ],
)
def test_scopes_that_can_both_cover_one_claim_are_an_error(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(LawFileError, match="are both in force"):
        LawFile(_file(tmp_path, {"scope": one}, {"scope": other})).table("reminder_fee", Money, "reminder fee")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("consumer", "business"),
        ("", "consumer"),  # the narrower row stands where it covers
        ("amount-upto-100", "amount-above-100"),
        ("due-upto-2020-09-30", "due-from-2020-10-01"),
    ],
)
def test_scopes_that_never_contradict_stand_side_by_side(tmp_path: Path, one: str, other: str) -> None:
    path = _file(tmp_path, {"scope": one}, {"scope": other})
    assert len(LawFile(path).table("reminder_fee", Money, "reminder fee").rows) == 2


def test_another_header_is_an_error_of_line_1(tmp_path: Path) -> None:
    with pytest.raises(LawFileError, match=r"fees\.csv, line 1: the columns are \('jurisdiction', 'rule'\)"):
        LawFile(_file(tmp_path, {}, header="jurisdiction,rule"))


def test_a_rule_that_no_table_is_made_of_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LawFileError, match=r"fees\.csv, line 2: no table is made of the rule 'reminder_fee'"):
        LawFile(_file(tmp_path, {})).all_taken()


def test_a_table_of_a_rule_without_rows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LawFileError, match="no row has the rule 'demand_fee'"):
        LawFile(_file(tmp_path, {})).table("demand_fee", Money, "demand fee")
