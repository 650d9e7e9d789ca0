"""A statement line (:61:) and its details (:86:), by the patterns of the package mt-940, which knows how banks write
them. Nothing of that package counts money: amounts are read here, digit for digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import mt940

from domain.kernel.text import legible
from infra.intake.banks.bank_day import bank_day
from infra.intake.banks.decimal_amount import NotAnAmount, minor_units
from infra.intake.banks.mt940.tags import Tag

_LINE = mt940.tags.Statement().re
_PLAIN_HEAD = re.compile(r"[0-9]{6}")
_OPTIONS = mt940.models.Transactions(options=mt940.Options(applicant_iban=True, gvc_leading_text=True))
_NOTHING = frozenset({"", "NONREF", "NOREF", "NOTPROVIDED"})
_HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Mt940Line:
    """What :61: says. ``mark`` is C, D, RC (a credit taken back) or RD (a debit that came back)."""

    value_date: date
    booked_date: date
    mark: str
    amount_minor: int
    reference: str
    bank_reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Details:
    """What :86: says of who paid, and for what."""

    payer_name: str = ""
    payer_account: str = ""
    reference: str = ""
    text: str = ""


def read_line(tag: Tag, currency: str) -> Mt940Line:
    """Raises BankFileRejected."""
    match = _LINE.match(tag.value) if _PLAIN_HEAD.match(tag.value) else None
    if match is None:
        raise tag.rejected("bad_digits", "It is not a statement line as MT940 has it.")
    found = {name: text or "" for name, text in match.groupdict().items()}
    value_date = _day(tag, int(found["year"]) + 2000, found["month"], found["day"])
    return Mt940Line(
        value_date=value_date,
        booked_date=_booked(tag, value_date, found["entry_month"], found["entry_day"]),
        mark=found["status"].upper(),
        amount_minor=amount_of(tag, found["amount"], currency),
        reference=_stated(found["customer_reference"]),
        bank_reference=_stated(found["bank_reference"]),
        text=legible(found["extra_details"]),
    )


def read_details(tag: Tag) -> Details:
    """Structured ones (``?20`` and so on) by their fields; others are free text."""
    plain = " ".join(filter(None, map(legible, tag.lines)))
    given: dict[str, Any] = {"transaction_details": tag.value}
    found = mt940.processors.transaction_details_post_processor(_OPTIONS, mt940.tags.Statement(), given, dict(given))
    if "transaction_details" in found:
        return Details(text=plain)
    return Details(
        payer_name=legible(found.get("applicant_name") or ""),
        payer_account=legible(found.get("applicant_iban") or found.get("gvc_applicant_iban") or ""),
        reference=_stated(found.get("customer_reference") or found.get("end_to_end_reference") or ""),
        text=" ".join(filter(None, (legible(found.get(name) or "") for name in ("purpose", "additional_purpose")))),
    )


def amount_of(tag: Tag, text: str, currency: str) -> int:
    """Minor units. Raises BankFileRejected."""
    try:
        return minor_units(text, currency)
    except NotAnAmount as problem:
        raise tag.rejected("bad_digits", str(problem)) from None


def day_of(tag: Tag, digits: str) -> date:
    """A day written as YYMMDD. Raises BankFileRejected."""
    return _day(tag, int(digits[:2]) + 2000, digits[2:4], digits[4:6])


def _day(tag: Tag, year: int, month: str, day: str) -> date:
    """Some banks reckon interest in months of thirty days, and write the 30th of February."""
    if month == "02" and day in ("29", "30"):
        last = (date(year, 3, 1) - timedelta(days=1)).day
        day = str(min(int(day), last))
    try:
        return bank_day(year, int(month), int(day))
    except ValueError:
        raise tag.rejected("bad_date", "It is not a date written as YYMMDD.") from None


def _booked(tag: Tag, value_date: date, month: str, day: str) -> date:
    """The entry date has no year: it is the one nearest to the value date."""
    if not (month.strip() and day.strip()):
        return value_date
    booked = _day(tag, value_date.year, month, day)
    if booked - value_date > _HALF_A_YEAR:
        return _day(tag, value_date.year - 1, month, day)
    if value_date - booked > _HALF_A_YEAR:
        return _day(tag, value_date.year + 1, month, day)
    return booked


def _stated(reference: str) -> str:
    text = legible(reference)
    return "" if text.upper() in _NOTHING else text
