"""A person says that a suggestion is wrong. The same is never suggested again."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.payment.state import PAYMENT, PaymentState, refuse_unless_here, refuse_unless_staff
from domain.payment.suggestion.state import SUGGESTIONS, Suggestions, SuggestionStatus


@dataclass(frozen=True, slots=True)
class RejectionFields:
    """Which one, and why: a short code such as ``other_payer``."""

    suggestion: int
    reason: Code


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class RejectSuggestion(RejectionFields, Command):
    """Say that the payment is not for the suggested cases."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class SuggestionRejected(RejectionFields, Event):
    """The payment is not for these cases."""

    rejected_by: str

    def approval(self) -> Approval:
        """Nobody need decide any more."""
        return Approval(ApprovalKind.MATCH, str(self.suggestion), ApprovalStep.OVER)

    def sentence(self) -> str:
        """Which one, by whom, and why."""
        return f"Suggestion {self.suggestion} rejected by {self.rejected_by}: {self.reason}"


@PAYMENT.decides(RejectSuggestion)
def decide_reject_suggestion(state: PaymentState, command: RejectSuggestion, context: Context) -> Decision:
    """By a person, one that waits for a decision."""
    if refusal := refuse_unless_here(state) or refuse_unless_staff(context):
        return refusal
    if command.suggestion not in state.suggestions.open():
        return Refusal("suggestion_not_open", f"Suggestion {command.suggestion} does not wait for a decision.")
    return [caused_by(command, SuggestionRejected, rejected_by=context.actor.id)]


@SUGGESTIONS.on(SuggestionRejected)
def suggestion_rejected(suggestions: Suggestions, event: SuggestionRejected) -> Suggestions:
    """It is decided."""
    return suggestions.changed(event.suggestion, status=SuggestionStatus.REJECTED)
