"""What is in the codes that banks' apps read, and which accounts can be named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import segno

from infra.console.my import paying
from infra.console.my.paying import PayTo, PayToUnusable, qr_code, read_pay_to


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put into codes."""
    texts: list[str] = []
    real = segno.make

    def watched(content: str, **settings: object) -> segno.QRCode:
        texts.append(content)
        return real(content, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(paying.segno, "make", watched)
    return texts


def test_a_swedish_code_has_reference_amount_and_bankgiro(made: list[str]) -> None:
    code = qr_code(PayTo("Kredinord Klientmedel", "bankgiro", "991-2346"), "1110011706", 98_050, "SEK")
    assert code is not None
    assert code.startswith("data:image/svg+xml")
    (text,) = made
    assert '"due":980.50' in text, "to the cent, as it is written"
    said = json.loads(text)
    assert said == {
        "uqr": 1, "tp": 1, "nme": "Kredinord Klientmedel", "iref": "1110011706", "due": 980.5, "cur": "SEK",
        "pt": "BG", "acc": "991-2346",
    }  # fmt: skip


def test_a_euro_code_is_the_payments_councils() -> None:
    to = PayTo("OK Asiakasvarat", "iban", "FI21 1234 5600 0007 85")
    assert qr_code(to, "RF18539007547034", 12_345, "EUR") is not None
    assert qr_code(to, "1110011706", 12_345, "SEK") is None, "an IBAN has a code for euros only"


def test_nothing_owed_needs_no_code() -> None:
    assert qr_code(PayTo("x", "bankgiro", "991-2346"), "1", 0, "SEK") is None


def test_accounts_are_read_by_currency(tmp_path: Path) -> None:
    file = tmp_path / "pay-to.json"
    file.write_text(
        '{"SEK": {"name": "A", "bankgiro": "991-2346"}, "EUR": {"name": "B", "iban": "FI2112345600000785"}}'
    )
    assert read_pay_to(file) == {
        "SEK": PayTo("A", "bankgiro", "991-2346"),
        "EUR": PayTo("B", "iban", "FI2112345600000785"),
    }
    assert read_pay_to(None) == {}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"SEK": 1}', '{"SEK": {"name": "A"}}', '{"XXX": {"name": "A", "bban": "1"}}',
     '{"EUR": {"name": "B", "iban": "FI2112345600000786"}}', '{"SEK": {"name": "A", "bban": "1", "bankgiro": "2"}}'],
)  # fmt: skip
def test_what_are_no_accounts_is_refused_before_anybody_pays_to_them(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pay-to.json"
    file.write_text(text)
    with pytest.raises(PayToUnusable):
        read_pay_to(file)
