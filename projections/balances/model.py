"""The read model ``balances``: staged rows copied, and folded into its tables by set-based SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg2.extensions import cursor
from psycopg2.extras import execute_values

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.kernel.text import name_key, reference_key
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.receipt.receiving import ReceiptFields
from projections.balances.amounts import AMOUNTS
from projections.balances.approvals import fold_approvals
from projections.balances.bank import fold_bank
from projections.balances.creditors import fold_creditors
from projections.balances.movements import TABLES as MOVEMENT_TABLES
from projections.balances.movements import fold_movements
from projections.balances.payout_movements import fold_payout_movements
from projections.balances.refunds import fold_refunds
from projections.balances.rows import BalanceRows, CareChange, CaseChange, CollectedPart, rows_of
from projections.kit.binary_copy import (
    BOOL,
    ID,
    INSTANT,
    INT4,
    INT8,
    OPTIONAL_DAY,
    OPTIONAL_ID,
    OPTIONAL_INSTANT,
    TEXT,
    WORD,
)
from projections.kit.model import CannotFold, TextsInTheClear
from projections.kit.named_sql import statements, text_of
from projections.kit.staged_rows import Staged, StagedRows

_FOLD = statements(__package__, "fold.sql", amount=AMOUNTS)
_STAGING = text_of(__package__, "staging.sql", amount=AMOUNTS)

_CASES = StagedRows(
    _STAGING, "staged_case",
    case_id=ID, partition=INT4, position=INT8, is_new=BOOL, has_manager=BOOL,
    cases=INT4, open_cases=INT4, payments=INT4,
    **dict.fromkeys(AMOUNTS, INT8),
    creditor_id=WORD, creditor_reference=TEXT, portfolio=WORD, jurisdiction=WORD, currency=WORD, payment_reference=TEXT,
    creditor_reference_key=TEXT, payment_reference_key=TEXT, person_id=OPTIONAL_ID, due_date=OPTIONAL_DAY,
    stage=WORD, status=WORD, outcome=WORD, team=WORD, received_at=OPTIONAL_INSTANT,
    closed_at=OPTIONAL_INSTANT,
)  # fmt: skip
_PAYMENTS = StagedRows(
    _STAGING, "staged_payment",
    payment_id=ID, partition=INT4, position=INT8, is_new=BOOL, was_placed=BOOL, amount_minor=INT8, since=INSTANT,
    line_number=INT8, is_deduction=BOOL, received_at=INSTANT,
    currency=WORD, value_date=OPTIONAL_DAY, source=TEXT, status=WORD, reason=WORD,
    receiver_account=WORD, booked_date=OPTIONAL_DAY, bank_file_id=OPTIONAL_ID, deposit_id=OPTIONAL_ID, case_ids=TEXT,
)  # fmt: skip
_COLLECTED = StagedRows(
    _STAGING, "staged_collected",
    position=INT8, case_id=ID, partition=INT4, is_direct=BOOL,
    principal_minor=INT8, interest_minor=INT8, fees_minor=INT8, court_costs_minor=INT8,
    currency=WORD, value_date=OPTIONAL_DAY, payment_id=OPTIONAL_ID,
)  # fmt: skip
_ACCOUNTS = StagedRows(
    _STAGING, "staged_account", partition=INT4, balance_minor=INT8, postings=INT8, currency=WORD, account=WORD
)
_FUNDS = StagedRows(
    _STAGING, "staged_funds",
    partition=INT4, balance_minor=INT8, case_id=OPTIONAL_ID, creditor_id=WORD, currency=WORD, account=WORD,
)  # fmt: skip


class Balances:
    """What is owed, paid, written off and owed back; where each payment's money stands; the ledger's accounts."""

    name = "balances"
    definition = 21
    tables = text_of(__package__, "tables.sql", amount=AMOUNTS) + MOVEMENT_TABLES
    staging = _STAGING
    checks = statements(__package__, "checks.sql", amount=AMOUNTS)
    staging_tables = ("staged_case", "staged_payment", "staged_account", "staged_collected", "staged_funds")
    opened: frozenset[type[Event]] = frozenset()
    texts: tuple[TextsInTheClear, ...] = ()

    def fold(self, cursor: cursor, events: Sequence[RecordedEvent]) -> None:
        """See ReadModel.fold."""
        rows = rows_of(events)
        _fold_cases(cursor, rows)
        _fold_collected(cursor, rows)
        _fold_payments(cursor, rows)
        _care_for_payments(cursor, rows.care)
        fold_creditors(cursor, rows.creditors)
        fold_bank(cursor, rows.bank)
        fold_refunds(cursor, rows.refunds)
        fold_movements(cursor, rows.movements, events[0])
        fold_payout_movements(cursor, rows)
        fold_approvals(cursor, events, rows.movements)
        if rows.accounts:
            _ACCOUNTS.stage(cursor, _account_rows(rows)).execute(_FOLD["change_accounts"])
        if rows.funds:
            _FUNDS.stage(cursor, _funds_rows(rows)).execute(_FOLD["change_creditor_funds"])


def _fold_cases(cursor: cursor, rows: BalanceRows) -> None:
    if not rows.cases:
        return
    new = sum(case.claim is not None for case in rows.cases.values())
    staged = _CASES.stage(cursor, map(_case_row, rows.cases.values()))
    if new:
        staged.execute(_FOLD["insert_cases"])
    if changed := len(rows.cases) - new:
        _change(staged, "change_cases", changed, "a case whose claim was never folded, or an event that was already")
    staged.execute(_FOLD["change_portfolios"])


def _fold_collected(cursor: cursor, rows: BalanceRows) -> None:
    if rows.collected:
        staged = _COLLECTED.stage(cursor, (_collected_row(one, rows.partition) for one in rows.collected))
        _change(staged, "insert_collected", len(rows.collected), "a payment on a case whose claim was never folded")


def _fold_payments(cursor: cursor, rows: BalanceRows) -> None:
    if not rows.payments:
        return
    new = sum(payment.receipt is not None for payment in rows.payments.values())
    staged = _PAYMENTS.stage(cursor, _payment_rows(rows))
    if new:
        staged.execute(_FOLD["insert_payments"])
    if changed := len(rows.payments) - new:
        _change(staged, "change_payments", changed, "a payment whose receipt was never folded, or an event that was")


def _care_for_payments(cursor: cursor, care: Mapping[UUID, CareChange]) -> None:
    if not care:
        return
    changes = [(str(one), change.owner, change.suggestions, change.goes_back_minor) for one, change in care.items()]
    shape = "(%s::uuid, %s::text, %s, %s::bigint)"
    execute_values(cursor, _FOLD["care_for_payments"], changes, shape, page_size=len(changes))
    if cursor.rowcount != len(changes):
        raise CannotFold("somebody cared for a payment whose receipt was never folded")


def _change(staged: Staged, statement: str, expected: int, otherwise: str) -> None:
    """Run an update that must find each of its rows; money must not vanish because a row is missing."""
    found = staged.execute(_FOLD[statement])
    if found != expected:
        raise CannotFold(f"{statement} found {found} of {expected} rows: {otherwise}")


def _case_row(case: CaseChange) -> tuple[Any, ...]:
    claim = case.claim
    told = (
        (claim.creditor_id, claim.creditor_reference, claim.portfolio, claim.jurisdiction, claim.currency,
         claim.payment_reference, name_key(claim.creditor_reference),
         reference_key(claim.payment_reference), claim.person_id)
        if claim
        else (None,) * 9
    )  # fmt: skip
    return (
        case.case_id, case.partition, case.position, claim is not None, case.has_manager,
        case.cases, case.open_cases, case.payments,
        *case.minor.values(),
        *told, case.due_date, case.stage, case.status, case.outcome, case.team, case.received_at, case.closed_at,
    )  # fmt: skip


def _payment_rows(rows: BalanceRows) -> Iterator[tuple[Any, ...]]:
    for payment in rows.payments.values():
        receipt = payment.receipt
        yield (
            payment.payment_id, payment.partition, payment.position, receipt is not None, payment.was_placed,
            receipt.amount_minor if receipt else 0, payment.since, receipt.line_number if receipt else 0,
            isinstance(receipt, DeductionReceived), payment.received_at, receipt.currency if receipt else None,
            payment.value_date, receipt.source if receipt else None, payment.status, payment.reason,
            *_of_the_bank(receipt), "{" + ",".join(one.hex for one in payment.case_ids) + "}",
        )  # fmt: skip


def _of_the_bank(receipt: ReceiptFields | None) -> tuple[str | None, date | None, UUID | None, UUID | None]:
    """On which account and day, and in which file and deposit."""
    if receipt is None:
        return None, None, None, None
    day = receipt.booked_date or receipt.value_date
    return receipt.receiver_account, day, receipt.bank_file_id, receipt.deposit_id


def _collected_row(one: CollectedPart, partition: int) -> tuple[Any, ...]:
    return (
        one.position, one.case_id, partition, one.is_direct,
        one.principal_minor, one.interest_minor, one.fees_minor, one.court_costs_minor, one.currency, one.value_date,
        one.payment_id,
    )  # fmt: skip


def _account_rows(rows: BalanceRows) -> Iterator[tuple[Any, ...]]:
    for (currency, account), change in rows.accounts.items():
        yield rows.partition, change.balance_minor, change.postings, currency, account


def _funds_rows(rows: BalanceRows) -> Iterator[tuple[Any, ...]]:
    for (whose, currency, account), minor in rows.funds.items():
        case_id, creditor_id = (whose, None) if isinstance(whose, UUID) else (None, whose)
        yield rows.partition, minor, case_id, creditor_id, currency, account
