"""The payer of a payment turns out to be a person on file. Until then they are somebody of this one payment only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.payment.payer.state import PAYER, PaymentPayer
from domain.payment.receipt.deducting import DeductionReceived
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.state import PAYMENT, PaymentState


@dataclass(frozen=True, slots=True)
class PayerFields:
    """``payer_id`` is the person on file who paid; ``instead_of`` who was said to have, if that was wrong."""

    payer_id: UUID
    instead_of: UUID | None


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class IdentifyPayer(PayerFields, Command):
    """This person paid."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PayerIdentified(PayerFields, Event):
    """This person paid. ``sealed_for`` is the id under whose key the texts of the bank's line are sealed."""

    sealed_for: UUID

    def sentence(self) -> str:
        """Who."""
        instead = f", and not {self.instead_of}" if self.instead_of else ""
        return f"Payer identified as the person {self.payer_id}{instead}"


@PAYMENT.decides(IdentifyPayer)
def decide_identify_payer(state: PaymentState, command: IdentifyPayer, context: Context) -> Decision:
    """Of a line that was received, wherever its money stands by now. Another person only where that is meant."""
    payer = state.payer
    if payer.sealed_for is None:
        return Refusal("payment_unknown", "There is no such payment: it has not been received.")
    if payer.person_id == command.payer_id:
        return Refusal("payer_already_identified", "That this person paid is on record already.")
    if payer.person_id is not None and command.instead_of is None:
        return Refusal(
            "payer_identified_otherwise",
            f"The payer is on record as the person {payer.person_id}. If that is wrong, correct it with "
            "`caseledger payment identify-payer PAYMENT PERSON --instead-of PERSON`.",
        )
    if command.instead_of != payer.person_id:
        return Refusal("payer_differs", "The payer is not on record as the person that this would correct.")
    return [caused_by(command, PayerIdentified, sealed_for=payer.sealed_for)]


@PAYER.on(PaymentReceived)
def received(payer: PaymentPayer, event: PaymentReceived) -> PaymentPayer:
    """Somebody of whom only the line tells."""
    return PaymentPayer(event.person_id)


@PAYER.on(DeductionReceived)
def deducted(payer: PaymentPayer, event: DeductionReceived) -> PaymentPayer:
    """The same for who has the money that the bank took."""
    return PaymentPayer(event.person_id)


@PAYER.on(PayerIdentified)
def identified(payer: PaymentPayer, event: PayerIdentified) -> PaymentPayer:
    """Now it is known."""
    return changed(payer, person_id=event.payer_id)
