"""Tables fit the screen, times say their zone, and what cannot be read is named."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from rich.console import Console

from infra.cli.failures import CannotBeUsed
from infra.cli.questions.amounts import read_amount
from infra.cli.render.formats import Format, tell
from infra.cli.render.paging import page_of
from infra.cli.render.screen import Screen
from infra.cli.render.table import extra, facts, moment, number, table, text, whole
from infra.cli.times import Zone, read_day
from infra.documents.csv_text import csv_text, plain

STOCKHOLM = Zone("Europe/Stockholm")
NOON = datetime(2026, 7, 1, 10, 0, 30, tzinfo=UTC)


def printed(what: object, width: int) -> str:
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(what)
    return console.export_text()


def a_trail() -> object:
    columns = [text("what", at_least=26), text("who"), moment("when"), extra("at"), extra("hash")]
    rows = [("Outbound contact by phone: promised_to_pay", "user agent-7", "2026-03-09 14:30", "0/17", "00ff00ff")]
    return table("Trail", columns, rows, caption=STOCKHOLM.caption)


def test_on_a_wide_screen_nothing_wraps_and_nothing_is_left_out() -> None:
    wide = printed(a_trail(), 130)
    assert "Outbound contact by phone: promised_to_pay  user agent-7  2026-03-09 14:30  0/17  00ff00ff" in wide
    assert "wider terminal" not in wide


@pytest.mark.parametrize("say", ["note", "step", "warn", "fail"])
def test_what_is_said_beside_an_answer_is_never_broken_so_that_a_command_can_be_copied(
    say: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    getattr(Screen(), say)("Run `caseledger projections rebuild person`: it builds them beside.")
    assert "Run `caseledger projections rebuild person`: it builds them beside.\n" in capsys.readouterr().err


def test_a_time_wraps_between_day_and_minute_before_a_column_is_left_out() -> None:
    narrower = printed(a_trail(), 66)
    assert "2026-03-09 14:30" not in narrower
    assert {"2026-03-09", "14:30", "00ff00ff"} <= set(narrower.split())


def test_columns_that_are_left_out_are_named_with_the_way_to_them() -> None:
    narrow = printed(a_trail(), 58)
    assert "00ff00ff" not in narrow
    assert "(+1 column needs a wider terminal: hash; --format csv has all)" in " ".join(narrow.split())
    narrowest = printed(a_trail(), 50)
    assert "(+2 columns need a wider terminal: at, hash; --format csv has all)" in " ".join(narrowest.split())


@pytest.mark.parametrize("width", range(28, 131, 3))
def test_no_word_is_cut_in_two_at_any_width_that_holds_it(width: int) -> None:
    words = printed(a_trail(), width).split()
    assert {"Outbound", "promised_to_pay", "agent-7", "2026-03-09", "14:30"} <= set(words)
    assert all(len(line) <= width for line in printed(a_trail(), width).splitlines())


def test_where_no_table_fits_each_row_stands_by_itself_and_is_whole() -> None:
    tall = printed(a_trail(), 30)
    assert [line.split()[0] for line in tall.splitlines() if line and line.split()[0] in ("what", "who", "hash")] == [
        "what", "who", "hash",
    ]  # fmt: skip
    assert "00ff00ff" in tall


def test_numbers_stand_right_under_each_other_and_a_total_below() -> None:
    made = table("", [whole("of"), number("n")], [("a", 1_000_000), ("b", None)], ("in all", 1_000_000))
    lines = [line.rstrip() for line in printed(made, 80).splitlines()]
    assert lines[2].endswith("1,000,000")
    assert lines[-2].startswith("in all")


def test_a_table_without_rows_says_so_and_text_is_never_markup() -> None:
    assert "none" in printed(table("Parked", [text("what")], []), 80)
    assert "[red]" in printed(table("", [text("what")], [("[red]x",)]), 80)
    assert "debtor  [b]" in printed(facts("", [("debtor", "[b]")]), 80)


def test_times_are_shown_in_the_zone_of_the_business() -> None:
    assert STOCKHOLM.show(NOON) == "2026-07-01 12:00 CEST"
    assert STOCKHOLM.show_seconds(NOON) == "2026-07-01 12:00:30 CEST"
    assert STOCKHOLM.minute(NOON) == "2026-07-01 12:00"
    assert STOCKHOLM.show(None) == STOCKHOLM.minute(None) == ""


def test_a_deadline_at_midnight_is_the_day_before() -> None:
    assert STOCKHOLM.last_day(datetime(2026, 3, 16, 23, tzinfo=UTC)) == "2026-03-16"
    assert STOCKHOLM.last_day(NOON) == "2026-07-01 12:00 CEST"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-09", datetime(2026, 3, 8, 23, tzinfo=UTC)),
        ("2026-03-09 14:30", datetime(2026, 3, 9, 13, 30, tzinfo=UTC)),
        ("2026-03-09T14:30:00Z", datetime(2026, 3, 9, 14, 30, tzinfo=UTC)),
        ("2026-03-09T14:30:00+05:00", datetime(2026, 3, 9, 9, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, meant: datetime) -> None:
    assert STOCKHOLM.read(typed, "--at") == meant


def test_a_day_means_all_of_it_where_something_is_asked_until_then() -> None:
    assert STOCKHOLM.read("2026-03-29", "--to", at_end_of_day=True) == datetime(
        2026, 3, 29, 21, 59, 59, 999_999, tzinfo=UTC
    ), "the day that summer time makes an hour shorter"


@pytest.mark.parametrize("typed", ["yesterday", "2026-13-01", "", "12:00"])
def test_what_is_no_time_is_named_with_its_option(typed: str) -> None:
    with pytest.raises(CannotBeUsed, match="--at"):
        STOCKHOLM.read(typed, "--at")
    with pytest.raises(CannotBeUsed, match="--due"):
        read_day(typed, "--due")


def test_amounts_are_read_digit_for_digit_and_never_guessed() -> None:
    assert [read_amount(typed, "SEK", "--amount") for typed in ("1234.50", "1 234,50", "1234,5")] == [123_450] * 3
    for typed in ("1,234.50", "12.345", "-5", "x"):
        with pytest.raises(CannotBeUsed, match="--amount"):
            read_amount(typed, "SEK", "--amount")


def test_values_have_one_form_in_json() -> None:
    assert plain(NOON) == "2026-07-01T10:00:30Z"
    assert plain(date(2026, 3, 9)) == "2026-03-09"
    assert plain(memoryview(b"\x01\xff")) == "01ff"
    assert plain(UUID(int=1)) == "00000000-0000-0000-0000-000000000001"
    with pytest.raises(TypeError):
        plain(object())


def test_a_cell_with_several_values_tells_them_apart_in_csv() -> None:
    rows = [
        {"name": "Nord AB", "former_names": ["Nord Kraft AB", "Nord, Kraft & Co"], "ids": [UUID(int=1)], "none": []}
    ]
    [read] = csv.DictReader(io.StringIO(csv_text(rows)))
    assert json.loads(read["former_names"]) == ["Nord Kraft AB", "Nord, Kraft & Co"]
    assert json.loads(read["ids"]) == [str(UUID(int=1))]
    assert json.loads(read["none"]) == []


def test_an_answer_that_lists_nothing_is_not_a_line_in_csv(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Screen(), Format.CSV, lambda: {"found": []}, list, listed="found")
    assert capsys.readouterr().out == ""


def test_a_short_list_has_pages_that_follow_each_other() -> None:
    rows = [f"r{number}" for number in range(5)]
    first = page_of(rows, str, 2, None)
    second = page_of(rows, str, 2, first.next)
    last = page_of(rows, str, 2, second.next)
    assert [*first.rows, *second.rows, *last.rows] == rows
    assert (first.note[:6], last.next, last.note) == ("2 of 5", None, "")
    assert page_of(rows, str, 5, None).next is None
    with pytest.raises(CannotBeUsed, match="--after"):
        page_of(rows, str, 2, "r9")
