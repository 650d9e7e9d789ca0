"""What the bank told: its files with their lines, its deposits and statements, and where it and the ledger differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from psycopg2.extensions import cursor

from domain.bank_account.assigning import DifferenceAssigned
from domain.bank_account.explaining import DifferenceExplained
from domain.bank_account.movement import bank_movement
from domain.bank_account.reconciling import (
    DifferenceCleared,
    ReconciliationDifferenceChanged,
    ReconciliationDifferenceFound,
)
from domain.bank_file.receiving import BankFileReceived
from domain.bank_file.telling import BankFileLinesTold
from domain.deposit.receiving import DepositReceived
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.kit.binary_copy import ID, INT4, INT8, OPTIONAL_DAY, OPTIONAL_ID, WORD, CopyRows
from projections.kit.model import CannotFold
from projections.kit.named_sql import statements

_SQL = statements(__package__, "bank.sql")
_STATEMENTS: dict[type[Event], str] = {
    BankFileReceived: "receive_file",
    DepositReceived: "receive_deposit",
    ReconciliationDifferenceFound: "find",
    ReconciliationDifferenceChanged: "change",
    DifferenceAssigned: "assign",
    DifferenceExplained: "explain",
    DifferenceCleared: "clear",
}
_LINES = CopyRows(
    "bank_line",
    bank_file_id=ID, entry=INT8, partition=INT4, line_number=INT8, amount_minor=INT8,
    payment_id=OPTIONAL_ID, code=WORD, receiver_account=WORD, currency=WORD, booked_date=OPTIONAL_DAY,
)  # fmt: skip


def fold_bank(cursor: cursor, events: Sequence[RecordedEvent]) -> None:
    """Fold the events of files, deposits and accounts, in their order, and payments that moved in the bank otherwise
    than by their receipt; those that were not thought of here change nothing."""
    _LINES.copy(cursor, _line_rows(events))
    for recorded in events:
        statement = _STATEMENTS.get(type(recorded.event))
        if statement is None and recorded.aggregate_kind == "payment":
            statement = "move"
        if statement is None:
            continue
        cursor.execute(_SQL[statement], _said(recorded))
        if cursor.rowcount != 1:
            raise CannotFold(f"{statement} found no row of {recorded.aggregate_id}: it never began here")


def _line_rows(events: Sequence[RecordedEvent]) -> Iterator[tuple[Any, ...]]:
    for recorded in events:
        told = recorded.event
        if not isinstance(told, BankFileLinesTold):
            continue
        for entry, line in enumerate(told.lines, told.first):
            yield (
                recorded.aggregate_id, entry, recorded.partition, line.line_number, line.amount_minor,
                line.payment_id, line.code, line.receiver_account, line.currency, line.booked_date,
            )  # fmt: skip


def _said(recorded: RecordedEvent) -> dict[str, Any]:
    event: Any = recorded.event
    said = {name: str(value) if isinstance(value, str) else value for name, value in asdict(event).items()}
    said |= {"id": recorded.aggregate_id.hex, "partition": recorded.partition, "position": recorded.position}
    if (moved := bank_movement(event)) is not None:
        said |= moved._asdict()
    if isinstance(event, BankFileReceived):
        said |= {"currencies": [one.currency for one in event.amounts]}
        said["amounts"] = [one.amount_minor for one in event.amounts]
    if isinstance(event, DepositReceived):
        said["bank_file_id"] = event.bank_file_id.hex
    return said | {"at": recorded.occurred_at}
