"""A line of the bank is said to be the reversal of a payment: with it the bank took that payment's money back.

It is final when the payment agrees. So the same reversal counts once, whether the line comes first or a person has said
before that the money is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, caused_by
from domain.kernel.refusal import Refusal
from domain.payment.remitting.explanation import Explained, line_to_explain
from domain.payment.state import PAYMENT, PaymentState


@dataclass(frozen=True, slots=True)
class ReversalExplanationFields:
    """Which payment was taken back."""

    taken_back: UUID


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ExplainByReversal(ReversalExplanationFields, Command):
    """With this line the bank took a payment back."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ExplainedByReversal(ReversalExplanationFields, Explained):
    """The line is a reversal's. ``released_from`` is the account where its amount stood until now. It never
    ``is_return``: money that came in reverses nothing."""

    currency: str
    amount_minor: int
    value_date: date
    booked_date: date
    released_from: str
    is_return: bool

    @property
    def reason(self) -> str:
        """What the line is, as the trail and the list of a file's lines show it."""
        return f"reversal of the payment {self.taken_back}"

    def sentence(self) -> str:
        """How much, and of which payment."""
        return self.explained(self.reason)


@PAYMENT.decides(ExplainByReversal)
def decide_explain_by_reversal(state: PaymentState, command: ExplainByReversal, context: Context) -> Decision:
    """A line that took money and is not explained."""
    line = line_to_explain(state)
    if isinstance(line, Refusal):
        return line
    if line["is_return"]:
        return Refusal("line_brought_money", "With this line money came in: it takes no payment back.")
    return [caused_by(command, ExplainedByReversal, booked_date=state.receipt.booked_on, **line)]
