"""From the parts of a camt message to its entries, refusing what does not add up.

- Document: which message it is, in which version
    - GrpHdr: the message's id and time
    - Stmt or Ntfctn: one account: its balances, its stated totals
        - Ntry: one entry on the account
            - NtryDtls/TxDtls: one transaction of the entry
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from domain.kernel.text import legible
from infra.intake.banks.account_number import account_number
from infra.intake.banks.bank_day import bank_day, bank_instant
from infra.intake.banks.bank_format import Entry
from infra.intake.banks.camt.entry import (
    CREDIT,
    DEBIT,
    FINGERPRINT_SCHEME,
    Booking,
    entry_lines,
    entry_reference,
    kept,
)
from infra.intake.banks.camt.report import AccountReport, StatedBalance, amount_in
from infra.intake.banks.camt.transaction import Transaction, read_transaction
from infra.intake.banks.camt.xml_records import IN_DETAILS, IN_REPORT, ROOT, XmlPart, read_parts
from infra.intake.banks.decimal_amount import NotAnAmount
from infra.intake.banks.payment_line import FileStart, PaymentLine
from infra.intake.banks.spool import Spool
from infra.intake.fingerprint import Ordinals
from infra.intake.refused.rejected import BankFileRejected

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.(?:0[2-9]|1[0-4])")
MESSAGES = {"BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"}
REPORTS = {"Stmt", "Ntfctn"}
_COPIES = {"COPY", "CODU", "DUPL"}
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def read_entries(file: BinaryIO, file_name: str) -> Iterator[Entry]:
    """In the order of the file. Raises BankFileRejected, naming line and element."""
    reader = _CamtReader(file_name)
    for part in read_parts(file, file_name):
        yield from reader.take(part)
    reader.finish()


@dataclass
class _CamtReader:
    """One step for each part, which gives the entries that are complete with it."""

    file_name: str
    _ordinals: Ordinals = field(default_factory=Ordinals)
    _report: AccountReport | None = None
    _transactions: Spool[XmlPart] = field(default_factory=Spool)
    _batch_count: int = 0
    _start: FileStart = field(default_factory=lambda: FileStart(None))
    _saw_message: bool = False

    def take(self, part: XmlPart) -> Iterator[Entry]:
        if part.depth == ROOT:
            self._take_root(part)
        elif part.depth == IN_DETAILS:
            self._take_detail(part)
        elif part.depth == IN_REPORT:
            yield from self._take_piece(part)
        elif part.name == "GrpHdr":
            yield from self._take_head(part)
        elif part.name in REPORTS:
            yield from self._close_report(part)
        elif part.name in MESSAGES:
            self._saw_message = True
        else:
            raise self._here().rejected(part, part.name[:35], "unknown_record", "This element is not known there.")

    def finish(self) -> None:
        """There was a message."""
        if not self._saw_message:
            raise BankFileRejected(
                self.file_name, None, None, "no_end_record", "There is no message in it. Ask the bank to send it again."
            )

    def _here(self) -> AccountReport:
        if self._report is None:
            self._report = AccountReport(self.file_name, self._ordinals)
        return self._report

    def _take_root(self, root: XmlPart) -> None:
        if not NAMESPACE.fullmatch(root.values()["xmlns"]) or root.name != "Document":
            raise self._here().rejected(
                root,
                "namespace",
                "unknown_layout",
                "This is another message or version than camt.053 and 054, 02 to 14.",
            )

    def _take_head(self, head: XmlPart) -> Iterator[Entry]:
        values = head.values()
        self._start = FileStart(_instant(values.get("CreDtTm", "")), legible(values.get("MsgId", "")))
        yield self._start

    def _take_detail(self, part: XmlPart) -> None:
        if part.name == "TxDtls":
            self._transactions.add(part)
        else:
            count = part.values().get("NbOfTxs", "0")
            self._batch_count += int(count) if count.isascii() and count.isdigit() and len(count) < 16 else 0

    def _take_piece(self, part: XmlPart) -> Iterator[Entry]:
        report, values = self._here(), part.values()
        if part.name == "Ntry":
            yield from self._take_entry(report, part)
        elif part.name == "Acct":
            account = values.get("Id/IBAN") or values.get("Id/Othr/Id") or ""
            report.account = account_number(account)
            report.currency = values.get("Ccy", "")
        elif part.name == "Bal":
            report.take_balance(values.get("Tp/CdOrPrtry/Cd", ""), self._balance(report, part))
        elif part.name == "TxsSummry":
            report.take_summary(part)
        elif part.name in ("ElctrncSeqNb", "LglSeqNb"):
            report.serial = report.serial or legible(values.get("", ""))
        elif part.name == "CpyDplctInd" and values.get("", "") in _COPIES:
            self._start = FileStart(self._start.created, self._start.message_id, is_copy=True)
            yield self._start

    def _balance(self, report: AccountReport, part: XmlPart) -> StatedBalance:
        values = part.values()
        currency = values.get("Amt@Ccy", "")
        amount = self._amount(report, part, values.get("Amt", ""), currency)
        report.currency = report.currency or currency
        if amount is not None and self._direction(report, part, values) == DEBIT:
            amount = -amount
        return StatedBalance(part, currency, amount, self._day(report, part, values, "Dt"))

    def _take_entry(self, report: AccountReport, part: XmlPart) -> Iterator[Entry]:
        values = part.values()
        currency = values.get("Amt@Ccy", "")
        report.currency = report.currency or currency
        direction = self._direction(report, part, values)
        amount = self._amount(report, part, values.get("Amt", ""), currency)
        is_booked = (values.get("Sts/Cd") or values.get("Sts") or "BOOK") == "BOOK"
        value_date = self._day(report, part, values, "ValDt")
        booked = self._day(report, part, values, "BookgDt") or value_date
        if booked is None:
            raise report.rejected(part, "booking date (Ntry)", "bad_date", "It has neither a booking nor a value date.")
        if not report.account:
            raise report.rejected(part, "account (Acct)", "record_out_of_place", "An entry stands before its account.")
        signed = (amount or 0) * is_booked
        report.take_entry(values["Amt"], direction, signed if direction == CREDIT else -signed)
        booking = Booking(
            part, amount, currency, direction, values.get("RvslInd") in ("true", "1"), is_booked, booked, value_date,
            entry_reference(values), self._batch_count,
            tuple(filter(None, map(legible, part.all("AddtlNtryInf")))),
        )  # fmt: skip
        yield from self._lines(report, booking)

    def _lines(self, report: AccountReport, booking: Booking) -> Iterator[Entry]:
        details, self._transactions, self._batch_count = self._transactions, Spool(), 0
        transactions = _Transactions(details, booking.currency, booking.direction)
        for line in entry_lines(report, booking, transactions, len(details)):
            if isinstance(line, PaymentLine):
                report.take_line(line)
            yield line

    def _close_report(self, part: XmlPart) -> Iterator[Entry]:
        report = self._here()
        self._report = None
        if unlike := report.unlike_balances():
            yield kept(
                unlike.part, "balance_needs_a_person",
                "The statement's balances are in another currency than its account: they prove nothing.",
            )  # fmt: skip
        if total := report.closed(FINGERPRINT_SCHEME):
            yield total

    def _amount(self, report: AccountReport, part: XmlPart, text: str, currency: str) -> int | None:
        try:
            return amount_in(text, currency)
        except NotAnAmount as problem:
            raise report.rejected(part, f"amount ({part.name})", "bad_digits", str(problem)) from None

    def _direction(self, report: AccountReport, part: XmlPart, values: dict[str, str]) -> str:
        direction = values.get("CdtDbtInd", "")
        if direction not in (CREDIT, DEBIT):
            raise report.rejected(part, f"direction ({part.name})", "bad_digits", "It is neither CRDT nor DBIT.")
        return direction

    def _day(self, report: AccountReport, part: XmlPart, values: dict[str, str], name: str) -> date | None:
        """A day as the bank writes it: of a time, the day where the bank is."""
        text = values.get(f"{name}/Dt") or values.get(f"{name}/DtTm", "")[:10]
        if not text:
            return None
        try:
            if written := _DAY.fullmatch(text[:10]):
                return bank_day(*map(int, written.groups()))
        except ValueError:
            pass
        raise report.rejected(part, f"{name} ({part.name})", "bad_date", "It is not a date written as YYYY-MM-DD.")


@dataclass(frozen=True, slots=True)
class _Transactions:
    """The transactions of an entry, read as often as they are gone through: there may be more than fit in memory."""

    details: Spool[XmlPart]
    currency: str
    direction: str

    def __iter__(self) -> Iterator[Transaction]:
        return (read_transaction(part, self.currency, self.direction) for part in self.details)


def _instant(text: str) -> datetime | None:
    """UTC; None for a time without a zone, which could be any."""
    try:
        at = datetime.fromisoformat(text)
        return None if at.tzinfo is None else bank_instant(at)
    except (ValueError, OverflowError):
        return None
