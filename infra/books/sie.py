"""SIE 4: the file in which Swedish bookkeeping programs exchange vouchers (SIE-Gruppen, file format 4C, type 4E).

The text is code page 437 (``PC8``), each line ends with CR and LF, amounts have a point and two decimals, and a text
stands in quotes. What the code page lacks becomes a question mark. A voucher has the day on which it is booked and that
on which it was recorded (UTC), each of its lines the bank's own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.kernel.ledger import Account
from domain.kernel.money import Money
from domain.kernel.text import escaped
from infra.books.chart import CHART
from infra.books.company import FORM, Company
from infra.books.period import Period, PeriodBalance, Voucher

ENCODING = "cp437"
TEXT_MAX = 200


def sie_lines(
    company: Company, period: Period, balance: PeriodBalance, vouchers: Iterable[Voucher], made_on: date
) -> Iterator[bytes]:
    """The file, line by line. The period is told as the financial year; a voucher's series names its partition."""
    for line in (*_head(company, period, balance, made_on), *_accounts(balance)):
        yield _bytes(line)
    for voucher in vouchers:
        for line in _voucher(voucher, balance.currency):
            yield _bytes(line)


def _head(company: Company, period: Period, balance: PeriodBalance, made_on: date) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield f'#PROGRAM "caseledger" "{FORM}"'
    yield "#FORMAT PC8"
    yield f"#GEN {_day(made_on)}"
    yield "#SIETYP 4"
    if company.org_number:
        yield f"#ORGNR {_quoted(company.org_number)}"
    yield f"#FNAMN {_quoted(company.name)}"
    yield f"#RAR 0 {_day(period.first)} {_day(period.last)}"
    yield f"#VALUTA {balance.currency}"


def _accounts(balance: PeriodBalance) -> Iterator[str]:
    for line in map(CHART.__getitem__, balance.used):
        yield f"#KONTO {line.number} {_quoted(line.name)}"
        yield f"#KTYP {line.number} {line.type}"
    for account, movement in balance.used.items():
        yield f"#IB 0 {CHART[account].number} {_amount(movement.opening, balance.currency)}"
    for account, movement in balance.used.items():
        yield f"#UB 0 {CHART[account].number} {_amount(movement.closing, balance.currency)}"


def _voucher(voucher: Voucher, currency: str) -> Iterator[str]:
    text = _quoted(voucher.text[:TEXT_MAX])
    recorded = _day(voucher.recorded_on)
    yield f"#VER P{voucher.partition} {voucher.position} {_day(voucher.booked_on)} {text} {recorded}"
    yield "{"
    value_day = f" {_day(voucher.value_day)}" if voucher.value_day else ""
    for account, amount in voucher.lines:
        yield f"#TRANS {_number(account)} {{}} {_amount(amount, currency)}{value_day}"
    yield "}"


def _number(account: Account) -> str:
    return CHART[account].number


def _amount(minor: int, currency: str) -> str:
    return Money(minor, currency).plain


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _quoted(text: str) -> str:
    plain = escaped(text).replace("\n", " ").replace("\\", "/").replace('"', '\\"')
    return f'"{plain}"'


def _bytes(line: str) -> bytes:
    return line.encode(ENCODING, errors="replace") + b"\r\n"
