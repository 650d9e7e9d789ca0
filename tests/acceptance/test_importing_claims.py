"""A creditor's file, good, bad, sent twice, changed, and cut off by a kill."""

from __future__ import annotations

import time
from pathlib import Path

from infra.audit.history import LogHistory
from infra.runtime.settings import Settings
from tests.acceptance.program import Program, kill
from tests.acceptance.some_files import HEADER, a_line, write_lines, write_portfolio
from tests.waiting import PATIENCE_S

LARGE = 4_000
"""Twice as many as are ever under way at once: a kill at the first event leaves many that were never sent."""


def test_each_bad_line_is_named_and_kept_and_the_others_go_on(ledger: Program) -> None:
    lines = [
        a_line("B-1"),
        a_line("B-2", principal="12,50O"),
        a_line("B-3", currency=""),
        a_line("B-1"),
        "Nordkraft;B-4;energy;K-1",
        a_line("B-5", name="Bj\udcf6rn Ek"),
        a_line("B-6"),
    ]
    file = ledger.folder / "bad.csv"
    file.write_bytes("".join(f"{line}\r\n" for line in (HEADER, *lines)).encode("utf-8", "surrogateescape"))

    answer = ledger.run("import", "claims", str(file), "--json")

    assert answer.code == 4
    told = answer.document
    assert (told["lines"], told["received"], told["refused"]) == (7, 2, 5)
    assert [(one["line"], one["field"], one["code"]) for one in told["first_refused"]] == [
        (3, "principal", "not_an_amount"),
        (4, "currency", "missing_currency"),
        (5, "creditor_reference", "duplicate_claim"),
        (6, "", "line_cut_short"),
        (7, "", "wrong_encoding"),
    ]
    assert told["received_amounts"] == [{"currency": "SEK", "minor": 200_000}]
    kept = Path(told["to_correct_file"]).read_bytes().splitlines()
    assert kept == [HEADER.encode(), *(line.encode("utf-8", "surrogateescape") for line in lines[1:6])]
    assert "not an amount" in Path(told["refused_file"]).read_text("utf-8", "replace")


def test_the_corrected_lines_can_be_imported_from_the_file_that_kept_them(ledger: Program) -> None:
    write_lines(ledger.folder / "slip.csv", [a_line("C-1", principal="1O0"), a_line("C-2")])
    told = ledger.run("import", "claims", "slip.csv", "--json").document
    corrected = ledger.folder / told["to_correct_file"]
    corrected.write_text(corrected.read_text("utf-8").replace("1O0", "100"), "utf-8")
    assert ledger.json("import", "claims", str(corrected))["received"] == 1


def test_a_person_reads_the_same_in_a_table(ledger: Program) -> None:
    write_lines(ledger.folder / "told.csv", [a_line("T-1"), a_line("T-2", currency="KR")])
    ended = ledger.run("import", "claims", "told.csv")
    assert ended.code == 4
    assert "received 1 1,000.00 SEK" in ended.said
    assert "3 currency unknown_currency" in ended.said
    assert "told.refused.csv" in ended.said
    assert "told.to-correct.csv" in ended.said


def test_an_unknown_column_or_encoding_refuses_the_file_before_anything_is_sent(ledger: Program) -> None:
    write_lines(ledger.folder / "column.csv", [f"{a_line('U-1')};5.00"], f"{HEADER};intrest")
    refused = ledger.run("import", "claims", "column.csv")
    assert refused.code == 4
    assert "column.csv, line 1, column 10" in refused.said
    assert "did you mean 'interest'?" in refused.said

    (ledger.folder / "wide.csv").write_bytes(f"{HEADER}\r\n{a_line('U-2')}\r\n".encode("utf-16"))
    assert "UTF-16" in ledger.run("import", "claims", "wide.csv").said
    write_lines(ledger.folder / "latin.csv", [a_line("U-3", name="Åsa Öberg")], encoding="iso-8859-1")
    assert ledger.run("import", "claims", "latin.csv").code == 4
    assert ledger.json("import", "claims", "latin.csv", "--encoding", "iso-8859-1")["received"] == 1


def test_a_dry_run_checks_everything_and_sends_and_writes_nothing(ledger: Program) -> None:
    file = write_lines(ledger.folder / "dry.csv", [a_line("D-1"), a_line("D-2", principal="x")])
    tried = ledger.run("import", "claims", "dry.csv", "--dry-run", "--json")
    assert tried.code == 4
    assert (tried.document["received"], tried.document["refused"], tried.document["refused_file"]) == (1, 1, None)
    assert sorted(path.name for path in ledger.folder.glob("dry*")) == [file.name]
    assert ledger.run("case", "show", "Nordkraft/D-1").code == 6
    assert ledger.run("import", "claims", "dry.csv", "--json").document["received"] == 1


def test_a_line_that_was_changed_since_is_refused_and_the_claim_stays_as_it_was(ledger: Program) -> None:
    write_lines(ledger.folder / "first.csv", [a_line("A-1", principal="500.00")])
    ledger.json("import", "claims", "first.csv")
    write_lines(ledger.folder / "changed.csv", [a_line("A-1", principal="700.00")])
    changed = ledger.run("import", "claims", "changed.csv", "--json")
    assert changed.code == 4
    assert changed.document["refused_by_code"] == {"claim_already_received": 1}
    assert changed.document["first_refused"][0]["field"] == "creditor_reference"
    assert ledger.json("case", "show", "Nordkraft/A-1")["claimed_minor"] == 50_000


def test_lines_of_another_creditor_are_refused_when_one_was_asked_for(ledger: Program) -> None:
    write_lines(ledger.folder / "mixed.csv", [a_line("M-1"), a_line("M-2").replace("Nordkraft", "Sydkraft")])
    told = ledger.run("import", "claims", "mixed.csv", "--creditor", "Nordkraft", "--json").document
    assert told["received"] == 1
    assert told["refused_by_code"] == {"other_creditor": 1}


def test_the_same_file_again_adds_nothing_and_says_so(ledger: Program) -> None:
    write_lines(ledger.folder / "twice.csv", [a_line("S-1"), a_line("S-2")])
    ledger.json("import", "claims", "twice.csv")
    write_lines(ledger.folder / "renamed.csv", [a_line("S-2"), a_line("S-1")])
    again = ledger.run("import", "claims", "renamed.csv").done()
    assert "received before 2" in again.said
    assert "sent again, renamed.csv added nothing" in again.said


def test_an_import_that_was_killed_goes_on_where_it_stopped(ledger: Program, its_settings: Settings) -> None:
    write_portfolio(ledger.folder / "large.csv", LARGE)
    with LogHistory(its_settings) as history:
        before = history.last_positions()
        process = ledger.start("import", "claims", "large.csv", "--pay-within", "14")
        deadline = time.monotonic() + PATIENCE_S
        while history.last_positions() == before:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
        kill(process)

    again = ledger.json("import", "claims", "large.csv", "--pay-within", "14")
    assert again["received"] > 0, "it was killed too late to prove anything"
    assert again["received_before"] > 0
    assert again["received"] + again["received_before"] == LARGE
    assert again["refused"] == 0
