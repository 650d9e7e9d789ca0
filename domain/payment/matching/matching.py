"""A payment finds its cases, or stands in suspense until it does. Unknown money is never guessed to a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.kernel.aggregate import Command, Decision, Event, Refusal
from domain.kernel.ledger import Account, Posting, posts, transfer
from domain.kernel.money import Money
from domain.payment.state import ACCOUNT_OF, PAYMENT, PaymentState, PaymentStatus, Portion, refuse_unless_here


class SuspenseReason(StrEnum):
    """Why a payment found no case."""

    NO_REFERENCE = "no_reference"
    UNKNOWN_REFERENCE = "unknown_reference"
    INVALID_REFERENCE = "invalid_reference"
    AMBIGUOUS_REFERENCE = "ambiguous_reference"
    CLOSED_CASE = "closed_case"
    WRONG_CURRENCY = "wrong_currency"


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class MatchPayment(Command):
    """Place the whole payment on these cases. ``method`` says how they were found."""

    portions: tuple[Portion, ...]
    method: str


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class PutPaymentInSuspense(Command):
    """No case was found for the payment: keep it apart, with the reason."""

    reason: str


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentMatched(Event):
    """The payment is for these cases. ``released_from`` is the account where its money stood until now."""

    portions: tuple[Portion, ...]
    method: str
    currency: str
    amount_minor: int
    value_date: date
    released_from: str


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class PaymentPutInSuspense(Event):
    """No case was found; the money stands in suspense, with its reason, until a person or a later claim finds it."""

    reason: str
    currency: str
    amount_minor: int


@PAYMENT.decides(MatchPayment)
def decide_match_payment(state: PaymentState, command: MatchPayment) -> Decision:
    """Portions above zero, each case once, that add up to the whole payment."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is PaymentStatus.MATCHED:
        return Refusal("payment_already_matched", "The payment has found its cases already.")
    amounts = [portion.amount_minor for portion in command.portions]
    if not amounts or min(amounts) <= 0 or sum(amounts) != state.amount_minor:
        return Refusal(
            "portions_differ",
            f"The portions add up to {Money(sum(amounts), state.currency)} and the payment is "
            f"{Money(state.amount_minor, state.currency)}; each is above zero and together they are all of it.",
        )
    if len({portion.case_id for portion in command.portions}) < len(amounts):
        return Refusal("case_named_twice", "Each case has one portion of a payment.")
    return [
        PaymentMatched(
            portions=command.portions,
            method=command.method,
            currency=state.currency,
            amount_minor=state.amount_minor,
            value_date=state.value_date,
            released_from=ACCOUNT_OF[state.status],
        )
    ]


@PAYMENT.decides(PutPaymentInSuspense)
def decide_put_payment_in_suspense(state: PaymentState, command: PutPaymentInSuspense) -> Decision:
    """Only money that has not been placed yet, and for a reason that is known."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is not PaymentStatus.RECEIVED:
        return Refusal("payment_already_placed", f"The payment's money stands in {ACCOUNT_OF[state.status]}.")
    if command.reason not in SuspenseReason.__members__.values():
        return Refusal("reason_unknown", f"This is no reason; these are: {', '.join(SuspenseReason)}.")
    return [PaymentPutInSuspense(command.reason, state.currency, state.amount_minor)]


@PAYMENT.evolves(PaymentMatched)
def evolve_payment_matched(state: PaymentState, event: PaymentMatched) -> PaymentState:
    """Its cases take it from here."""
    return replace(state, status=PaymentStatus.MATCHED, portions=event.portions)


@PAYMENT.evolves(PaymentPutInSuspense)
def evolve_payment_put_in_suspense(state: PaymentState, event: PaymentPutInSuspense) -> PaymentState:
    """It waits."""
    return replace(state, status=PaymentStatus.SUSPENSE)


@posts(PaymentMatched)
def post_payment_matched(event: PaymentMatched) -> list[Posting]:
    """From where it stood, on its way to the cases."""
    source = Account(event.released_from)
    return transfer(source, Account.ALLOCATION_CLEARING, event.amount_minor, event.currency)


@posts(PaymentPutInSuspense)
def post_payment_put_in_suspense(event: PaymentPutInSuspense) -> list[Posting]:
    """From clearing into suspense."""
    return transfer(Account.RECEIPTS_CLEARING, Account.SUSPENSE, event.amount_minor, event.currency)
