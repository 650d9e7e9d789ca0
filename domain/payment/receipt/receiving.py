"""Money comes in on the client account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import MINOR_UNIT_DIGITS, money_text
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal
from domain.payment.matching.matching import PaymentMatched, matched_when_received
from domain.payment.portion import Portion
from domain.payment.state import MATCH, PAYMENT, RECEIPT, Match, PaymentState, PaymentStatus, Receipt


@dataclass(frozen=True, slots=True)
class PaymentReference:
    """A reference that the payer gave, and the part of the amount said for it (0 when not said)."""

    text: Personal[str]
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptFields:
    """A line of a bank file. ``source`` names format, file and line; ``person_id`` stands for the payer, whoever it is.

    ``amount_minor`` is minor units of ``currency``; it counts from the bank's day ``value_date``, and stands in its
    books on ``booked_date``. ``bank_file_id`` and ``line_number`` (from 1) are where it was first read, ``deposit_id``
    the sum or statement that it is part of there; a payment that came in no file has none of them.
    """

    source: str
    receiver_account: str
    currency: str
    amount_minor: int
    value_date: date
    references: tuple[PaymentReference, ...]
    person_id: UUID
    payer_name: Personal[str | None]
    payer_account: Personal[str | None]
    message: Annotated[Personal[str | None], Length(4_000)]
    booked_date: date | None = None
    bank_file_id: UUID | None = None
    line_number: int = 0
    deposit_id: UUID | None = None


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ReceivePayment(ReceiptFields, Command):
    """Receive this line of a bank file.

    ``found_case`` is the one case that carries its one reference, where who read the file had looked; the payment is
    then matched to it at once. It is no part of what is asked: the same line is the same payment, whoever looked.
    """

    BY_PROGRAMS = True

    found_case: UUID | None = None

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """A case that was found stands on the match."""
        matches = [event for event in events if isinstance(event, PaymentMatched)]
        return {"found_case": matches[0].portions[0].case_id if matches else None}


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentReceived(ReceiptFields, Event):
    """Money came in."""

    STATUS = PaymentStatus.RECEIVED

    def sentence(self) -> str:
        """How much, from which day on."""
        return f"Payment of {money_text(self.amount_minor, self.currency)} received, value date {self.value_date}"

    def postings(self) -> Sequence[Posting]:
        """Into the client account, and into clearing until it is placed."""
        return transfer(Account.BANK_CLIENT_FUNDS, Account.RECEIPTS_CLEARING, self.amount_minor, self.currency)

    def effective_on(self) -> date:
        """The bank's day."""
        return self.value_date


@PAYMENT.decides(ReceivePayment)
def decide_receive_payment(state: PaymentState, command: ReceivePayment, context: Context) -> Decision:
    """Once, for an amount above zero, in a currency that is known; with the match, where its case was found."""
    if refusal := refuse_line(state, command, "payment"):
        return refusal
    received = caused_by(command, PaymentReceived)
    if command.found_case is None:
        return [received]
    whole = Portion(command.found_case, command.amount_minor)
    return [received, matched_when_received(whole, command.currency, command.value_date)]


def refuse_line(state: PaymentState, line: ReceiptFields, noun: str) -> Refusal | None:
    """Why a line of a bank file, called ``noun`` in the messages, cannot be received."""
    if state.status is not PaymentStatus.UNKNOWN:
        return Refusal("payment_already_received", "This line was received before, and what it says now differs.")
    if line.currency not in MINOR_UNIT_DIGITS:
        return Refusal("currency_unknown", f"The currency of the {noun} is not known.")
    if line.amount_minor <= 0:
        return Refusal("amount_invalid", f"A {noun} has an amount above zero.")
    return None


@RECEIPT.on(PaymentReceived)
def received(receipt: Receipt, event: PaymentReceived) -> Receipt:
    """What the line says."""
    return receipt_of(event)


def receipt_of(line: ReceiptFields) -> Receipt:
    """What of a received line counts for what follows."""
    booked_on = line.booked_date or line.value_date
    return Receipt(line.currency, line.amount_minor, line.value_date, line.receiver_account, booked_on)


@MATCH.on(PaymentReceived)
def not_placed_yet(match: Match, event: PaymentReceived) -> Match:
    """The money is here, and not yet placed."""
    return Match(PaymentStatus.RECEIVED)
