"""From the lines of an OCR giro file to its entries, refusing whatever stands where it must not.

- 10: the transmission begins
    - 20: an assignment begins: the account that receives
        - 30, 31 and, where there is text, 32: a transaction
    - 88: the assignment ends: control totals
- 89: the transmission ends, with totals of everything

Totals are sums of amounts whichever way they went: the manual says that reversals are added, not deducted. Assignments
of other services, such as changed agreements of AvtaleGiro, hold no payments; each is kept for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from infra.intake.banks.bank_format import Entry
from infra.intake.banks.fixed_width.fields import Fields
from infra.intake.banks.fixed_width.lines import cut_lines
from infra.intake.banks.ocr_giro.layout import FORMAT_CODE, LAYOUT, OCR_GIRO
from infra.intake.banks.ocr_giro.transactions import CURRENCY, FINGERPRINT_SCHEME, OpenTransaction
from infra.intake.banks.payment_line import DepositTotal, FileStart, PaymentLine
from infra.intake.fingerprint import Ordinals, fingerprint
from infra.intake.refused.refused_line import RefusedLine
from infra.intake.refused.rejected import BankFileRejected


def read_entries(file: BinaryIO, file_name: str) -> Iterator[Entry]:
    """In the order of the file. Raises BankFileRejected, naming line and field."""
    reader = _OcrGiroReader(file_name)
    number = 1
    for line in cut_lines(file, file_name, LAYOUT):
        number = line.number
        yield from reader.take(Fields(line, LAYOUT, file_name))
    reader.finish(number)


@dataclass(slots=True)
class _Totals:
    transactions: int = 0
    records: int = 0
    amount_minor: int = 0


@dataclass(slots=True)
class _Assignment:
    """What is open between the records 20 and 88."""

    start: Fields
    totals: _Totals = field(default_factory=_Totals)
    transaction: OpenTransaction | None = None
    net_minor: int = 0
    reversals: int = 0


@dataclass
class _OcrGiroReader:
    """One step for each line, which gives the entries that are complete with it."""

    file_name: str
    _start: Fields | None = None
    _assignment: _Assignment | None = None
    _totals: _Totals = field(default_factory=_Totals)
    _ordinals: Ordinals = field(default_factory=Ordinals)
    _is_ended: bool = False

    def take(self, fields: Fields) -> Iterator[Entry]:
        code = fields.line.code
        steps: dict[str, Callable[[Fields], Iterator[Entry]]] = {
            "10": self._take_start,
            "20": self._take_assignment,
            "30": self._take_transaction,
            "88": self._take_assignment_end,
            "89": self._take_end,
        }
        if fields.text("format") != FORMAT_CODE:
            raise fields.rejected("format", "unknown_record", f"A record begins with {FORMAT_CODE}.")
        self._require(fields, not self._is_ended, "after the end record 89")
        self._require(fields, (self._start is None) == (code == "10"), "before or again after the start record 10")
        self._totals.records += 1
        if self._assignment is not None:
            self._assignment.totals.records += 1
        return steps.get(code, self._take_detail)(fields)

    def finish(self, last_line: int) -> None:
        """Nothing is missing at the end."""
        if not self._is_ended:
            raise BankFileRejected(
                self.file_name, last_line, None, "no_end_record",
                "The end record 89 is missing: the file was cut off. Nothing of it was booked. Fetch it again.",
            )  # fmt: skip

    def _take_start(self, fields: Fields) -> Iterator[Entry]:
        self._start = fields
        names = ("sender", "transmission number", "recipient")
        yield FileStart(None, "/".join(fields.text(name) for name in names))

    def _take_assignment(self, fields: Fields) -> Iterator[Entry]:
        self._require(fields, self._assignment is None, "inside an assignment that has not been closed by a record 88")
        self._assignment = _Assignment(fields, _Totals(records=1))
        if fields.text("service") != OCR_GIRO:
            place = fields.line
            reason = f"An assignment of the service {fields.text('service')}: it tells of no payments."
            yield RefusedLine(
                place.number, "service", "not_a_payment_needs_a_person", reason, place.original, place.position
            )

    def _take_transaction(self, fields: Fields) -> Iterator[Entry]:
        assignment = self._in_assignment(fields)
        if assignment.start.text("service") != OCR_GIRO:
            return
        yield from self._close_transaction(assignment)
        assignment.transaction = OpenTransaction(fields, assignment.start.text("account"))

    def _take_detail(self, fields: Fields) -> Iterator[Entry]:
        assignment = self._in_assignment(fields)
        if assignment.start.text("service") == OCR_GIRO:
            if assignment.transaction is None:
                raise fields.out_of_place("before the transaction that it belongs to")
            assignment.transaction.take(fields)
        return iter(())

    def _take_assignment_end(self, fields: Fields) -> Iterator[Entry]:
        assignment = self._in_assignment(fields)
        self._assignment = None
        if assignment.start.text("service") != OCR_GIRO:
            self._totals.transactions += fields.number("transaction count")
            self._totals.amount_minor += fields.number("total amount")
            return
        yield from self._close_transaction(assignment)
        _check(fields, assignment.totals)
        self._totals.transactions += assignment.totals.transactions
        self._totals.amount_minor += assignment.totals.amount_minor
        yield self._deposit(assignment, fields)

    def _take_end(self, fields: Fields) -> Iterator[Entry]:
        self._require(fields, self._assignment is None, "inside an assignment that has not been closed by a record 88")
        _check(fields, self._totals)
        fields.short_day("settlement date")
        self._is_ended = True
        return iter(())

    def _close_transaction(self, assignment: _Assignment) -> Iterator[PaymentLine | RefusedLine]:
        if (transaction := assignment.transaction) is None:
            return
        assignment.transaction = None
        assignment.totals.transactions += 1
        assignment.totals.amount_minor += transaction.amount_minor
        assignment.net_minor += -transaction.amount_minor if transaction.is_reversal else transaction.amount_minor
        assignment.reversals += transaction.is_reversal
        yield transaction.closed(self._ordinals)

    def _deposit(self, assignment: _Assignment, end: Fields) -> DepositTotal:
        assert self._start is not None, "an assignment is inside a transmission"
        account, day = assignment.start.text("account"), end.short_day("settlement date")
        serial = f"{self._start.text('transmission number')}/{assignment.start.text('assignment number')}"
        name = ("deposit", self._start.text("sender"), self._start.text("recipient"), account, serial, day.isoformat())
        return DepositTotal(
            receiver_account=account,
            booked_date=day,
            serial=serial,
            currency=CURRENCY,
            amount_minor=assignment.net_minor,
            payments=assignment.totals.transactions - assignment.reversals,
            deductions=assignment.reversals,
            fingerprint=fingerprint(FINGERPRINT_SCHEME, name, 0),
        )

    def _in_assignment(self, fields: Fields) -> _Assignment:
        if self._assignment is None:
            raise fields.out_of_place("outside an assignment: no record 20 opened one")
        return self._assignment

    def _require(self, fields: Fields, holds: bool, checkpoint: str) -> None:
        if not holds:
            raise fields.out_of_place(checkpoint)


def _check(end: Fields, totals: _Totals) -> None:
    end.check_total("transaction count", totals.transactions)
    end.check_total("record count", totals.records)
    end.check_total("total amount", totals.amount_minor, CURRENCY)
