"""Files, names and texts at the edges of what people have, through the real command line and a ledger that is up."""

from __future__ import annotations

import os
import time
import unicodedata
from contextlib import closing
from datetime import date

import psycopg2
from psycopg2.extensions import connection

from tests.acceptance.program import Program, kill
from tests.acceptance.some_files import HEADER, a_line, write_bank_file, write_lines, write_money, write_portfolio
from tests.waiting import PATIENCE_S


def test_one_claim_in_two_spellings_is_one_case(ledger: Program) -> None:
    write_lines(ledger.folder / "composed.csv", [a_line("Å-1", name="Åsa Ek")])
    apart = unicodedata.normalize("NFD", a_line("Å-1", name="Åsa Ek"))
    write_lines(ledger.folder / "apart.csv", [apart])
    assert ledger.json("import", "claims", "composed.csv")["received"] == 1
    again = ledger.json("import", "claims", "apart.csv")
    assert (again["received"], again["received_before"]) == (0, 1)
    assert ledger.json("case", "show", "nordkraft / å\u20111")["creditor_reference"] == "Å-1"


def test_a_case_is_found_by_its_payment_reference_as_a_bank_writes_it(ledger: Program) -> None:
    write_lines(ledger.folder / "paid.csv", [f"{a_line('R-1')};RF18539007547034"], f"{HEADER};payment_reference")
    ledger.run("import", "claims", "paid.csv").done()
    assert ledger.json("case", "show", "rf18 5390 0754 7034")["creditor_reference"] == "R-1"


def test_a_bank_file_under_another_name_and_without_its_blanks_is_no_finding(ledger: Program) -> None:
    claims = write_portfolio(ledger.folder / "portfolio.csv", 40)
    ledger.json("import", "claims", "portfolio.csv", "--pay-within", "14")
    write_bank_file(ledger.folder / "bank.txt", claims)
    first = ledger.json("import", "payments", "bank.txt")
    whole = (ledger.folder / "bank.txt").read_bytes()
    trimmed = b"".join(line.rstrip() + b"\n" for line in whole.splitlines())
    name = "inbet_\udce5 [b].txt"
    (ledger.folder / name).write_bytes(trimmed)
    again = ledger.run("import", "payments", name, "--json").document
    assert (again["received"], again["received_before"]) == (0, first["received"])
    assert again["file"] == name

    later = ledger.run("import", "claims", "portfolio.csv", "--pay-within", "30").done()
    assert "40 of the claims received before came with another day to pay by: it was ignored" in later.said
    assert ledger.json("check")["findings"] == []


def test_brackets_in_names_and_texts_are_shown_as_they_are(ledger: Program) -> None:
    (ledger.folder / "a[").mkdir()
    write_lines(ledger.folder / "a[" / "b].csv", [a_line("[/b]-1", name="[bold]Kim"), a_line("M-2", currency="KR")])
    told = ledger.run("import", "claims", "a[/b].csv")
    assert told.code == 4
    assert "a[/b].refused.csv" in told.said
    assert (ledger.folder / "a[" / "b].refused.csv").exists()
    assert "[bold]Kim" in ledger.run("case", "show", "Nordkraft/[/b]-1").done().said


def test_what_was_typed_never_reaches_a_terminal_as_a_command_to_it(ledger: Program) -> None:
    write_lines(ledger.folder / "typed.csv", [a_line("E-1")])
    ledger.run("import", "claims", "typed.csv").done()
    call = ("case", "contact", "Nordkraft/E-1", "--channel", "phone", "--purpose", "first_contact")
    for options in (("--outcome", "\x1b[31mRED"), ("--outcome", "reached", "--note", "ringde \udce5ter")):
        refused = ledger.run(*call, *options)
        assert refused.code == 2
        assert "\x1b" not in refused.out + refused.err


def test_a_pipe_ends_at_once_with_the_reason(ledger: Program) -> None:
    os.mkfifo(ledger.folder / "claims.pipe")
    refused = ledger.run("import", "claims", "claims.pipe", limit_s=PATIENCE_S)
    assert refused.code == 2
    assert "a pipe or a device" in refused.said


def test_a_day_without_dashes_is_the_same_day(ledger: Program) -> None:
    write_lines(ledger.folder / "days.csv", [a_line("D-1")])
    ledger.run("import", "claims", "days.csv").done()
    shown = [ledger.json("case", "show", "Nordkraft/D-1", "--as-of", day) for day in ("2026-03-02", "20260302")]
    assert shown[0] | {"as_of": ""} == shown[1] | {"as_of": ""}
    assert ledger.run("case", "show", "Nordkraft/D-1", "--as-of", "9999-12-31").code == 2


def test_an_import_that_is_killed_in_mid_file_goes_on_without_loss_or_doubling(ledger: Program) -> None:
    """2,000 payments of 1.00, 1.01, 1.02 … for nobody: in the end each is in suspense once, to the cent."""
    amounts = range(100, 2_100)
    write_money(ledger.folder / "many.txt", [("", minor) for minor in amounts], date(2026, 3, 10))
    with closing(psycopg2.connect(ledger.environ["CASELEDGER_DATABASE_URL"])) as opened:
        before = _received(opened)
        importing = ledger.start("import", "payments", "many.txt")
        while _received(opened) == before:
            assert importing.poll() is None, "it ended before anything of it was seen"
            time.sleep(0.01)
        assert importing.poll() is None, "it has the whole file behind it: nothing was killed in the middle"
        kill(importing)
        told = ledger.json("import", "payments", "many.txt", "--wait")
        assert told["received"] + told["received_before"] == len(amounts)
        assert told["received_before"] > 0
        assert told["suspense"] == len(amounts)
        count, minor = _received(opened)
        assert (count - before[0], minor - before[1]) == (len(amounts), sum(amounts))
    again = ledger.json("import", "payments", "many.txt")
    assert (again["received"], again["received_before"]) == (0, len(amounts))


def _received(opened: connection) -> tuple[int, int]:
    """How many payments the balances know, and what they make."""
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(amount_minor), 0)::bigint FROM balances.payment")
        count, minor = cursor.fetchone() or (0, 0)
    return count, minor
