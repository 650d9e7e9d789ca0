"""A line of the bank is said to be a refund's: it took the money for one, or brought it back.

It is final when the refund of the other payment agrees, as with a remittance.
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
class RefundExplanationFields:
    """Which refund, by the payment ``refunded`` and its number there."""

    refunded: UUID
    number: int


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ExplainByRefund(RefundExplanationFields, Command):
    """With this line the bank took the money for a refund, or gave it back."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ExplainedByRefund(RefundExplanationFields, Explained):
    """The line is a refund's. ``released_from`` is the account where its amount stood until now; it ``is_return`` when
    the bank gave the money back."""

    currency: str
    amount_minor: int
    value_date: date
    released_from: str
    is_return: bool

    @property
    def reason(self) -> str:
        """What the line is, as the trail and the list of a file's lines show it."""
        return f"refund {self.number} of the payment {self.refunded}"

    def sentence(self) -> str:
        """How much, and of which refund."""
        return self.explained(self.reason)


@PAYMENT.decides(ExplainByRefund)
def decide_explain_by_refund(state: PaymentState, command: ExplainByRefund, context: Context) -> Decision:
    """A line that took money and is not explained, or money that came in and has found no case."""
    line = line_to_explain(state)
    return line if isinstance(line, Refusal) else [caused_by(command, ExplainedByRefund, **line)]
