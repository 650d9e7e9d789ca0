"""SAF-T Financial 1.30: as the Norwegian schema wants it, and read back it adds up to the ledger."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import xmlschema

from domain.kernel.ledger import Account
from domain.kernel.recorded import RecordedEvent
from infra.books.chart import CHART
from infra.books.company import Company
from infra.books.period import Period, PeriodBalance, Voucher, period_balances, vouchers
from infra.books.saf_t import NAMESPACE, grouping, write_saf_t

SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("saf_t_1_30_as_used.xsd"))
SPRING = Period(date(2026, 3, 1), date(2026, 4, 30))
COMPANY = Company('Åkes & "Inkasso" AS', "987654321", "Kari Nordmann")


def booked_on(event: RecordedEvent) -> date:
    return event.recorded_at.astimezone(UTC).date()


def written(made: list[Voucher], balance: PeriodBalance, company: Company = COMPANY) -> bytes:
    file = io.BytesIO()
    write_saf_t(file, company, SPRING, balance, made, date(2026, 5, 1))
    return file.getvalue()


def of(events: list[RecordedEvent]) -> tuple[list[Voucher], PeriodBalance]:
    return list(vouchers(events, SPRING, "SEK", booked_on)), period_balances(events, SPRING, booked_on)["SEK"]


def amount(element: ElementTree.Element, path: str) -> Decimal:
    return Decimal(element.findtext(path, "0", {"": NAMESPACE}))


def test_the_file_is_as_the_schema_wants_it_and_adds_up_to_the_ledger(events: list[RecordedEvent]) -> None:
    made, balance = of(events)
    content = written(made, balance)
    SCHEMA.validate(io.BytesIO(content))
    root = ElementTree.fromstring(content)
    names = {"": NAMESPACE}
    assert root.findtext("Header/Company/Name", None, names) == 'Åkes & "Inkasso" AS'
    entries = root.find("GeneralLedgerEntries", names)
    assert entries is not None
    lines = entries.findall("Journal/Transaction/Line", names)
    debit = sum(amount(line, "DebitAmount/Amount") for line in lines)
    credit = sum(amount(line, "CreditAmount/Amount") for line in lines)
    # 650.00 come in and are placed, 250.00 of them are taken back: 650 + 400 + 250 + 400 + 250
    assert debit == credit == amount(entries, "TotalDebit") == amount(entries, "TotalCredit") == Decimal("1950.00")
    assert len(entries.findall("Journal/Transaction", names)) == int(amount(entries, "NumberOfEntries")) == 6
    moved = {number: Decimal(0) for number in (line.number for line in CHART.values())}
    for line in lines:
        moved[line.findtext("AccountID", "", names)] += amount(line, "DebitAmount/Amount")
        moved[line.findtext("AccountID", "", names)] -= amount(line, "CreditAmount/Amount")
    for one in root.findall("MasterFiles/GeneralLedgerAccounts/Account", names):
        opening = amount(one, "OpeningDebitBalance") - amount(one, "OpeningCreditBalance")
        closing = amount(one, "ClosingDebitBalance") - amount(one, "ClosingCreditBalance")
        assert opening + moved[one.findtext("AccountID", "", names)] == closing


def test_a_period_in_which_no_account_had_or_moved_anything_is_a_file_too() -> None:
    content = written([], PeriodBalance("NOK"))
    SCHEMA.validate(io.BytesIO(content))
    assert b"<NumberOfEntries>0</NumberOfEntries>" in content


def test_each_line_has_the_day_of_the_books_and_the_day_of_the_bank(events: list[RecordedEvent]) -> None:
    root = ElementTree.fromstring(written(*of(events)))
    received = [
        one
        for one in root.iter(f"{{{NAMESPACE}}}Transaction")
        if one.findtext("VoucherType", "", {"": NAMESPACE}) == "PaymentReceived"
    ]
    assert len(received) == 2
    for one in received:
        assert one.findtext("GLPostingDate", "", {"": NAMESPACE}) == "2026-03-30"
        assert one.findtext("Line/ValueDate", "", {"": NAMESPACE}) == "2026-03-02"


def test_what_xml_cannot_hold_and_what_is_too_long_breaks_nothing(events: list[RecordedEvent]) -> None:
    made, balance = of(events)
    hostile = replace(made[0], action="</Line><x>\x00\x1b&" * 30, actor="a" * 64)
    content = written([hostile, *made[1:]], balance, Company("\x07]]>" * 100, "1" * 50, "K" * 100))
    SCHEMA.validate(io.BytesIO(content))


def test_every_account_of_the_chart_has_a_group() -> None:
    groups = {account: grouping(account, line) for account, line in CHART.items()}
    assert groups[Account.BANK_CLIENT_FUNDS] == ("balanseverdiForOmloepsmiddel", "1920")
    assert set(groups) == set(CHART)
