"""From the bank's file to the creditor's account: collected, prepared, approved, sent, and taken by the bank."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from infra.runtime.clock import FileClock
from tests.acceptance.program import Program
from tests.acceptance.some_files import a_line, write_lines, write_money
from tests.waiting import patiently

IBAN, OURS = "SE4550000000058398257466", "SE3550000000054910000003"
DAY = date(2026, 3, 10)
FROM = ("--from", OURS, "--from-name", "Norr Inkasso AB", "--pay-on", "2026-03-11")


@pytest.fixture(scope="module")
def collected(ledger: Program) -> Program:
    """Two claims of 1,000.00 SEK, of which the first is paid and the second by 400.00 to the creditor itself."""
    write_lines(ledger.folder / "claims.csv", [a_line(f"R-{number}") for number in (1, 2)])
    ledger.json("import", "claims", "claims.csv", "--pay-within", "14", "--wait")
    ledger.json("creditor", "contract", "nordkraft", "--from", "2026-03-01", "--commission", "10")
    reference = ledger.json("case", "show", "Nordkraft/R-1")["payment_reference"]
    write_money(ledger.folder / "paid.txt", [(reference, 100_000)], DAY)
    ledger.json("import", "payments", "paid.txt", "--wait")
    ledger.json("case", "direct-payment", "Nordkraft/R-2", "--amount", "400", "--paid-on", "2026-03-02")
    until(ledger, "to_remit", "lines", 2)
    return ledger


def until(ledger: Program, listed: str, field: str, value: Any) -> dict[str, Any]:
    """What ``remit status`` lists of nordkraft, once it says so."""
    for _ in patiently():
        found = ledger.json("remit", "status", "nordkraft", "--wait")[listed]
        if found and found[0][field] == value:
            return found[0]
    raise AssertionError(ledger.json("suspense")["payments"], found)


def taken(path: Path, amount_minor: int, *information: str) -> None:
    """A file in which the bank took money, out of a deposit that brought as much."""
    line: dict[str, Any] = {
        "sender_bankgiro": "0000000000",
        "reference": "",
        "reference_code": ReferenceCode.BLANK,
    }
    entries = (
        Entry(False, amount_minor=amount_minor, bank_serial="000000000001", **line),
        Entry(True, amount_minor=amount_minor, bank_serial="000000000002", information=information, **line),
    )
    deposit = Deposit("0009912346", "0000000000", "SEK", entries, "00000000000059123406", DAY, "00009")
    path.write_bytes(write_content(BgMaxContent(datetime.combine(DAY, time(18), UTC), False, (deposit,))))


def test_a_remittance_goes_all_the_way(collected: Program) -> None:
    """1,000.00 came to us, 400.00 to the creditor. 10 % of each are 100.00 and 40.00, with VAT 125.00 and 50.00. So
    1,000.00 - 125.00 - 50.00 = 825.00 are paid out."""
    anna, bo = ("--as", "anna", "--wait"), ("--as", "bo", "--wait")
    assert "payout_account_missing" in collected.run("remit", "prepare", "nordkraft", *anna).said
    collected.json("remit", "account", "nordkraft", IBAN, "--as", "eva")

    dry = collected.json("remit", "prepare", "nordkraft", "--dry-run")
    assert (dry["payable_minor"], [one["is_direct"] for one in dry["sums"]]) == (82_500, [False, True])
    collected.json("remit", "prepare", "nordkraft", *anna)
    refused = collected.run("remit", "approve", "nordkraft", "1", *anna)
    assert (refused.code, "policy.remittance_second_person" in refused.said) == (3, True)
    collected.json("remit", "approve", "nordkraft", "1", *bo)

    stated = collected.json("remit", "statement", "nordkraft", "1")
    assert stated["adds_up"] and stated["told"]["payable_minor"] == 82_500
    assert [one["creditor_reference"] for one in stated["lines"]] == ["R-2", "R-1"]
    collected.run("remit", "statement", "nordkraft", "1", "--text", "r.txt", "--pdf", "r.pdf").done()
    assert "825.00" in (collected.folder / "r.txt").read_text()
    assert collected.run("remit", "statement", "nordkraft", "1", "--text", "r.txt").code == 2

    file = collected.folder / "rm.xml"
    collected.run("remit", "send", "nordkraft", "1", *FROM, "--file", "dry.xml", "--dry-run", *anna).done()
    assert until(collected, "remittances", "number", 1)["status"] == "approved"
    collected.run("remit", "send", "nordkraft", "1", *FROM, "--file", "rm.xml", *anna).done()
    written = file.read_bytes()
    file.unlink()
    collected.run("remit", "send", "nordkraft", "1", *FROM, "--file", "rm.xml").done()
    assert file.read_bytes() == written, "the same bytes, and nothing new on record"
    [end_to_end] = [one.text for one in ElementTree.fromstring(written).iter() if one.tag.endswith("EndToEndId")]

    taken(collected.folder / "taken.txt", 82_500, f"Utbetalning {end_to_end}")
    collected.json("import", "payments", "taken.txt", "--wait")
    until(collected, "remittances", "status", "confirmed")
    [funds] = collected.json("balances", "--wait")["client_funds"]
    named = ("client_payable_minor", "remittance_payable_minor", "untransferred_fees_minor", "deductions_minor")
    assert [funds[name] for name in named] == [0, 0, 17_500, 0]
    assert (funds["clearing_minor"], funds["difference_minor"]) == (0, 0)


def test_what_happened_holds_against_the_log(collected: Program) -> None:
    assert collected.json("check")["findings"] == []
    assert collected.json("verify")["findings"] == []


def test_nothing_is_left_to_remit_and_the_account_is_shown(collected: Program) -> None:
    again = collected.run("remit", "prepare", "nordkraft")
    assert (again.code, "Nothing was collected" in again.said) == (2, True)
    assert IBAN in collected.run("creditor", "show", "nordkraft").done().said
    assert collected.run("remit", "statement", "nordkraft", "9").code == 6


def test_the_books_of_the_month_are_closed_by_two_persons_and_a_payment_that_comes_late_is_in_the_next(
    collected: Program,
) -> None:
    march, anna, bo = ("--period", "2026-03"), ("--as", "anna"), ("--as", "bo")
    FileClock.set(collected.folder / "clock.json", datetime(2026, 4, 1, 8, tzinfo=UTC))
    dry = collected.json("ledger", "close", "2026-03", "--dry-run", *anna)
    assert (dry["refused"], sum(one["closing_minor"] for one in dry["accounts"])) == (None, 0)
    collected.json("ledger", "close", "2026-03", *anna)
    collected.json("ledger", "confirm", "2026-03", *bo)

    as_saf_t = ("--file-format", "saf-t", *march, "--name", "Inkasso AS", "--org-number", "1", "--contact", "Kari N")
    collected.run("ledger", "export", "one.xml", *as_saf_t).done()
    write_money(collected.folder / "late.txt", [("", 5_000)], date(2026, 3, 20))
    collected.json("import", "payments", "late.txt", "--wait")
    collected.run("ledger", "export", "two.xml", *as_saf_t).done()
    assert (collected.folder / "one.xml").read_bytes() == (collected.folder / "two.xml").read_bytes()
    tables = collected.json("ledger", "export", "tables", "--file-format", "iso21378", "--period", "2026-04")["tables"]
    assert (tables["AR_Cash_Received"], tables["AR_Cash_Application"]) == (1, 0)
    [seal] = collected.json("ledger", "verify")["periods"]
    assert (seal["is_whole"], seal["digest"]) == (True, dry["digest"])
