"""What was overpaid on the case goes back to who paid it: the case gives it to the payment that it was of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.case.allocation.state import CREDITS, Credits
from domain.case.state import CASE, CaseState, refuse_unless_here
from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class GivingBackFields:
    """So much of the payment, for its refund of this number."""

    payment_id: UUID
    refund: int
    amount_minor: int


@CASE.command
@dataclass(frozen=True, slots=True)
class GiveBackOverpayment(GivingBackFields, Command):
    """Give back what was overpaid with this payment."""

    BY_PROGRAMS = True


@CASE.event
@dataclass(frozen=True, slots=True)
class OverpaymentGivenBack(GivingBackFields, Event):
    """It is no longer owed back here: the payment owes it back from now on. ``left_minor`` is, of whatever money."""

    currency: str
    left_minor: int = 0

    def sentence(self) -> str:
        """How much."""
        return f"{money_text(self.amount_minor, self.currency)} that was overpaid given back for a refund"

    def postings(self) -> Sequence[Posting]:
        """On its way to the payment."""
        return transfer(Account.REFUND_PAYABLE, Account.REFUND_CLEARING, self.amount_minor, self.currency)


@CASE.decides(GiveBackOverpayment)
def decide_give_back_overpayment(state: CaseState, command: GiveBackOverpayment, context: Context) -> Decision:
    """Never more than was overpaid with this payment, on an open or a closed case."""
    if refusal := refuse_unless_here(state):
        return refusal
    credit = state.credits.money.get(command.payment_id)
    overpaid_minor = credit.parts.overpaid_minor if credit else 0
    if not 0 < command.amount_minor <= overpaid_minor:
        overpaid = money_text(overpaid_minor, state.currency)
        return Refusal(
            "not_overpaid", f"With this payment {overpaid} was overpaid here, and no more can be given back."
        )
    left_minor = -state.balance.on(Account.REFUND_PAYABLE) - command.amount_minor
    return [caused_by(command, OverpaymentGivenBack, currency=state.currency, left_minor=left_minor)]


@CREDITS.on(OverpaymentGivenBack)
def overpayment_given_back(credits: Credits, event: OverpaymentGivenBack) -> Credits:
    """So much less of the payment is here."""
    credit = credits.money.get(event.payment_id)
    if credit is None:
        return credits
    parts = credit.parts._replace(overpaid_minor=credit.parts.overpaid_minor - event.amount_minor)
    return Credits({**credits.money, event.payment_id: credit._replace(parts=parts)})
