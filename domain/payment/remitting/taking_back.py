"""A remittance did not agree that a line of the bank is its own: a person has to look at the line again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.ledger import Account, Posting, mirrored
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.remitting.explanation import between
from domain.payment.state import MATCH, PAYMENT, Match, PaymentState, PaymentStatus, refuse_unless_known


@dataclass(frozen=True, slots=True)
class TakingBackFields:
    """Why: the code of the remittance's refusal."""

    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class TakeBackExplanation(TakingBackFields, Command):
    """The remittance did not agree: the line is not explained."""

    BY_PROGRAMS = True


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class ExplanationTakenBack(TakingBackFields, Event):
    """The line is to be explained otherwise. Money that came in waits in suspense."""

    currency: str
    amount_minor: int
    is_return: bool

    @property
    def STATUS(self) -> PaymentStatus:  # noqa: N802  # as other events of payments have it
        """Where its money stands from now on."""
        return PaymentStatus.SUSPENSE if self.is_return else PaymentStatus.DEDUCTED

    def sentence(self) -> str:
        """How much, and why."""
        return f"Explanation of {money_text(self.amount_minor, self.currency)} taken back: {self.reason}"

    def postings(self) -> Sequence[Posting]:
        """Back to where a person looks for it."""
        stands_on = Account.SUSPENSE if self.is_return else Account.DEDUCTIONS
        return mirrored(between(stands_on, self.is_return, self.amount_minor, self.currency))


@PAYMENT.decides(TakeBackExplanation)
def decide_take_back_explanation(state: PaymentState, command: TakeBackExplanation, context: Context) -> Decision:
    """By a policy, which knows that the remittance did not agree. What it agreed to stays."""
    if refusal := refuse_unless_known(state):
        return refusal
    if state.status is not PaymentStatus.EXPLAINED:
        return Refusal("line_not_explained", "No remittance is said to be the reason of this line.")
    if context.actor.kind != "system":
        return Refusal("explanation_is_final", "A remittance has the line, or is about to: that is not undone by hand.")
    receipt, is_return = state.receipt, state.match.is_return
    said = {"currency": receipt.currency, "amount_minor": state.placed_minor, "is_return": is_return}
    return [caused_by(command, ExplanationTakenBack, **said)]


@MATCH.on(ExplanationTakenBack)
def explanation_taken_back(match: Match, event: ExplanationTakenBack) -> Match:
    """As before it was explained."""
    return match.at(event.STATUS)
