"""The general ledger's tables: the chart, each line, and what each account stood at month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from domain.kernel.ledger import Account
from infra.books.audit_data.table_files import TableFiles, amount, indicator, period_code
from infra.books.chart import CHART
from infra.books.period import Movement, Period, PeriodBalance, Voucher

Month = tuple[int, int]


def write_chart(files: TableFiles, balances: Iterable[PeriodBalance]) -> None:
    """The accounts that are used in any currency."""
    used = {account for balance in balances for account in balance.used}
    for account, line in CHART.items():
        if account in used:
            files.row(
                "BAS_Chart_Of_Accounts",
                GL_Account_Number=line.number,
                GL_Account_Name=line.name,
                Account_Type=line.type.name.lower(),
            )


def write_general_ledger(
    files: TableFiles, period: Period, balance: PeriodBalance, vouchers: Iterable[Voucher]
) -> None:
    """Each line of the period in one currency, and then the balances of its months."""
    moved: defaultdict[tuple[Account, Month], Movement] = defaultdict(Movement)
    for voucher in vouchers:
        month = (voucher.booked_on.year, voucher.booked_on.month)
        for number, (account, minor) in enumerate(voucher.lines, start=1):
            moved[account, month].post(minor, is_opening=False)
            _line(files, voucher, number, account, minor, balance.currency)
    for account, whole in balance.used.items():
        standing = whole.opening
        for first in _months(period):
            one = moved[account, (first.year, first.month)]
            one.opening = standing
            standing = one.closing
            _month(files, account, first, one, balance.currency)


def _line(files: TableFiles, voucher: Voucher, number: int, account: Account, minor: int, currency: str) -> None:
    files.row(
        "GL_Details",
        Journal_ID=f"P{voucher.partition}-{voucher.position}",
        Journal_ID_Line_Number=number,
        JE_Header_Description=voucher.text,
        JE_Line_Description=f"value day {voucher.value_day}" if voucher.value_day else "",
        Source=voucher.action,
        Effective_Date=voucher.booked_on,
        Fiscal_Year=voucher.booked_on.year,
        Accounting_Period=period_code(voucher.booked_on),
        GL_Account_Number=CHART[account].number,
        Amount=amount(minor, currency),
        Currency_Code=currency,
        Amount_Credit_Debit_Indicator=indicator(minor),
        Created_User_ID=voucher.actor,
        Created_Date=voucher.recorded_on,
    )


def _month(files: TableFiles, account: Account, first: date, one: Movement, currency: str) -> None:
    files.row(
        "GL_Accounts_Period_Balance",
        GL_Account_Number=CHART[account].number,
        Fiscal_Year=first.year,
        Accounting_Period=period_code(first),
        Debit_Amount=amount(one.debit, currency),
        Credit_Amount=amount(one.credit, currency),
        BEG_Balance_Indicator=indicator(one.opening),
        Ending_Balance_Indicator=indicator(one.closing),
        Beginning_Balance=amount(one.opening, currency),
        Ending_Balance=amount(one.closing, currency),
        Currency_Code=currency,
    )


def _months(period: Period) -> Iterator[date]:
    """The first day of each month that the period touches."""
    day = period.first.replace(day=1)
    while day <= period.last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)
