"""From the texts of one line to a claim, with every problem of the line found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from domain.kernel.days import FIRST_DAY, LAST_DAY
from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.kernel.text import IDENTIFIER_LENGTH_MAX, DamagedText, clean_text, identifier
from domain.law.codes import Debtor, Product
from infra.intake.amount_text import parse_amount
from infra.intake.banks.payment_reference import check_reference
from infra.intake.claims.claim_columns import REQUIRED
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.claims.spreadsheet_damage import refuse_spreadsheet_damage
from infra.intake.refused.bad_value import BadValue
from infra.intake.refused.refused_line import RefusedLine

JURISDICTIONS = ("SE", "NO", "DK", "FI", "IS", "DE")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Value = TypeVar("Value")
CreditorOf = Callable[[str], str]
"""Gives the id of the creditor that a file means. Raises BadValue."""


def claim_from(
    values: Mapping[str, str], line_number: int, original: bytes, creditor_of: CreditorOf
) -> ClaimLine | RefusedLine:
    """``values`` by column, blanks around them stripped; a column that the file does not have is left out.

    The refusal names the first field at fault; its reason tells of all of them.
    """
    row = _Row(values)
    currency = row.read("currency", _currency, "")
    jurisdiction = row.read("jurisdiction", _jurisdiction, "")
    claim = ClaimLine(
        line_number=line_number,
        creditor=row.read("creditor", lambda text: creditor_of(_name(text)), ""),
        creditor_reference=row.read("creditor_reference", _reference, ""),
        portfolio=row.read("portfolio", _name, ""),
        debtor_id=row.read("debtor_id", _reference, ""),
        debtor_name=row.read("debtor_name", _person, ""),
        debtor_email=row.read("debtor_email", _email, None),
        principal_minor=row.read("principal", lambda text: _principal(text, currency), 0),
        interest_minor=row.read("interest", lambda text: _amount(text, currency), 0),
        fees_minor=row.read("fees", lambda text: _amount(text, currency), 0),
        currency=currency,
        due_date=row.read("due_date", _date, date.min),
        payment_reference=row.read(
            "payment_reference", lambda text: check_reference(_reference(text), jurisdiction), None
        ),
        jurisdiction=jurisdiction,
        description=row.read("description", _text, None),
        national_id=row.read("national_id", _reference, None),
        interest_from=row.read("interest_from", _date, None),
        debtor_kind=row.read("debtor_kind", _debtor_kind, None),
        product=row.read("product", _product, None),
        original=original,
    )
    return row.refusal(line_number, original) or claim


@dataclass
class _Row:
    values: Mapping[str, str]
    _problems: list[tuple[str, BadValue]] = field(default_factory=list)

    def read(self, column: str, convert: Callable[[str], Value], fallback: Value) -> Value:
        """The value, or ``fallback`` where the field is empty or wrong (the problem is noted)."""
        text = self.values.get(column, "")
        try:
            if text:
                return convert(text)
            if column in REQUIRED:
                raise BadValue(
                    "missing_currency" if column == "currency" else "missing_value",
                    "It is empty and must have a value.",
                )
        except BadValue as problem:
            self._problems.append((column, problem))
        return fallback

    def refusal(self, line_number: int, original: bytes) -> RefusedLine | None:
        if not self._problems:
            return None
        field_name, first = self._problems[0]
        reason = " ".join(f"{name}: {problem.reason}" for name, problem in self._problems)
        return RefusedLine(line_number, field_name, first.code, reason, original)


def _clean(check: Callable[[str], str], text: str, *, is_reference: bool = False) -> str:
    try:
        cleaned = check(text)
    except DamagedText as damage:
        raise BadValue(damage.code, damage.reason) from None
    refuse_spreadsheet_damage(cleaned, is_reference=is_reference)
    return cleaned


def _text(text: str) -> str:
    return _clean(clean_text, text)


def _person(text: str) -> str:
    return _clean(lambda name: clean_text(name, IDENTIFIER_LENGTH_MAX), text)


def _name(text: str) -> str:
    return _clean(identifier, text)


def _reference(text: str) -> str:
    return _clean(identifier, text, is_reference=True)


def _email(text: str) -> str:
    address = _name(text)
    if not _EMAIL.fullmatch(address):
        raise BadValue("bad_email", "It is not an e-mail address; leave it empty if there is none.")
    return address


def _currency(text: str) -> str:
    currency = text.upper()
    if currency not in MINOR_UNIT_DIGITS:
        raise BadValue("unknown_currency", f"It is none of {', '.join(MINOR_UNIT_DIGITS)}.")
    return currency


def _jurisdiction(text: str) -> str:
    jurisdiction = text.upper()
    if jurisdiction not in JURISDICTIONS:
        raise BadValue("unknown_jurisdiction", f"It is none of {', '.join(JURISDICTIONS)}.")
    return jurisdiction


def _amount(text: str, currency: str) -> int:
    # Without a currency nobody knows how many decimals there may be; that problem is noted already.
    return parse_amount(text, currency) if currency else 0


def _principal(text: str, currency: str) -> int:
    principal = _amount(text, currency)
    if currency and principal == 0:
        raise BadValue("zero_principal", "It is zero: there is nothing to collect.")
    return principal


def _debtor_kind(text: str) -> Debtor:
    kind = text.lower()
    if kind not in set(Debtor):
        raise BadValue("unknown_debtor_kind", f"It is none of {', '.join(Debtor)}; leave it empty if it is not known.")
    return Debtor(kind)


def _product(text: str) -> Product:
    product = text.lower()
    if product not in set(Product):
        raise BadValue("unknown_product", f"It is none of {', '.join(Product)}; leave it empty if it is not known.")
    return Product(product)


def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text) and FIRST_DAY <= (day := date.fromisoformat(text)) <= LAST_DAY:
            return day
    except ValueError:
        pass
    years = f"{FIRST_DAY.year} to {LAST_DAY.year}"
    raise BadValue("bad_date", f"It is not a date of the years {years}; write it like 2026-03-31.")
