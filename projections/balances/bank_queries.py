"""What can be asked of the bank's files, its deposits and statements, and of accounts day by day, in minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg2.extensions import connection

from domain.bank_account.figures import BankDay, BankReport, bank_days
from domain.deposit.receiving import DepositKind
from projections.balances.status import ask_status
from projections.kit.named_sql import statements
from projections.kit.reading import ask
from projections.kit.then import Then

_SQL = statements(__package__, "bank_queries.sql")


@dataclass(frozen=True, slots=True)
class BankFileRow:
    """A file, and what became of its ``lines``: ``matched``, in ``suspense``, ``otherwise`` (deductions, reversals,
    remittances, and what is not placed yet), or ``missing``, which the ledger lacks.

    Of them, ``duplicates`` were first told by another file. What is ``kept`` for a person comes on top. ``currencies``
    and ``amounts`` go together. A file of before lines were told has neither days nor accounts.
    """

    bank_file_id: UUID
    source: str
    format: str
    message_id: str
    is_copy: bool
    created: datetime | None
    received_at: datetime
    currencies: list[str]
    amounts: list[int]
    lines: int
    first_date: date | None
    last_date: date | None
    accounts: list[str]
    matched: int
    suspense: int
    otherwise: int
    duplicates: int
    kept: int
    missing: int


@dataclass(frozen=True, slots=True)
class BankLineRow:
    """A line of a file, and what became of it: where its payment stands, or the ``code`` why it is kept for a person.

    ``first_told_by`` names the file that told of it before, None for the first one. ``remitted_in`` has the remittances
    that its money is in, each as creditor and number; ``refunds`` how far each refund of it has come.
    """

    entry: int
    line_number: int
    receiver_account: str
    currency: str
    amount_minor: int
    booked_date: date | None
    payment_id: UUID | None
    code: str
    status: str | None
    reason: str | None
    owner: str | None
    since: datetime | None
    case_ids: list[str]
    first_told_by: str | None
    remitted_in: list[str]
    refunds: list[str]


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A deposit, statement or notification."""

    deposit_id: UUID
    bank_file_id: UUID
    kind: str
    receiver_account: str
    currency: str
    first_date: date
    booked_date: date
    serial: str
    amount_minor: int
    payments: int
    deductions: int
    opening_minor: int | None
    closing_minor: int | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OneSided:
    """A line that only one of bank and ledger has. ``code`` says why: what it is kept for, ``taken_back``, or nothing.

    ``amount_minor`` is what it makes on the account. ``line_number`` is 0 where it stands in no file.
    """

    source: str
    line_number: int
    booked_date: date
    currency: str
    amount_minor: int
    code: str
    payment_id: UUID | None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference between bank and ledger, and how it stands; ``due_at`` is when it should be explained by."""

    receiver_account: str
    currency: str
    number: int
    first_date: date
    day: date
    reports: int
    previous_closing_minor: int | None
    opening_minor: int | None
    closing_minor: int | None
    bank_minor: int
    ledger_minor: int
    status: str
    owner: str | None
    reason: str | None
    found_at: datetime
    since: datetime
    due_at: datetime | None


def bank_files(
    opened: connection, limit: int, *, bank_file_id: UUID | None = None, account: str | None = None
) -> list[BankFileRow]:
    """The files that came last, or the one with this id."""
    wanted = {"bank_file_id": bank_file_id and str(bank_file_id), "account": account, "limit": limit}
    return ask(opened, _SQL["files"], wanted, BankFileRow)


def bank_lines(opened: connection, bank_file_id: UUID, limit: int, after: int = 0) -> list[BankLineRow]:
    """The lines of a file behind the ``after``-th, in its order; what is kept for a person comes last."""
    wanted = {"bank_file_id": str(bank_file_id), "limit": limit, "after": after}
    return ask(opened, _SQL["lines"], wanted, BankLineRow)


def deposits(
    opened: connection, limit: int, account: str | None = None, first: date | None = None, last: date | None = None
) -> list[DepositRow]:
    """What the bank told of its accounts, the newest days first."""
    wanted = {"account": account, "first": first, "last": last, "limit": limit}
    return ask(opened, _SQL["deposits"], wanted, DepositRow)


def account_days(opened: connection, account: str, as_of: datetime) -> list[BankDay]:
    """Bank and ledger side by side for each day of an account, in each of its currencies, as known at ``as_of``."""
    reports: dict[str, list[BankReport]] = {}
    ledger: dict[str, dict[date, int]] = {}
    asked = {"account": account, "as_of": as_of}
    for currency, kind, *told in _rows(opened, "reports", asked):
        reports.setdefault(currency, []).append(BankReport(DepositKind(kind), *told))
    for currency, day, minor in _rows(opened, "moved_by_day", asked):
        ledger.setdefault(currency, {})[day] = minor
    return [
        one for currency in sorted(reports)
        for one in bank_days(account, currency, reports[currency], ledger.get(currency, {}))
    ]  # fmt: skip


def one_sided(opened: connection, day: BankDay, as_of: datetime, limit: int) -> tuple[list[OneSided], list[OneSided]]:
    """Of a day, the lines that only the bank has, and what only the ledger has; at most ``limit`` of each."""
    of = {"account": day.receiver_account, "currency": day.currency, "first": day.first_date, "last": day.day}
    asked = {**of, "as_of": as_of, "limit": limit}
    only_bank, only_ledger = (ask(opened, _SQL[name], asked, OneSided) for name in ("only_bank", "only_ledger"))
    return sorted(only_bank, key=lambda one: (one.booked_date, one.source, one.line_number)), only_ledger


def differences(
    opened: connection, *, only_open: bool, account: str | None = None, then: Then | None = None
) -> list[DifferenceRow]:
    """Where bank and ledger differ or differed, the oldest days first."""
    asked = {"only_open": only_open, "account": account}
    stood = ("differences_then", "clocks_then")
    return ask_status(opened, _SQL["differences"], asked, DifferenceRow, then, *stood)


def _rows(opened: connection, name: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    with opened.cursor() as cursor:
        cursor.execute(_SQL[name], parameters)
        return cursor.fetchall()
