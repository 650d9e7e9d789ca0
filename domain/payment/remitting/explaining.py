"""A line of the bank is said to be a remittance's: it took the money for one, or brought it back.

It is final when the creditor's remittance agrees. Until then the money stands in a clearing account of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import CreditorId
from domain.kernel.message import Command, caused_by
from domain.kernel.refusal import Refusal
from domain.payment.remitting.explanation import Explained, line_to_explain
from domain.payment.state import PAYMENT, PaymentState


@dataclass(frozen=True, slots=True)
class ExplanationFields:
    """Which remittance, by its creditor and its number."""

    creditor_id: CreditorId
    number: int


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ExplainByRemittance(ExplanationFields, Command):
    """With this line the bank took the money for a remittance, or gave it back."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ExplainedByRemittance(ExplanationFields, Explained):
    """The line is a remittance's. ``released_from`` is the account where its amount stood until now; it ``is_return``
    when the bank gave the money back."""

    currency: str
    amount_minor: int
    value_date: date
    released_from: str
    is_return: bool

    @property
    def reason(self) -> str:
        """What the line is, as the trail and the list of a file's lines show it."""
        return f"remittance {self.number} to {self.creditor_id}"

    def sentence(self) -> str:
        """How much, and of which remittance."""
        return self.explained(self.reason)


@PAYMENT.decides(ExplainByRemittance)
def decide_explain_by_remittance(state: PaymentState, command: ExplainByRemittance, context: Context) -> Decision:
    """A line that took money and is not explained, or money that came in and has found no case."""
    line = line_to_explain(state)
    return line if isinstance(line, Refusal) else [caused_by(command, ExplainedByRemittance, **line)]
