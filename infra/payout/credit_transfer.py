"""A transfer out of the client account as the file that a bank carries out: ISO 20022 pain.001.001.09, one payment in
one file.

It is made of what stands on record alone, so that it is the same bytes whenever it is written; ids and the time of
creation, which the library makes up, are put in their place. It is held against the schema before anybody has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

from domain.creditor.remittance.sending import RemittanceSent
from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.sending import RefundSent
from domain.payout.fields import SendingFields

SCHEMA = "pain.001.001.09"
_NAMES = {"": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}
_HEADER, _PAYMENT = "CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """What a bank is asked to pay: by whom, when, to whom, how much, and under which words."""

    asked: SendingFields
    to_name: str
    to_iban: str
    currency: str
    amount_minor: int
    message_id: str
    description: str


def remittance_transfer(sent: RemittanceSent) -> CreditTransfer:
    """What the bank is asked to pay to a creditor, or to the agency of what it kept."""
    payee, amount = (sent.to_name, sent.iban), (sent.currency, sent.payable_minor)
    what = "Own share" if sent.to_agency else "Remittance"
    return CreditTransfer(sent, *payee, *amount, sent.message_id, f"{what} {sent.number} {sent.creditor_id}")


def refund_transfer(proposed: RefundProposed, sent: RefundSent) -> CreditTransfer:
    """What the bank is asked to pay back. ``proposed`` has its texts opened."""
    payee, amount = (proposed.to_name, proposed.to_iban), (sent.currency, sent.amount_minor)
    return CreditTransfer(sent, *payee, *amount, sent.message_id, f"Refund of your payment {sent.message_id}")


def credit_transfer(transfer: CreditTransfer, sent_at: datetime) -> bytes:
    """The file. Amounts of a currency without minor units are written with two decimals, as the format has it."""
    writer = SepaTransfer(_payer(transfer), schema=SCHEMA, clean=True)
    writer.add_payment(
        {
            "name": transfer.to_name,
            "IBAN": transfer.to_iban,
            "amount": transfer.amount_minor * 10 ** (2 - MINOR_UNIT_DIGITS[transfer.currency]),
            "execution_date": transfer.asked.pay_on,
            "description": transfer.description,
            "endtoend_id": transfer.message_id,
        }
    )
    document = ElementTree.fromstring(writer.export(validate=False))
    for path, text in (
        (f"{_HEADER}/MsgId", transfer.message_id),
        (f"{_HEADER}/CreDtTm", f"{sent_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        (f"{_PAYMENT}/PmtInfId", transfer.message_id),
    ):
        _found(document, path).text = text
    if transfer.asked.from_bic is None:
        _name_no_bank(_found(document, f"{_PAYMENT}/DbtrAgt/FinInstnId"))
    content: bytes = ElementTree.tostring(document, "utf-8", xml_declaration=True)
    try_valid_xml(content, SCHEMA)
    return content


def _payer(transfer: CreditTransfer) -> dict[str, Any]:
    asked = transfer.asked
    payer = {"name": asked.from_name, "IBAN": asked.from_iban, "currency": transfer.currency, "batch": False}
    payer["domestic"] = transfer.currency != "EUR"  # SEPA is for euros
    return payer | ({"BIC": asked.from_bic} if asked.from_bic else {})


def _name_no_bank(agent: ElementTree.Element) -> None:
    """As the European Payments Council has it: the bank follows from the IBAN."""
    other = ElementTree.SubElement(agent, f"{{{_NAMES['']}}}Othr")
    ElementTree.SubElement(other, f"{{{_NAMES['']}}}Id").text = "NOTPROVIDED"


def _found(document: ElementTree.Element, path: str) -> ElementTree.Element:
    found = document.find(path, _NAMES)
    assert found is not None, path
    return found
