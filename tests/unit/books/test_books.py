"""The books of the client funds: every voucher balances, periods add up, and SIE 4 says what the ledger says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any

from domain.kernel.ledger import CASE_ACCOUNTS, Account
from domain.kernel.recorded import RecordedEvent
from infra.books.chart import CHART
from infra.books.company import Company
from infra.books.period import Period, period_balances, vouchers
from infra.books.sie import sie_lines
from tests.unit.projections.samples import SAMPLES

MARCH, APRIL = Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 4, 1), date(2026, 4, 30))
BOTH = Period(MARCH.first, APRIL.last)


def utc_day(event: RecordedEvent) -> date:
    return event.recorded_at.astimezone(UTC).date()


def test_each_account_is_in_the_chart_or_belongs_to_cases_and_numbers_are_used_once() -> None:
    off_balance = set(CASE_ACCOUNTS) - {Account.REFUND_PAYABLE}
    assert set(Account) == set(CHART) | off_balance
    assert not set(CHART) & off_balance
    assert len({line.number for line in CHART.values()}) == len(CHART)


def test_whatever_moves_client_funds_is_a_voucher_that_balances_and_comes_in_pairs() -> None:
    moved = {name: event.postings() for name, event in SAMPLES.items() if event.postings()}
    assert len(moved) > 20
    for name, postings in moved.items():
        of_the_books = sum(one.amount_minor for one in postings if one.account in CHART)
        assert of_the_books == 0, f"the voucher of {name} does not balance: is an account missing in the chart?"
        for one, other in zip(postings[::2], postings[1::2], strict=True):
            assert one.amount_minor == -other.amount_minor, name


def test_a_trial_balance_says_what_was_there_what_moved_and_what_is_left(events: list[RecordedEvent]) -> None:
    march = period_balances(events, MARCH, utc_day)["SEK"]
    bank, suspense = march.accounts[Account.BANK_CLIENT_FUNDS], march.accounts[Account.SUSPENSE]
    assert (bank.opening, bank.debit, bank.credit, bank.closing) == (0, 65_000, 0, 65_000)
    assert (suspense.opening, suspense.debit, suspense.credit, suspense.closing) == (0, 0, 25_000, -25_000)
    assert march.accounts[Account.CLIENT_PAYABLE].closing == -40_000
    assert (march.difference, march.vouchers) == (0, 5)
    april = period_balances(events, APRIL, utc_day)["SEK"]
    bank = april.accounts[Account.BANK_CLIENT_FUNDS]
    assert (bank.opening, bank.debit, bank.credit, bank.closing) == (65_000, 0, 25_000, 40_000)
    assert (april.difference, april.vouchers) == (0, 1)


def test_one_period_opens_as_the_one_before_closed_and_two_add_up_to_both(events: list[RecordedEvent]) -> None:
    march, april, both = (period_balances(events, period, utc_day)["SEK"] for period in (MARCH, APRIL, BOTH))
    for account, whole in both.accounts.items():
        first, second = march.accounts[account], april.accounts[account]
        assert second.opening == first.closing
        assert (whole.debit, whole.credit) == (first.debit + second.debit, first.credit + second.credit)
        assert whole.closing == second.closing


def test_each_voucher_balances_and_a_debt_is_in_none(events: list[RecordedEvent]) -> None:
    made = list(vouchers(events, BOTH, "SEK", utc_day))
    assert all(sum(amount for _, amount in one.lines) == 0 for one in made)
    assert {account for one in made for account, _ in one.lines} <= set(CHART)
    assert [(one.partition, one.position) for one in made] == [
        (event.partition, event.position) for event in events if any(p.account in CHART for p in event.event.postings())
    ]


def test_a_day_is_that_of_the_business_zone_and_other_currencies_have_books_of_their_own(
    events: list[RecordedEvent],
) -> None:
    next_day: Callable[[RecordedEvent], date] = lambda event: utc_day(event) + timedelta(days=2)  # noqa: E731
    assert period_balances(events, MARCH, next_day) == {}
    assert list(vouchers(events, BOTH, "EUR", utc_day)) == []


def test_sie_says_the_same_in_code_page_437(events: list[RecordedEvent]) -> None:
    balance = period_balances(events, BOTH, utc_day)["SEK"]
    made = vouchers(events, BOTH, "SEK", utc_day)
    company = Company('Åkes "Inkasso" €', "556036-0793")
    content = b"".join(sie_lines(company, BOTH, balance, made, date(2026, 5, 1)))
    text = content.decode("cp437")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert '#FNAMN "Åkes \\"Inkasso\\" ?"\r\n' in text
    assert '#ORGNR "556036-0793"\r\n' in text
    assert "#RAR 0 20260301 20260430\r\n" in text
    read = read_sie(text)
    assert read["#UB"] == {CHART[account].number: one.closing for account, one in balance.used.items()}
    moved: dict[str, int] = dict(read["#IB"])
    assert len(read["vouchers"]) == balance.vouchers
    for lines in read["vouchers"].values():
        assert sum(amount for _, amount in lines) == 0
        for number, amount in lines:
            moved[number] += amount
    assert moved == read["#UB"], "opening balances and vouchers make the closing balances"


def test_a_text_of_a_voucher_cannot_break_out_of_its_line(events: list[RecordedEvent]) -> None:
    [voucher, *_] = vouchers(events, BOTH, "SEK", utc_day)
    hostile = replace(voucher, action='x"\r\n#TRANS 1950 {} 1.00\n\\')
    balance = period_balances(events, BOTH, utc_day)["SEK"]
    lines = list(sie_lines(Company("A", ""), BOTH, balance, [hostile], date(2026, 5, 1)))
    assert sum(line.startswith(b"#TRANS") for line in lines) == len(hostile.lines)
    assert not any(line.startswith(b"#ORGNR") for line in lines)


def read_sie(text: str) -> dict[str, Any]:
    """An independent reading: balances in minor units by account number, and the lines of each voucher."""
    read: dict[str, Any] = {"#IB": {}, "#UB": {}, "vouchers": {}}
    lines: list[tuple[str, int]] = []
    for line in text.split("\r\n"):
        if found := re.fullmatch(r"(#IB|#UB) 0 (\d{4}) (-?\d+)\.(\d\d)", line):
            label, number, whole, part = found.groups()
            read[label][number] = minor(whole, part)
        elif found := re.fullmatch(r'#VER (P\d+) (\d+) (\d{8}) "(.*)" \d{8}', line):
            lines = read["vouchers"].setdefault(found.group(1, 2), [])
        elif found := re.fullmatch(r"#TRANS (\d{4}) \{\} (-?\d+)\.(\d\d)(?: \d{8})?", line):
            number, whole, part = found.groups()
            lines.append((number, minor(whole, part)))
    return read


def minor(whole: str, part: str) -> int:
    return int(whole.replace("-", "") + part) * (-1 if whole.startswith("-") else 1)
