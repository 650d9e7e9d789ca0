"""The bank's line of a reversal: it takes the payment back, or shows what a person has told of already.

The line itself has moved the money on the account. What a person had booked before is undone on the day on which they
did, so that the money has left once, on the bank's day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.matching.unmatching import refuse_while_asked
from domain.payment.reversal.reversing import PaymentReversed, reversed_on
from domain.payment.state import MATCH, PAYMENT, Match, PaymentState, PaymentStatus, refuse_unless_here

BY_THE_BANK = "returned_by_bank"


@dataclass(frozen=True, slots=True)
class ReversalLineFields:
    """The line ``by_line`` of the bank, of this amount above zero, booked on the bank's day ``line_date``."""

    by_line: UUID
    currency: str
    amount_minor: int
    line_date: date


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ConfirmReversal(ReversalLineFields, Command):
    """With this line the bank took the payment back."""

    BY_PROGRAMS = True

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """What was here is taken back on the line's day."""
        taken = [one for one in events if isinstance(one, PaymentReversed)]
        return {"line_date": taken[0].booked_date} if taken else {}


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ReversalConfirmed(ReversalLineFields, Event):
    """The bank's line of a reversal that a person had told of. What they booked on ``booked_date`` on
    ``receiver_account`` is undone there: the line has it."""

    receiver_account: str
    booked_date: date

    def sentence(self) -> str:
        """How much, and what it undoes."""
        amount = money_text(self.amount_minor, self.currency)
        return (
            f"Reversal of {amount} confirmed by a line of the bank, in place of what was booked on {self.booked_date}"
        )

    def postings(self) -> Sequence[Posting]:
        """Back on the client account, from which the line has taken it."""
        return transfer(Account.BANK_CLIENT_FUNDS, Account.REMITTANCE_CLEARING, self.amount_minor, self.currency)


@PAYMENT.decides(ConfirmReversal)
def decide_confirm_reversal(state: PaymentState, command: ConfirmReversal, context: Context) -> Decision:
    """Of all of a payment that is here, or that a person took back and no line has shown; not before it came."""
    told_on = state.match.reversed_on
    if told_on is None and (refusal := refuse_unless_here(state) or refuse_while_asked(state)):
        return refusal
    receipt = state.receipt
    if (receipt.currency, receipt.amount_minor) != (command.currency, command.amount_minor):
        amount = money_text(receipt.amount_minor, receipt.currency)
        return Refusal("reversal_amount_differs", f"The payment was {amount}, and the bank's line is not.")
    if command.line_date < min(receipt.value_date, receipt.booked_on):
        return Refusal("happened_before_the_payment", "The bank booked the line before the payment was here.")
    if told_on is None:
        return reversed_on(state, BY_THE_BANK, command.line_date, command.by_line)
    account = receipt.receiver_account
    return [caused_by(command, ReversalConfirmed, receiver_account=account, booked_date=told_on)]


@MATCH.on(ReversalConfirmed)
def reversal_confirmed(match: Match, event: ReversalConfirmed) -> Match:
    """The bank has shown it."""
    return match.at(PaymentStatus.REVERSED, reversed_on=None)
