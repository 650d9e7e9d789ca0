"""One statement or notification while it is being read: its account, its balances, and the totals that it states."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from domain.deposit.receiving import DepositKind
from domain.kernel.money import MINOR_UNIT_DIGITS
from infra.intake.banks.camt.xml_records import XmlPart
from infra.intake.banks.decimal_amount import NotAnAmount, minor_units
from infra.intake.banks.payment_line import DepositTotal, PaymentLine
from infra.intake.banks.totals import difference
from infra.intake.fingerprint import Ordinals, fingerprint
from infra.intake.refused.codes import BankFileCode
from infra.intake.refused.rejected import BankFileRejected

_OPENING, _CLOSING = ("OPBD", "PRCD"), "CLBD"
_ALL, _CREDITS, _DEBITS = "TtlNtries", "TtlCdtNtries", "TtlDbtNtries"
DIGITS_MAX = 40


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """``amount_minor`` is below zero on a debit; None in a currency that is not known. ``day`` is None if not said."""

    part: XmlPart
    currency: str
    amount_minor: int | None
    day: date | None


@dataclass
class AccountReport:
    """Begins empty; its head comes before its entries. ``ordinals`` are those of the whole file."""

    file_name: str
    ordinals: Ordinals
    account: str = ""
    currency: str = ""
    serial: str = ""
    _opening: StatedBalance | None = None
    _closing: StatedBalance | None = None
    _stated: XmlPart | None = None
    _counts: dict[str, int] = field(default_factory=lambda: {_ALL: 0, _CREDITS: 0, _DEBITS: 0})
    _sums: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys((_ALL, _CREDITS, _DEBITS), Decimal()))
    _booked_minor: int = 0
    _lines_minor: int = 0
    _payments: int = 0
    _deductions: int = 0
    _last_day: date | None = None
    _told: hashlib._Hash = field(default_factory=hashlib.sha256)

    def take_balance(self, kind: str, balance: StatedBalance) -> None:
        """One Bal; only booked opening and closing ones count."""
        if kind in _OPENING and self._opening is None:
            self._opening = balance
        elif kind == _CLOSING:
            self._closing = balance

    def take_summary(self, part: XmlPart) -> None:
        """TxsSummry, which comes before the entries."""
        self._stated = part

    def take_entry(self, text: str, direction: str, booked_minor: int) -> None:
        """One Ntry: its amount as written, and what it makes on the account (0 while it is not booked)."""
        amount = Decimal(text.replace(",", "."))
        for kind in (_ALL, _CREDITS if direction == "CRDT" else _DEBITS):
            self._counts[kind] += 1
            self._sums[kind] += amount
        self._booked_minor += booked_minor

    def take_line(self, line: PaymentLine) -> None:
        """One line that came of an entry."""
        self._told.update(line.fingerprint.encode("ascii"))
        self._lines_minor += line.net_minor
        self._payments += line.net_minor > 0
        self._deductions += line.net_minor < 0
        self._last_day = max(self._last_day or line.booked_date, line.booked_date)

    def closed(self, scheme: str) -> DepositTotal | None:
        """What the report makes, its totals verified; None when it has neither entries nor balances."""
        if self._stated is not None:
            self._check_summary(self._stated)
        opening, closing = self._opening, self._closing
        if opening is not None and closing is not None and not self.unlike_balances():
            self._check_balances(opening, closing)
        day = (closing.day if closing is not None else None) or self._last_day
        if day is None:
            return None
        opening_minor = opening.amount_minor if opening is not None else None
        closing_minor = closing.amount_minor if closing is not None else None
        is_proved = None not in (opening_minor, closing_minor) and not self.unlike_balances()
        name = (
            "deposit", self.account, self.currency, day.isoformat(), str(opening_minor), str(closing_minor),
            self._told.hexdigest(),
        )  # fmt: skip
        return DepositTotal(
            receiver_account=self.account,
            booked_date=day,
            serial=self.serial,
            currency=self.currency,
            amount_minor=self._lines_minor,
            payments=self._payments,
            deductions=self._deductions,
            fingerprint=fingerprint(scheme, name, 0),
            opening_minor=opening_minor if is_proved else None,
            closing_minor=closing_minor if is_proved else None,
            kind=DepositKind.STATEMENT if is_proved else DepositKind.NOTIFICATION,
        )

    def unlike_balances(self) -> StatedBalance | None:
        """A balance in another currency than the account: with it, nothing can be proved."""
        both = (self._opening, self._closing)
        return next((one for one in both if one is not None and one.currency != self.currency), None)

    def rejected(
        self, part: XmlPart, field: str, code: BankFileCode, message: str, *,
        stated: int | None = None, computed: int | None = None,
    ) -> BankFileRejected:  # fmt: skip
        """The error for this part of the file. The sentence on what to do is added here."""
        return BankFileRejected(
            self.file_name, part.line, field, code,
            f"{message} Nothing of the file was booked. Ask the bank to send it again.",
            stated=stated, computed=computed,
        )  # fmt: skip

    def _check_balances(self, opening: StatedBalance, closing: StatedBalance) -> None:
        if opening.amount_minor is None or closing.amount_minor is None:
            return
        computed = opening.amount_minor + self._booked_minor
        if computed != closing.amount_minor:
            raise self.rejected(
                closing.part, "closing balance (Bal)", "control_total",
                difference(closing.amount_minor, computed, self.currency),
                stated=closing.amount_minor, computed=computed,
            )  # fmt: skip

    def _check_summary(self, summary: XmlPart) -> None:
        values = summary.values()
        for kind in (_ALL, _CREDITS, _DEBITS):
            if count := values.get(f"{kind}/NbOfNtries"):
                stated = self._whole(summary, f"{kind}/NbOfNtries", count)
                if stated != self._counts[kind]:
                    raise self.rejected(
                        summary, f"number of entries ({kind})", "control_total",
                        difference(stated, self._counts[kind], None), stated=stated, computed=self._counts[kind],
                    )  # fmt: skip
            if written := values.get(f"{kind}/Sum"):
                self._check_sum(summary, kind, written)

    def _check_sum(self, summary: XmlPart, kind: str, written: str) -> None:
        stated, computed = decimal_of(written), self._sums[kind]
        if stated is None:
            raise self.rejected(summary, f"sum ({kind})", "bad_digits", "It is not an amount.")
        if stated != computed:
            raise self.rejected(
                summary, f"sum ({kind})", "control_total",
                f"The file states {stated}, its lines make {computed}: a difference of {computed - stated}.",
            )  # fmt: skip

    def _whole(self, summary: XmlPart, field: str, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
            raise self.rejected(summary, field, "bad_digits", "It is not a number.")
        return int(text)


def decimal_of(text: str) -> Decimal | None:
    """An amount as XML writes it, whatever its currency; None when it is none."""
    plain = text.removeprefix("-")
    if len(text) > DIGITS_MAX or not plain.replace(".", "", 1).isdigit() or not plain.isascii():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def amount_in(text: str, currency: str) -> int | None:
    """Minor units; None in a currency that is not known. Raises NotAnAmount."""
    if currency not in MINOR_UNIT_DIGITS:
        if decimal_of(text) is None:
            raise NotAnAmount("It is not an amount: digits and one decimal point.")
        return None
    return minor_units(text, currency)
