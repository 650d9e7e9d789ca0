"""Questions as people ask them: of another day, by a name with a typo, page by page, in another format."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise

import pytest

from infra.demo.calendar import FIRST_CONTACTS
from infra.runtime.clock import FileClock
from tests.acceptance.conftest import CREDITORS
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines

CASE = "Nordkraft/S-1"


@pytest.fixture(scope="module")
def asked(ledger: Program) -> Program:
    """Six cases of 2 March with a deadline, and a call on one of them on the 3rd."""
    write_lines(ledger.folder / "claims.csv", [a_line(f"S-{number}") for number in range(1, 7)])
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--as", "agent-1")
    ledger.known_to_persons(6)
    FileClock.set(ledger.folder / "clock.json", FIRST_CONTACTS)
    call = ("--channel", "phone", "--purpose", "first_contact", "--outcome", "promised_to_pay", "--as", "agent-7")
    ledger.json("case", "contact", CASE, *call, "--wait")
    return ledger


def board(program: Program, *args: str) -> dict[tuple[str, str], int]:
    return {(line["clock"], line["state"]): line["count"] for line in program.json("sla", *args)["board"]}


def test_the_board_of_a_past_day_shows_that_day(asked: Program) -> None:
    assert board(asked, "--at", "2026-03-01") == {}, "no claim had come in"
    then = board(asked, "--at", "2026-03-02 23:00")
    assert (then["first_contact", "running"], then["payment_deadline", "running"]) == (6, 6)
    now = board(asked)
    assert (now["first_contact", "met"], now["first_contact", "running"]) == (1, 5)
    later = board(asked, "--at", "2026-03-30")
    assert (later["first_contact", "breached"], later["payment_deadline", "breached"]) == (5, 6)
    assert "as they stood at 2026-03-02" in asked.run("sla", "--at", "2026-03-02 23:00").done().said
    assert "if nothing happens until then" in asked.run("sla", "--at", "2026-03-30").done().said


def test_a_case_of_a_past_day_never_says_now_and_the_future_is_refused(asked: Program) -> None:
    then = asked.run("case", "show", CASE, "--as-of", "2026-03-02").done().said
    assert "owed then" in then and "owed now" not in then and "as of 2026-03-02" in then
    assert "owed now" in asked.run("case", "show", CASE).done().said
    for option in ("--as-of", "--known-at"):
        refused = asked.run("case", "show", CASE, option, "2030-01-01")
        assert refused.code == 2
        assert "that time has not come" in refused.said


@pytest.mark.parametrize(
    ("question", "code", "meant"),
    [
        (("balances", "--creditor", "Nordkrft"), 6, "Nordkraft"),
        (("balances", "--portfolio", "no such"), 6, "There are"),
        (("trail", "--actor", "agent7"), 6, "agent-7"),
        (("trail", "--type", "ContactMde"), 2, "ContactMade"),
        (("trail", "--actor-kind", "usr"), 2, "user"),
        (("sla", "--clock", "first_contct"), 2, "first_contact"),
        (("sla", "--breached", "--clock", "first_contct"), 2, "first_contact"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_the_nearest(
    asked: Program, question: tuple[str, ...], code: int, meant: str
) -> None:
    ended = asked.run(*question)
    assert (ended.code, ended.out) == (code, "")
    assert meant in ended.err


def test_names_are_found_whatever_their_case_and_blanks(asked: Program) -> None:
    assert asked.json("balances", "--creditor", " NORDKRAFT ")["portfolios"][0]["cases"] == 6
    assert len(asked.json("trail", "--actor", "AGENT-7")["events"]) == 1
    assert len(asked.json("trail", "--actor", "user agent-7")["events"]) == 1
    assert len(asked.json("trail", "--type", "contactmade")["events"]) == 1
    assert asked.json("case", "show", "nordkraft / s-1")["creditor_reference"] == "S-1"
    assert asked.json("sla", "--clock", "FIRST_CONTACT")["board"]


def test_pages_follow_each_other_from_both_ends(asked: Program) -> None:
    for ends in ((), ("--newest-first",)):
        for command, name in ((("trail",), "events"), (("sla", "--breached", "--at", "2026-12-01"), "breached")):
            whole = asked.json(*command, "--limit", "1000", *ends)
            assert whole["next"] is None
            paged, after = [], ()
            for _ in range(20):
                page = asked.json(*command, "--limit", "7", *ends, *after)
                paged += page[name]
                if page["next"] is None:
                    break
                after = ("--after", page["next"])
            assert paged == whole[name], (command, ends)
            assert len(paged) > 7
    assert "not" not in asked.run("trail", "--after", "nonsense").out
    assert asked.run("trail", "--after", "nonsense").code == 2


def test_a_list_says_that_there_is_more_and_how_to_see_it(asked: Program) -> None:
    board_of_later = board(asked, "--at", "2026-12-01")
    total = sum(count for (_, state), count in board_of_later.items() if state == "breached")
    said = asked.run("sla", "--breached", "--at", "2026-12-01", "--limit", "2").done().said
    assert f"2 of {total}; the next page: --after" in said
    assert "and there are more; the next page: --after" in asked.run("trail", "--limit", "1").done().said
    assert "next page" not in asked.run("trail", "--limit", "1000").done().said


def test_rows_say_which_case_they_are_of(asked: Program) -> None:
    assert CASE in asked.run("trail", "--actor", "agent-7").done().said
    listed = asked.json("sla", "--breached", "--at", "2026-12-01", "--limit", "1")["breached"][0]
    assert (listed["creditor"], listed["amount_minor"] > 0) == ("Nordkraft", True)
    assert "Nordkraft/S-" in asked.run("sla", "--breached", "--at", "2026-12-01", "--limit", "1").done().said


def test_every_format_holds_the_same_rows(asked: Program) -> None:
    for command, name in ((("trail",), "events"), (("balances",), "portfolios"), (("sla",), "board"),
                          (("case", "history", CASE), "events"), (("verify",), "partitions")):  # fmt: skip
        rows = asked.run(*command, "--format", "json").done().document[name]
        lines = [json.loads(line) for line in asked.run(*command, "--format", "jsonl").done().out.splitlines()]
        table = list(csv.DictReader(io.StringIO(asked.run(*command, "--format", "csv").done().out)))
        assert lines == rows, command
        assert len(table) == len(rows), command
        assert all(value is not None for row in table for value in row.values())
    assert asked.run("trail", "--format", "xml").code == 2


def test_what_was_recorded_is_asked_apart_from_what_happened(asked: Program) -> None:
    late = ("--recorded-from", "2026-03-03", "--to", "2026-03-02")
    assert asked.json("trail", *late)["events"] == []
    assert len(asked.json("trail", "--recorded-from", "2026-03-03")["events"]) == 1
    assert len(asked.json("trail", "--recorded-to", "2026-03-02")["events"]) == 18 + len(CREDITORS)
    by_itself = asked.json("trail", "--actor-kind", "system")["events"]
    assert [event["type"] for event in by_itself] == ["PersonCaseOpened"] * 6


@pytest.mark.parametrize("columns", ["60", "80", "100", "200"])
def test_no_identifier_is_cut_at_any_width_and_nothing_is_dropped_without_a_word(asked: Program, columns: str) -> None:
    for command in (("trail",), ("sla", "--breached", "--at", "2026-12-01"), ("suspense",), ("balances",), ("status",)):
        shown = asked.run(*command, COLUMNS=columns).done()
        assert all(len(line.rstrip()) <= int(columns) for line in shown.out.splitlines()), command
    trail = asked.run("trail", "--actor", "agent-7", COLUMNS=columns).done()
    assert {"promised_to_pay", "agent-7"} <= set(trail.out.split())
    balances = asked.run("balances", COLUMNS=columns).done()
    is_column = heads_a_column(balances.out, "written", "off")
    assert is_column or "written off" in balances.said, "as a column, or in the line that names what is left out"


def heads_a_column(shown: str, above: str, below: str) -> bool:
    """Whether a heading stands on two lines, the second word within the column of the first."""
    lines = shown.splitlines()
    firsts = [(line.index(above), following) for line, following in pairwise(lines) if above in line]
    return any(following[start : start + len(above)].strip() == below for start, following in firsts)


def test_heads_are_kept_once_and_held_against_the_log_later(asked: Program) -> None:
    asked.run("verify", "--heads", "heads.json").done()
    kept = json.loads((asked.folder / "heads.json").read_text())
    assert [len(one["hash"]) for one in kept["partitions"]] == [64, 64]
    again = asked.run("verify", "--heads", "heads.json")
    assert again.code == 2 and "not written over" in again.said
    sound = asked.json("verify", "--against", "heads.json")
    assert sound["sound"] and any("heads kept" in check for check in sound["checks"])

    kept["partitions"][0]["position"] += 1
    (asked.folder / "longer.json").write_text(json.dumps(kept))
    cut = asked.run("verify", "--against", "longer.json", "--json")
    assert cut.code == 1
    assert [finding["code"] for finding in cut.document["findings"]] == ["cut_off"]
    (asked.folder / "none.json").write_text("{}")
    assert asked.run("verify", "--against", "none.json").code == 4


def test_the_program_says_its_version(asked: Program) -> None:
    """As its tag says, or which commit after it this is."""
    said = asked.run("--version").done().out
    assert re.fullmatch(r"caseledger \d+\.\d+\.\d+(\.dev\d+(\+g[0-9a-f]+(\.d\d+)?)?)?\n", said)


def test_key_figures_stand_beside_their_two_numbers(asked: Program) -> None:
    """Six claims of March, none of them closed yet."""
    (rate,) = asked.json("kpi", "resolution_rate", "--by", "month")["figures"]
    assert (rate["month"], rate["numerator"], rate["denominator"], rate["value"]) == ("2026-03", 0, 6, "0.0")
    all_of_them = asked.json("kpi", "--creditor", "nordkraft")
    assert "disputes_upheld" in all_of_them["no_cases"], "no dispute, and no 0 %"
    assert "suspense_value" in all_of_them["left_out"], "unknown money is of no creditor"
    assert "nine of ten (Kredinor)" in asked.run("kpi", "resolution_rate", "--explain").done().said
    wrong = asked.run("kpi", "resolution_rat")
    assert (wrong.code, "resolution_rate" in wrong.err) == (2, True)
    heading, *rows = csv.reader(io.StringIO(asked.run("kpi", "resolution_rate", "--format", "csv").done().out))
    assert dict(zip(heading, rows[0], strict=True))["denominator"] == "6"


def test_principles_name_the_cases_where_they_do_not_hold(asked: Program) -> None:
    told = asked.json("principles")
    assert {check["principle"] for check in told["checks"]} == {1, 2, 4, 5, 6}
    assert [one["number"] for one in told["not_checked"]] == [3, 7, 8, 9, 10]
    assert "nothing to look at" in asked.run("principles", "complaints_in_time").done().said


def test_the_board_is_split_by_whose_case_it_is_and_names_what_is_at_risk(asked: Program) -> None:
    lines = asked.json("sla", "--by", "portfolio", "--clock", "first_contact")["board"]
    assert {(line["creditor"], line["count"]) for line in lines if line["state"] == "met"} == {("Nordkraft", 1)}
    listed = asked.json("sla", "--at-risk", "--clock", "resolution", "--risk-days", "365", "--limit", "2")
    assert (listed["total"], len(listed["at_risk"]), listed["has_more"]) == (6, 2, True)
    assert asked.json("sla", "--to", "2026-02")["board"] == []
