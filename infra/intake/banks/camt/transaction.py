"""One TxDtls of an entry: who paid, for which references, and how much of the entry it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.kernel.text import legible
from infra.intake.banks.camt.xml_records import XmlPart
from infra.intake.banks.decimal_amount import NotAnAmount, minor_units
from infra.intake.banks.payment_line import Reference

NOTHING = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF"})
"""What banks write where there is no reference."""
_CREDIT_NOTE = "CREN"


class Transaction(NamedTuple):
    """``amount_minor`` is None where none is stated in the entry's currency, or not in its direction. ``shares`` says
    whether the references' own amounts make the transaction's; None: none has an amount."""

    line: int
    position: int
    original: bytes
    amount_minor: int | None
    references: tuple[Reference, ...]
    shares: bool | None
    payer_account: str | None
    payer_name: str | None
    text: tuple[str, ...]
    bank_reference: str
    end_to_end: str
    is_return: bool


def read_transaction(part: XmlPart, currency: str, direction: str) -> Transaction:
    """What ``part`` says. ``currency`` and ``direction`` (CRDT or DBIT) are those of its entry.

    Versions differ in where they put an amount and a party's name: all places are looked at.
    """
    values = part.values()
    amount = _amount(values, currency, direction)
    references, shares = _references(part, currency, amount)
    payer = _party(values, "Dbtr" if direction == "CRDT" else "Cdtr")
    account = "DbtrAcct" if direction == "CRDT" else "CdtrAcct"
    return Transaction(
        part.line,
        part.position,
        part.original,
        amount,
        references,
        shares,
        _in_one_line(_first(values, f"RltdPties/{account}/Id/IBAN", f"RltdPties/{account}/Id/Othr/Id")) or None,
        _in_one_line(payer) or None,
        tuple(filter(None, map(_in_one_line, (*part.all("RmtInf/Ustrd"), *part.all("RmtInf/Strd/AddtlRmtInf"))))),
        stated(_first(values, "Refs/AcctSvcrRef", "Refs/TxId")),
        stated(values.get("Refs/EndToEndId", "")),
        any(path.startswith("RtrInf/") for path in values),
    )


def _in_one_line(text: str) -> str:
    return " ".join(legible(text).split())


def stated(reference: str) -> str:
    """The reference, "" for what stands there when there is none."""
    return "" if reference.upper() in NOTHING else reference


def _amount(values: dict[str, str], currency: str, direction: str) -> int | None:
    if values.get("CdtDbtInd", direction) != direction:
        return None
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if path in values and values.get(f"{path}@Ccy") == currency:
            return _minor(values[path], currency)
    return None


def _minor(text: str, currency: str) -> int | None:
    try:
        return minor_units(text, currency) if currency in MINOR_UNIT_DIGITS else None
    except NotAnAmount:
        return None


def _references(part: XmlPart, currency: str, amount: int | None) -> tuple[tuple[Reference, ...], bool | None]:
    """Of each Strd its reference, or where it has none the number of the document that it pays."""
    blocks: list[dict[str, str]] = []
    for path, text in part.leaves:
        if path == "RmtInf/Strd" and not text:
            blocks.append({})
        elif path.startswith("RmtInf/Strd/") and blocks:
            blocks[-1].setdefault(path.removeprefix("RmtInf/Strd/"), text)
    found = [given for block in blocks if (given := _reference(block, currency)) is not None]
    if not any(one.amount_minor for one in found):
        return _once(found), None
    if (
        amount is not None
        and sum(one.amount_minor or 0 for one in found) == amount
        and all(one.amount_minor for one in found)
    ):
        return tuple(found), True
    return _once(Reference(one.text, None, one.is_credit) for one in found), False


def _once(references: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(references))


def _reference(block: dict[str, str], currency: str) -> Reference | None:
    text = _in_one_line(_first(block, "CdtrRefInf/Ref", "RfrdDocInf/Nb"))
    if not text:
        return None
    is_credit = block.get("RfrdDocInf/Tp/CdOrPrtry/Cd") == _CREDIT_NOTE
    path = "RfrdDocAmt/CdtNoteAmt" if is_credit else "RfrdDocAmt/RmtdAmt"
    share = _minor(block[path], currency) if path in block and block.get(f"{path}@Ccy") == currency else None
    return Reference(text, -share if share and is_credit else share, is_credit)


def _party(values: dict[str, str], role: str) -> str:
    return _first(
        values, f"RltdPties/{role}/Nm", f"RltdPties/{role}/Pty/Nm", f"RltdPties/Ultmt{role}/Nm",
        f"RltdPties/Ultmt{role}/Pty/Nm",
    )  # fmt: skip


def _first(values: dict[str, str], *paths: str) -> str:
    return next((values[path] for path in paths if values.get(path)), "")
