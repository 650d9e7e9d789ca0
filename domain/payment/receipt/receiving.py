"""Money comes in on the client account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.ledger import Account, Posting, posts, transfer
from domain.kernel.money import MINOR_UNIT_DIGITS
from domain.kernel.personal import Personal
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus


@dataclass(frozen=True, slots=True)
class PaymentReference:
    """A reference that the payer gave, and the part of the amount said for it (0 when not said)."""

    text: Personal[str]
    amount_minor: int


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ReceivePayment(Command):
    """Receive this line of a bank file. ``source`` names file format, file and line; amounts are minor units."""

    source: str
    receiver_account: str
    currency: str
    amount_minor: int
    value_date: date
    references: tuple[PaymentReference, ...]
    person_id: UUID
    payer_name: Personal[str | None]
    payer_account: Personal[str | None]
    message: Personal[str | None]


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentReceived(Event):
    """Money came in. ``person_id`` stands for the payer of this one payment, whoever that is."""

    source: str
    receiver_account: str
    currency: str
    amount_minor: int
    value_date: date
    references: tuple[PaymentReference, ...]
    person_id: UUID
    payer_name: Personal[str | None]
    payer_account: Personal[str | None]
    message: Personal[str | None]


@PAYMENT.decides(ReceivePayment)
def decide_receive_payment(state: PaymentState, command: ReceivePayment) -> Decision:
    """Once, for an amount above zero, in a currency that is known."""
    if state.status is not PaymentStatus.UNKNOWN:
        return Refusal("payment_already_received", "This line was received before, and what it says now differs.")
    if command.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", "The currency of the payment is not known.")
    if command.amount_minor <= 0:
        return Refusal("amount_invalid", "A payment has an amount above zero.")
    return [
        PaymentReceived(
            source=command.source,
            receiver_account=command.receiver_account,
            currency=command.currency,
            amount_minor=command.amount_minor,
            value_date=command.value_date,
            references=command.references,
            person_id=command.person_id,
            payer_name=command.payer_name,
            payer_account=command.payer_account,
            message=command.message,
        )
    ]


@PAYMENT.evolves(PaymentReceived)
def evolve_payment_received(state: PaymentState, event: PaymentReceived) -> PaymentState:
    """The money is here, and not yet placed."""
    return PaymentState(PaymentStatus.RECEIVED, event.currency, event.amount_minor, event.value_date)


@posts(PaymentReceived)
def post_payment_received(event: PaymentReceived) -> list[Posting]:
    """Into the client account, and into clearing until it is placed."""
    return transfer(Account.BANK_CLIENT_FUNDS, Account.RECEIPTS_CLEARING, event.amount_minor, event.currency)
