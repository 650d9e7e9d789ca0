"""A remittance as the file that a bank carries out: ISO 20022 pain.001.001.09, one payment in one file.

It is made of the event ``RemittanceSent`` alone, so that it is the same bytes whenever it is written; ids and the time
of creation, which the library makes up, are put in their place. It is held against the schema before anybody has it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

from domain.creditor.remittance.sending import RemittanceSent
from domain.kernel.money import MINOR_UNIT_DIGITS

SCHEMA = "pain.001.001.09"
_NAMES = {"": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}
_HEADER, _PAYMENT = "CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"


def credit_transfer(sent: RemittanceSent, sent_at: datetime) -> bytes:
    """The file. Amounts of a currency without minor units are written with two decimals, as the format has it."""
    transfer = SepaTransfer(_payer(sent), schema=SCHEMA, clean=True)
    transfer.add_payment(
        {
            "name": sent.to_name,
            "IBAN": sent.iban,
            "amount": sent.payable_minor * 10 ** (2 - MINOR_UNIT_DIGITS[sent.currency]),
            "execution_date": sent.pay_on,
            "description": f"Remittance {sent.number} {sent.creditor_id}",
            "endtoend_id": sent.message_id,
        }
    )
    document = ElementTree.fromstring(transfer.export(validate=False))
    for path, text in (
        (f"{_HEADER}/MsgId", sent.message_id),
        (f"{_HEADER}/CreDtTm", f"{sent_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        (f"{_PAYMENT}/PmtInfId", sent.message_id),
    ):
        _found(document, path).text = text
    if sent.from_bic is None:
        _name_no_bank(_found(document, f"{_PAYMENT}/DbtrAgt/FinInstnId"))
    content: bytes = ElementTree.tostring(document, "utf-8", xml_declaration=True)
    try_valid_xml(content, SCHEMA)
    return content


def _payer(sent: RemittanceSent) -> dict[str, Any]:
    payer = {"name": sent.from_name, "IBAN": sent.from_iban, "currency": sent.currency, "batch": False}
    payer["domestic"] = sent.currency != "EUR"  # SEPA is for euros
    return payer | ({"BIC": sent.from_bic} if sent.from_bic else {})


def _name_no_bank(agent: ElementTree.Element) -> None:
    """As the European Payments Council has it: the bank follows from the IBAN."""
    other = ElementTree.SubElement(agent, f"{{{_NAMES['']}}}Othr")
    ElementTree.SubElement(other, f"{{{_NAMES['']}}}Id").text = "NOTPROVIDED"


def _found(document: ElementTree.Element, path: str) -> ElementTree.Element:
    found = document.find(path, _NAMES)
    assert found is not None, path
    return found
