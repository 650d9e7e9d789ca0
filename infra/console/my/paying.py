"""Where customers pay to, and the QR codes that banks' apps read.

Formats: EPC069-12 of the European Payments Council for euro accounts (written by segno), and UsingQR, which is free for
all and read by banks in Sweden and Norway.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import segno
from segno.helpers import make_epc_qr
from stdnum import iban as iban_numbers

from domain.kernel.money import MINOR_UNIT_DIGITS
from infra.intake.amount_text import format_amount

_QR_SCALE = 4
_BORDER = 2


class PayToUnusable(Exception):
    """The file of accounts is not what it must be."""


@dataclass(frozen=True, slots=True)
class PayTo:
    """An account of the agency's clients' money: ``kind`` is ``iban``, ``bankgiro`` or ``bban``."""

    name: str
    kind: str
    account: str


def read_pay_to(path: Path | None) -> Mapping[str, PayTo]:
    """By currency, from ``{"SEK": {"name": "…", "bankgiro": "991-2346"}, …}``. Raises PayToUnusable."""
    if path is None:
        return {}
    try:
        document = json.loads(path.read_text("utf-8"))
        return {currency: _account(currency, said) for currency, said in document.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise PayToUnusable(f"The accounts in {path} cannot be used: {error}") from None


def _account(currency: str, said: Mapping[str, str]) -> PayTo:
    kinds = [kind for kind in ("iban", "bankgiro", "bban") if kind in said]
    if currency not in MINOR_UNIT_DIGITS or len(kinds) != 1 or set(said) != {"name", *kinds}:
        raise ValueError(f"{currency}: a name, and one of iban, bankgiro and bban")
    account = said[kinds[0]]
    if kinds == ["iban"] and not iban_numbers.is_valid(account):
        raise ValueError(f"{currency}: this is no IBAN")
    return PayTo(said["name"], kinds[0], account)


def qr_code(to: PayTo, reference: str, amount_minor: int, currency: str) -> str | None:
    """A code as ``data:image/svg+xml`` that asks for the amount; None where there is no format for it, or no debt."""
    if amount_minor <= 0:
        return None
    made = (
        _epc(to, reference, amount_minor, currency)
        if to.kind == "iban"
        else _using_qr(to, reference, amount_minor, currency)
    )
    return None if made is None else str(made.svg_data_uri(scale=_QR_SCALE, border=_BORDER, dark="#000", light="#fff"))


def _epc(to: PayTo, reference: str, amount_minor: int, currency: str) -> Any:
    if currency != "EUR":
        return None
    amount = Decimal(amount_minor).scaleb(-MINOR_UNIT_DIGITS[currency])
    said = {"reference": reference} if reference.startswith("RF") else {"text": reference}
    return make_epc_qr(to.name[:70], to.account.replace(" ", ""), amount, encoding="UTF-8", **said)


def _using_qr(to: PayTo, reference: str, amount_minor: int, currency: str) -> Any:
    """Of type 1, an invoice: ``iref`` is the reference, ``due`` the amount, ``pt`` the kind of account."""
    said = {
        "uqr": 1,
        "tp": 1,
        "nme": to.name,
        "iref": reference,
        "due": 0,
        "cur": currency,
        "pt": "BG" if to.kind == "bankgiro" else "BBAN",
        "acc": to.account,
    }
    # The amount goes in as its own text: a number of JSON is one without an end in binary.
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    text = text.replace('"due":0', f'"due":{format_amount(amount_minor, currency)}', 1)
    return segno.make(text, error="m", micro=False, encoding="utf-8")
