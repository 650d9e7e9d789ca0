"""What the bank told, and where it and the ledger differ: a row for each file, line, deposit and difference."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from domain.payment.receipt.receiving import ReceiptFields
from infra.audit.checker.event import Seen
from infra.audit.checker.models.rows import Row, Table

_FIGURES = (
    *("first_date", "reports", "previous_closing_minor", "opening_minor", "closing_minor"),
    *("bank_minor", "ledger_minor"),
)


@dataclass(slots=True)
class BankTables:
    """The tables as the events so far make them."""

    files: Table = field(default_factory=lambda: Table(("bank_file_id",)))
    lines: Table = field(default_factory=lambda: Table(("bank_file_id", "entry")))
    deposits: Table = field(default_factory=lambda: Table(("deposit_id",)))
    moved: Table = field(default_factory=lambda: Table(("partition", "position")))
    differences: Table = field(default_factory=lambda: Table(("account_id", "number")))

    def fold(self, seen: Seen) -> None:
        """One event more."""
        match seen.event:
            case BankFileReceived() as file:
                self._file(seen, file)
            case BankFileLinesTold() as told:
                self._lines(seen, told)
            case DepositReceived() as deposit:
                self._deposit(seen, deposit)
            case _ if seen.kind == "bank_account":
                self._difference(seen)
            case event if seen.kind == "payment" and not isinstance(event, ReceiptFields):
                self._moved_otherwise(seen)

    def _file(self, seen: Seen, file: BankFileReceived) -> None:
        same = ("source", "format", "message_id", "is_copy", "created", "lines")
        self.files.put(
            bank_file_id=seen.aggregate_id,
            partition=seen.partition,
            **{name: getattr(file, name) for name in same},
            kept=file.kept_for_a_person,
            currencies=[one.currency for one in file.amounts],
            amounts=[one.amount_minor for one in file.amounts],
            received_at=seen.occurred_at,
        )

    def _lines(self, seen: Seen, told: BankFileLinesTold) -> None:
        same = ("line_number", "payment_id", "code", "receiver_account", "currency", "amount_minor", "booked_date")
        for entry, line in enumerate(told.lines, told.first):
            place = {"bank_file_id": seen.aggregate_id, "entry": entry, "partition": seen.partition}
            self.lines.put(**place, **{name: getattr(line, name) for name in same})

    def _deposit(self, seen: Seen, deposit: DepositReceived) -> None:
        same = (
            *("bank_file_id", "receiver_account", "currency", "first_date", "booked_date", "serial", "amount_minor"),
            *("payments", "deductions", "opening_minor", "closing_minor"),
        )
        self.deposits.put(
            deposit_id=seen.aggregate_id,
            partition=seen.partition,
            kind=str(deposit.kind),
            received_at=seen.occurred_at,
            **{name: getattr(deposit, name) for name in same},
        )

    def _moved_otherwise(self, seen: Seen) -> None:
        if (moved := bank_movement(seen.event)) is None:
            return
        self.moved.put(
            partition=seen.partition,
            position=seen.position,
            payment_id=seen.aggregate_id,
            receiver_account=moved.receiver_account,
            currency=moved.currency,
            booked_date=moved.day,
            amount_minor=moved.amount_minor,
            happened_at=seen.occurred_at,
        )

    def _difference(self, seen: Seen) -> None:
        event, at = seen.event, seen.occurred_at
        match event:
            case ReconciliationDifferenceFound():
                self.differences.put(
                    account_id=seen.aggregate_id,
                    number=event.number,
                    partition=seen.partition,
                    receiver_account=event.receiver_account,
                    currency=event.currency,
                    day=event.day,
                    **{name: getattr(event, name) for name in _FIGURES},
                    status="open",
                    owner=None,
                    reason=None,
                    found_at=at,
                    since=at,
                )
            case ReconciliationDifferenceChanged():
                self._row(seen, event.number).update({name: getattr(event, name) for name in _FIGURES})
            case DifferenceAssigned():
                self._row(seen, event.number)["owner"] = event.owner
            case DifferenceExplained():
                ended = {"status": "explained", "reason": event.reason, "owner": None, "since": at}
                self._row(seen, event.number).update(ended)
            case DifferenceCleared():
                self._row(seen, event.number).update({"status": "cleared", "owner": None, "since": at})

    def _row(self, seen: Seen, number: int) -> Row:
        return self.differences.rows[seen.aggregate_id, number]
