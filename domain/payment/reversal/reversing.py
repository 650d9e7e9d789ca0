"""A payment is taken back: by the bank, the payer or a chargeback."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.kernel.aggregate import Command, Decision, Event
from domain.kernel.ledger import Account, Posting, posts, transfer
from domain.payment.state import ACCOUNT_OF, PAYMENT, PaymentState, PaymentStatus, Portion, refuse_unless_here


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ReversePayment(Command):
    """The payment's money has left the client account again."""

    reason: str


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentReversed(Event):
    """The money is gone. ``portions`` are those of the match, whose cases must be told; empty if there was none."""

    reason: str
    currency: str
    amount_minor: int
    released_from: str
    portions: tuple[Portion, ...]


@PAYMENT.decides(ReversePayment)
def decide_reverse_payment(state: PaymentState, command: ReversePayment) -> Decision:
    """Once, and only what was received."""
    if refusal := refuse_unless_here(state):
        return refusal
    source = ACCOUNT_OF[state.status]
    return [PaymentReversed(command.reason, state.currency, state.amount_minor, source, state.portions)]


@PAYMENT.evolves(PaymentReversed)
def evolve_payment_reversed(state: PaymentState, event: PaymentReversed) -> PaymentState:
    """Its money is no longer here."""
    return replace(state, status=PaymentStatus.REVERSED)


@posts(PaymentReversed)
def post_payment_reversed(event: PaymentReversed) -> list[Posting]:
    """Out of the client account, from where it stood; its cases give their part back to clearing."""
    return transfer(Account(event.released_from), Account.BANK_CLIENT_FUNDS, event.amount_minor, event.currency)
