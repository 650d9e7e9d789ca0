"""The file that has a bank pay a remittance: the same bytes whenever it is written, and what a bank can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from sepaxml.validation import ValidationError

from domain.creditor.remittance.sending import RemittanceSent
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.sending import RefundSent
from domain.payment.refund.state import RefundReason
from domain.payout.message_id import message_id_of, refund_message_id
from infra.payout.credit_transfer import SCHEMA, credit_transfer, refund_transfer, remittance_transfer

AT = datetime(2026, 3, 2, 8, 30, 15, 999, tzinfo=UTC)
ID = message_id_of("norrsken", 3, 1)
SENT = RemittanceSent(
    3, date(2026, 3, 3), "SE3550000000054910000003", "ESSESESS", "Norr Inkasso AB",
    "norrsken", "Åkessons & Söner AB", "SEK", 174_656, "SE4550000000058398257466", ID, 1,
)  # fmt: skip


def said(sent: RemittanceSent = SENT) -> dict[str, list[str]]:
    """What the file says, by the names of its elements."""
    found: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(credit_transfer(remittance_transfer(sent), AT)).iter():
        if element.text:
            found.setdefault(element.tag.split("}")[1], []).append(element.text)
    return found


def test_the_file_says_what_was_recorded() -> None:
    assert said() == {
        "MsgId": [ID], "CreDtTm": ["2026-03-02T08:30:15Z"], "NbOfTxs": ["1", "1"], "CtrlSum": ["1746.56", "1746.56"],
        "Nm": ["Norr Inkasso AB", "Norr Inkasso AB", "Akessons & Soner AB"], "PmtInfId": [ID], "PmtMtd": ["TRF"],
        "BtchBookg": ["false"], "Dt": ["2026-03-03"], "IBAN": ["SE3550000000054910000003", "SE4550000000058398257466"],
        "BICFI": ["ESSESESS"], "ChrgBr": ["SLEV"], "EndToEndId": [ID], "InstdAmt": ["1746.56"],
        "Ustrd": ["Remittance 3 norrsken"],
    }  # fmt: skip


def test_it_is_the_same_bytes_whenever_it_is_written_and_the_place_does_not_matter() -> None:
    elsewhere = AT.astimezone(tz=None) + timedelta(0)
    assert credit_transfer(remittance_transfer(SENT), AT) == credit_transfer(remittance_transfer(SENT), elsewhere)
    assert credit_transfer(remittance_transfer(SENT), AT).startswith(
        b"<?xml version='1.0' encoding='utf-8'?>\n<Document xmlns="
    )
    assert SCHEMA.encode() in credit_transfer(remittance_transfer(SENT), AT)


def test_without_a_bic_the_bank_follows_from_the_iban() -> None:
    assert said(replace(SENT, from_bic=None))["Id"] == ["NOTPROVIDED"]


@pytest.mark.parametrize(
    ("currency", "minor", "written"), [("EUR", 5, "0.05"), ("NOK", 100, "1.00"), ("ISK", 1_200, "1200.00")]
)
def test_amounts_have_two_decimals_in_every_currency(currency: str, minor: int, written: str) -> None:
    changed = said(replace(SENT, currency=currency, payable_minor=minor))
    assert (changed["InstdAmt"], changed["CtrlSum"]) == ([written], [written] * 2)
    assert changed.get("Cd", []) == (["SEPA"] if currency == "EUR" else [])


@pytest.mark.parametrize("changes", [{"iban": "5000-1"}, {"message_id": "R" * 36}, {"from_bic": "?"}])
def test_what_the_schema_does_not_allow_is_never_written(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        credit_transfer(remittance_transfer(replace(SENT, **changes)), AT)


def test_a_refund_is_written_the_same_way_to_whom_its_proposal_says() -> None:
    paid = UUID("f314d807-8c4a-58d8-88bb-180fc29d3555")
    proposed = RefundProposed(
        "SEK", 74_500, RefundReason.OVERPAID, None, UUID(int=7), "Åsa Öberg", "NO9386011117947", 2, "suspense", "anna",
        "SE.refund_small.1970-01-01",
    )  # fmt: skip
    message_id = refund_message_id(paid, 2, 1)
    sent = RefundSent(2, date(2026, 3, 3), SENT.from_iban, None, SENT.from_name, paid, "SEK", 74_500, message_id, 1)
    content = credit_transfer(refund_transfer(proposed, sent), AT)
    assert content == credit_transfer(refund_transfer(proposed, sent), AT)
    assert message_id == "RFf314d8078c4a-2-1"
    for text in ("Asa Oberg", "NO9386011117947", "745.00", message_id, "Refund of your payment"):
        assert text.encode() in content
