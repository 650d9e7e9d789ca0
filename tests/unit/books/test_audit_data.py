"""Tables for auditors (ISO 21378): each reads back to what the ledger says, and none names anybody."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.kernel.identity import case_id, person_id
from domain.kernel.ledger import RECEIVABLES as PARTS
from domain.kernel.ledger import Account
from domain.kernel.recorded import RecordedEvent
from infra.books.audit_data.general_ledger import write_chart, write_general_ledger
from infra.books.audit_data.receivables import write_receivables
from infra.books.audit_data.table_files import TABLES, table_files
from infra.books.chart import CHART
from infra.books.period import Period, period_balances, vouchers

SPRING, APRIL = Period(date(2026, 3, 1), date(2026, 4, 30)), Period(date(2026, 4, 1), date(2026, 4, 30))


def booked_on(event: RecordedEvent) -> date:
    return event.recorded_at.astimezone(UTC).date()


def exported(folder: Path, events: list[RecordedEvent], period: Period) -> dict[str, list[dict[str, str]]]:
    """The tables, written and read again."""
    balances = period_balances(events, period, booked_on)
    with table_files(folder) as files:
        write_chart(files, balances.values())
        for currency, balance in balances.items():
            write_general_ledger(files, period, balance, vouchers(events, period, currency, booked_on))
        write_receivables(files, events, period, booked_on)
    read = {}
    for name, columns in TABLES.items():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == list(columns)
            read[name] = list(reader)
    assert {name: len(rows) for name, rows in read.items()} == files.counts
    return read


def signed(row: dict[str, str], amount: str = "Amount", indicator: str = "Amount_Credit_Debit_Indicator") -> Decimal:
    return Decimal(row[amount]) * (1 if row[indicator] == "D" else -1)


def test_the_lines_of_the_general_ledger_make_the_balances_of_each_month(
    tmp_path: Path, events: list[RecordedEvent]
) -> None:
    tables = exported(tmp_path / "books", events, SPRING)
    moved: Counter[tuple[str, str]] = Counter()
    for line in tables["GL_Details"]:
        moved[line["GL_Account_Number"], line["Accounting_Period"]] += signed(line)  # type: ignore[assignment]
    standing: dict[str, Decimal] = {}
    for row in tables["GL_Accounts_Period_Balance"]:
        number = row["GL_Account_Number"]
        opening = signed(row, "Beginning_Balance", "BEG_Balance_Indicator")
        closing = signed(row, "Ending_Balance", "Ending_Balance_Indicator")
        assert opening == standing.get(number, Decimal(0)), "a month begins as the one before ended"
        assert closing == opening + moved[number, row["Accounting_Period"]]
        assert Decimal(row["Debit_Amount"]) - Decimal(row["Credit_Amount"]) == closing - opening
        standing[number] = closing
    assert sum(standing.values()) == 0
    assert standing[CHART[Account.BANK_CLIENT_FUNDS].number] == Decimal("400.00")
    assert {row["GL_Account_Number"] for row in tables["BAS_Chart_Of_Accounts"]} == set(standing)
    journals = Counter[str]()
    for line in tables["GL_Details"]:
        journals[line["Journal_ID"]] += signed(line)  # type: ignore[assignment]
    assert not any(journals.values()), "each journal entry balances"
    assert {line["JE_Line_Description"] for line in tables["GL_Details"]} >= {"value day 2026-03-02", ""}


@pytest.mark.parametrize("period", [SPRING, APRIL], ids=["from the beginning", "from April"])
def test_what_was_owed_before_with_what_moved_it_is_what_is_owed_after(
    tmp_path: Path, events: list[RecordedEvent], period: Period
) -> None:
    """1,000.00 SEK handed over and 400.00 paid, both in March."""
    tables = exported(tmp_path / "books", events, period)
    before = sum(
        posting.amount_minor
        for event in events
        if booked_on(event) < period.first
        for posting in event.event.postings()
        if posting.account in PARTS.values()
    )
    moved = sum(signed(row) for name in ("AR_Adjustments", "AR_Cash_Application") for row in tables[name])
    [left] = tables["AR_Open_Accounts_Receivable"]
    assert Decimal(before) / 100 + moved == Decimal(left["Remaining_Balance"]) == Decimal("600.00")
    assert left["Original_Balance"] == "1000.00"
    assert left["Customer_Account_ID"] == str(person_id("nordkraft", "D1"))
    assert left["Transaction_ID"] == str(case_id("nordkraft", "C1"))
    assert left["Business_Unit_Code"] == "nordkraft"


def test_what_came_in_is_told_with_the_banks_day_and_what_was_applied_with_its_receipt(
    tmp_path: Path, events: list[RecordedEvent]
) -> None:
    tables = exported(tmp_path / "books", events, SPRING)
    received = {
        row["Receipt_ID"]: row for row in tables["AR_Cash_Received"] if row["Receipt_Type"] == "PaymentReceived"
    }
    assert sorted(row["Amount"] for row in received.values()) == ["250.00", "400.00"]
    assert {row["Receipt_Date"] for row in received.values()} == {"2026-03-02"}
    [taken_back] = [row for row in tables["AR_Cash_Received"] if row["Receipt_Type"] == "PaymentReversed"]
    assert (signed(taken_back), taken_back["Receipt_Period"]) == (Decimal("-250.00"), "M4")
    [applied] = tables["AR_Cash_Application"]
    assert received[applied["Receipt_ID"]]["Amount"] == applied["Amount"] == "400.00"
    assert applied["GL_Credit_Account_Number"] == "debtor_receivable_principal"
    [claim] = tables["AR_Adjustments"]
    assert (claim["Adjustment_Type"], signed(claim)) == ("ClaimReceived", Decimal("1000.00"))


def test_no_table_names_anybody(tmp_path: Path, events: list[RecordedEvent]) -> None:
    exported(tmp_path / "books", events, SPRING)
    everything = "".join(file.read_text("utf-8") for file in (tmp_path / "books").iterdir())
    assert "Test Person" not in everything
    assert len(list((tmp_path / "books").iterdir())) == len(TABLES)


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), table_files(tmp_path):
        pass


def test_a_table_takes_no_column_that_it_does_not_have(tmp_path: Path) -> None:
    with table_files(tmp_path / "books") as files, pytest.raises(ValueError, match="Amout"):
        files.row("GL_Details", Amout="1")
