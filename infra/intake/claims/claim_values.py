"""From the texts of one line to a claim, with every problem of the line found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from domain.kernel.money import MINOR_UNIT_DIGITS
from infra.intake.amount_text import parse_amount
from infra.intake.banks.payment_reference import check_reference
from infra.intake.claims.claim_columns import REQUIRED
from infra.intake.claims.claim_line import ClaimLine
from infra.intake.refused.bad_value import BadValue
from infra.intake.refused.refused_line import RefusedLine

JURISDICTIONS = ("SE", "NO", "DK", "FI", "IS", "DE")
TEXT_LENGTH_MAX = 500
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Value = TypeVar("Value")


def claim_from(values: Mapping[str, str], line_number: int, original: bytes) -> ClaimLine | RefusedLine:
    """``values`` by column, blanks around them stripped; a column that the file does not have is left out.

    The refusal names the first field at fault; its reason tells of all of them.
    """
    row = _Row(values)
    currency = row.read("currency", _currency, "")
    jurisdiction = row.read("jurisdiction", _jurisdiction, "")
    claim = ClaimLine(
        line_number=line_number,
        creditor=row.read("creditor", _text, ""),
        creditor_reference=row.read("creditor_reference", _text, ""),
        portfolio=row.read("portfolio", _text, ""),
        debtor_id=row.read("debtor_id", _text, ""),
        debtor_name=row.read("debtor_name", _text, ""),
        debtor_email=row.read("debtor_email", _email, None),
        principal_minor=row.read("principal", lambda text: _principal(text, currency), 0),
        interest_minor=row.read("interest", lambda text: _amount(text, currency), 0),
        fees_minor=row.read("fees", lambda text: _amount(text, currency), 0),
        currency=currency,
        due_date=row.read("due_date", _date, date.min),
        payment_reference=row.read("payment_reference", lambda text: check_reference(text, jurisdiction), None),
        jurisdiction=jurisdiction,
        description=row.read("description", _text, None),
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


def _text(text: str) -> str:
    if len(text) > TEXT_LENGTH_MAX:
        raise BadValue("value_too_long", f"It has {len(text)} characters; {TEXT_LENGTH_MAX} are room enough.")
    if _CONTROL.search(text):
        raise BadValue("damaged_text", "It holds control characters; a file saved as Windows-1252 reads like that.")
    if "\ufffd" in text:
        raise BadValue("damaged_text", "It holds U+FFFD, the mark of a letter that was lost in an earlier conversion.")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(_text(text)):
        raise BadValue("bad_email", "It is not an e-mail address; leave it empty if there is none.")
    return text


def _currency(text: str) -> str:
    currency = text.upper()
    if currency not in MINOR_UNIT_DIGITS:
        raise BadValue("unknown_currency", f"{text!r} is none of {', '.join(MINOR_UNIT_DIGITS)}.")
    return currency


def _jurisdiction(text: str) -> str:
    jurisdiction = text.upper()
    if jurisdiction not in JURISDICTIONS:
        raise BadValue("unknown_jurisdiction", f"{text!r} is none of {', '.join(JURISDICTIONS)}.")
    return jurisdiction


def _amount(text: str, currency: str) -> int:
    # Without a currency nobody knows how many decimals there may be; that problem is noted already.
    return parse_amount(text, currency) if currency else 0


def _principal(text: str, currency: str) -> int:
    principal = _amount(text, currency)
    if currency and principal == 0:
        raise BadValue("zero_principal", "It is zero: there is nothing to collect.")
    return principal


def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadValue("bad_date", f"{text!r} is not a date; write it like 2026-03-31.")
