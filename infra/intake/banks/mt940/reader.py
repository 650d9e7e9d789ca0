"""From the fields of an MT940 file to its entries, refusing what does not add up.

- :20: a statement begins
    - :25: account, :28C: number of the statement, :60F: or :60M: opening balance
        - :61: a line, and :86: its details
    - :62F: or :62M: closing balance: the opening one and all lines must make it
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from domain.deposit.receiving import DepositKind
from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.kernel.text import legible
from infra.intake.banks.account_number import account_number
from infra.intake.banks.bank_format import Entry
from infra.intake.banks.mt940.statement_line import Details, Mt940Line, amount_of, day_of, read_details, read_line
from infra.intake.banks.mt940.tags import Tag, read_tags
from infra.intake.banks.payment_line import DepositTotal, EntryKind, FileStart, PaymentLine, Reference
from infra.intake.banks.totals import difference
from infra.intake.fingerprint import Ordinals, fingerprint
from infra.intake.refused.refused_line import KeptMoney, RefusedLine
from infra.intake.refused.rejected import BankFileRejected

FORMAT_NAME = "mt940"
FINGERPRINT_SCHEME = "mt9401"
_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9,]{1,16})")
_KINDS = {"C": EntryKind.CREDIT, "D": EntryKind.DEBIT, "RC": EntryKind.REVERSAL}
_IGNORED = frozenset({"13", "13D", "21", "34F", "64", "65", "90C", "90D", "NS"})
"""Fields that say nothing of a booked entry: the bank's clock and references, limits, available balances, counts."""


def read_entries(file: BinaryIO, file_name: str) -> Iterator[Entry]:
    """In the order of the file. Raises BankFileRejected, naming line and field."""
    reader = _Mt940Reader(file_name)
    for tag in read_tags(file, file_name):
        yield from reader.take(tag)
    yield from reader.finish()


@dataclass(slots=True)
class _Statement:
    """What is open between the fields 20 and 62. ``line`` is a :61: whose details may still come."""

    account: str = ""
    number: str = ""
    currency: str = ""
    opening_minor: int = 0
    net_minor: int = 0
    payments: int = 0
    deductions: int = 0
    line: Tag | None = None
    details: Tag | None = None
    told: hashlib._Hash = field(default_factory=hashlib.sha256)
    returned_minor: int = 0


@dataclass
class _Mt940Reader:
    """One step for each field, which gives the entries that are complete with it."""

    file_name: str
    _statement: _Statement | None = None
    _is_begun: bool = False
    _ordinals: Ordinals = field(default_factory=Ordinals)
    _last: Tag | None = None

    def take(self, tag: Tag) -> Iterator[Entry]:
        self._last = tag
        if tag.name == "20":
            yield from self._take_start(tag)
            return
        if not self._is_begun:
            raise tag.rejected("record_out_of_place", "A statement begins with the field 20.")
        statement = self._statement
        if statement is None:
            if tag.name not in _IGNORED and tag.name != "86":
                raise tag.rejected("record_out_of_place", "It stands behind the closing balance of its statement.")
        elif tag.name in ("25", "25P"):
            statement.account = account_number(tag.value)
        elif tag.name in ("28", "28C"):
            statement.number = legible(tag.value)
        elif tag.name in ("60F", "60M"):
            self._take_opening(statement, tag)
        elif tag.name == "61":
            yield from self._close_line(statement)
            if not statement.currency:
                raise tag.rejected("record_out_of_place", "It stands before the opening balance.")
            statement.line = tag
        elif tag.name == "86" and statement.line is not None and statement.details is None:
            statement.details = tag
        elif tag.name in ("62F", "62M"):
            yield from self._close_line(statement)
            yield self._close(statement, tag)
        elif tag.name not in _IGNORED:
            raise tag.rejected("unknown_record", "This field is not part of a statement, or not in this place.")

    def finish(self) -> Iterator[Entry]:
        """The last statement is closed."""
        if self._statement is not None or not self._is_begun:
            raise BankFileRejected(
                self.file_name, None if self._last is None else self._last.line, None, "no_end_record",
                "The closing balance (field 62F or 62M) is missing: the file was cut off. Nothing of it was booked. "
                "Fetch it again.",
            )  # fmt: skip
        return iter(())

    def _take_start(self, tag: Tag) -> Iterator[Entry]:
        if self._statement is not None:
            raise tag.rejected("record_out_of_place", "The statement before it has no closing balance.")
        if not self._is_begun:
            yield FileStart(None, legible(tag.value))
        self._is_begun = True
        self._statement = _Statement()

    def _take_opening(self, statement: _Statement, tag: Tag) -> None:
        if statement.currency:
            raise tag.rejected("record_out_of_place", "The statement has a second opening balance.")
        if not statement.account:
            raise tag.rejected("record_out_of_place", "It stands before the account (field 25).")
        statement.opening_minor, statement.currency, _ = _balance(tag)

    def _close_line(self, statement: _Statement) -> Iterator[PaymentLine | RefusedLine]:
        tag, details = statement.line, statement.details
        statement.line = statement.details = None
        if tag is None:
            return
        line = read_line(tag, statement.currency)
        original = tag.original if details is None else tag.original + b"\n" + details.original
        if line.mark == "RD" or line.amount_minor == 0:
            statement.returned_minor += line.amount_minor
            yield _kept(statement, tag, line, original)
            return
        payment = self._payment(statement, tag, line, Details() if details is None else read_details(details), original)
        statement.net_minor += payment.net_minor
        statement.payments += payment.net_minor > 0
        statement.deductions += payment.net_minor < 0
        statement.told.update(payment.fingerprint.encode("ascii"))
        yield payment

    def _payment(
        self, statement: _Statement, tag: Tag, line: Mt940Line, details: Details, original: bytes
    ) -> PaymentLine:
        reference = line.reference or details.reference
        kind = _KINDS[line.mark]
        fields = (
            statement.account, statement.currency, statement.number, kind.value, line.value_date.isoformat(),
            line.booked_date.isoformat(), str(line.amount_minor), line.reference, line.bank_reference,
        )  # fmt: skip
        return PaymentLine(
            line_number=tag.line,
            format=FORMAT_NAME,
            amount_minor=line.amount_minor,
            currency=statement.currency,
            references=(Reference(reference),) if reference else (),
            payer_account=details.payer_account or None,
            payer_name=details.payer_name or None,
            text=tuple(filter(None, (line.text, details.text))),
            value_date=line.value_date,
            booked_date=line.booked_date,
            bank_serial=line.bank_reference or None,
            receiver_account=statement.account,
            fingerprint=fingerprint(FINGERPRINT_SCHEME, fields, self._ordinals.next_of(fields)),
            original=original,
            kind=kind,
            byte_position=tag.position,
        )

    def _close(self, statement: _Statement, tag: Tag) -> DepositTotal:
        closing_minor, currency, day = _balance(tag)
        if not statement.currency:
            raise tag.rejected("record_out_of_place", "The statement has no opening balance.")
        if currency != statement.currency:
            raise tag.rejected("currency_disagrees", "The statement closes in another currency than it opened in.")
        computed = statement.opening_minor + statement.net_minor + statement.returned_minor
        if computed != closing_minor:
            message = difference(closing_minor, computed, currency)
            raise tag.rejected("control_total", message, stated=closing_minor, computed=computed)
        self._statement = None
        name = (
            "deposit", statement.account, currency, statement.number, day.isoformat(), str(statement.opening_minor),
            str(closing_minor), statement.told.hexdigest(),
        )  # fmt: skip
        return DepositTotal(
            receiver_account=statement.account,
            booked_date=day,
            serial=statement.number,
            currency=currency,
            amount_minor=statement.net_minor,
            payments=statement.payments,
            deductions=statement.deductions,
            fingerprint=fingerprint(FINGERPRINT_SCHEME, name, 0),
            opening_minor=statement.opening_minor,
            closing_minor=closing_minor,
            kind=DepositKind.STATEMENT,
        )


def _kept(statement: _Statement, tag: Tag, line: Mt940Line, original: bytes) -> RefusedLine:
    if line.amount_minor == 0:
        reason = "A line of nothing: no money came in."
        return RefusedLine(tag.line, ":61:", "zero_amount_needs_a_person", reason, original, tag.position)
    reason = "Money that had left the account came back."
    money = KeptMoney(statement.account, statement.currency, line.booked_date, line.amount_minor)
    return RefusedLine(tag.line, ":61:", "return_needs_a_person", reason, original, tag.position, money)


def _balance(tag: Tag) -> tuple[int, str, date]:
    """Minor units (below zero on a debit), currency and day. Raises BankFileRejected."""
    written = _BALANCE.fullmatch(tag.value.strip())
    if written is None or not tag.value.isascii():
        raise tag.rejected("bad_digits", "It is not a balance as MT940 has it: mark, date, currency, amount.")
    mark, day, currency, amount = written.groups()
    if currency not in MINOR_UNIT_DIGITS:
        raise tag.rejected("unknown_currency", "It is in a currency that is not known here.")
    minor = amount_of(tag, amount, currency)
    return -minor if mark == "D" else minor, currency, day_of(tag, day)
