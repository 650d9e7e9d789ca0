"""Claims and payments for the tests of policies."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.case.claim.receiving import ReceiveClaim
from domain.kernel.identity import case_id, payment_id, person_id
from domain.payment.receipt.receiving import PaymentReference, ReceivePayment

VALUE_DATE = date(2026, 3, 2)


def claim(
    number: int,
    reference: str,
    *,
    creditor: str = "nordkraft",
    principal_minor: int = 100_000,
    currency: str = "SEK",
    due_date: date = date(2026, 1, 31),
    pay_by: date | None = None,
) -> tuple[UUID, ReceiveClaim]:
    """The case's id and the command that opens it."""
    command = ReceiveClaim(
        creditor_id=creditor,
        creditor_reference=f"C{number}",
        portfolio="2026",
        jurisdiction="SE",
        currency=currency,
        principal_minor=principal_minor,
        interest_minor=0,
        fees_minor=0,
        due_date=due_date,
        interest_from=None,
        debtor_kind=None,
        product=None,
        payment_reference=reference,
        person_id=person_id(creditor, f"D{number}"),
        debtor_name="Test Person",
        debtor_email=None,
        debtor_national_id=None,
        description="",
        pay_by=pay_by,
    )
    return case_id(creditor, f"C{number}"), command


def payment(
    number: int,
    amount_minor: int,
    *references: str | tuple[str, int],
    currency: str = "SEK",
    account: str = "0055555551",
) -> tuple[UUID, ReceivePayment]:
    """The payment's id and the command that receives it."""
    command = ReceivePayment(
        source=f"test:{number}",
        receiver_account=account,
        currency=currency,
        amount_minor=amount_minor,
        value_date=VALUE_DATE,
        references=tuple(PaymentReference(r, 0) if isinstance(r, str) else PaymentReference(*r) for r in references),
        person_id=person_id("payer", str(number)),
        payer_name=None,
        payer_account=None,
        message=None,
    )
    return payment_id(f"line {number}"), command
