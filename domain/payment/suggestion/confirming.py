"""A person agrees with a suggestion. Up to a limit one is enough; above it a second one must agree, never the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.money import Money, money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.policies import MATCHED_BY_TWO_ABOVE
from domain.law.table import LawRow
from domain.payment.limits import least_in_force
from domain.payment.matching.matching import MatchMethod, matched_to
from domain.payment.state import PAYMENT, PaymentState, refuse_unless_here, refuse_unless_staff, refuse_while_held
from domain.payment.suggestion.state import SUGGESTIONS, MatchBasis, Suggestion, Suggestions


@dataclass(frozen=True, slots=True)
class ConfirmationFields:
    """Which suggestion, by the number that it has with its payment."""

    suggestion: int


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class ConfirmSuggestion(ConfirmationFields, Command):
    """Agree that the payment is for the suggested cases."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class SuggestionConfirmed(ConfirmationFields, Event):
    """Somebody agreed. By ``rule`` this is enough (a match follows), or ``is_enough`` is false and a second must."""

    confirmed_by: str
    is_enough: bool
    rule: str

    def approval(self) -> Approval:
        """One more has said yes."""
        step = ApprovalStep.APPROVED if self.is_enough else ApprovalStep.SAID_YES
        return Approval(ApprovalKind.MATCH, str(self.suggestion), step)

    def sentence(self) -> str:
        """Which one, by whom, and whether that is enough."""
        rest = "" if self.is_enough else "; a second person must agree"
        return f"Suggestion {self.suggestion} confirmed by {self.confirmed_by}{rest}"


@PAYMENT.decides(ConfirmSuggestion)
def decide_confirm_suggestion(state: PaymentState, command: ConfirmSuggestion, context: Context) -> Decision:
    """By a person, of one that is open; each person once."""
    if refusal := refuse_unless_here(state) or refuse_while_held(state):
        return refusal
    suggestion = state.suggestions.open().get(command.suggestion)
    if suggestion is None:
        return Refusal("suggestion_not_open", f"Suggestion {command.suggestion} does not wait for a decision.")
    return confirmed(state, command.suggestion, suggestion, context)


def confirmed(state: PaymentState, number: int, suggestion: Suggestion, context: Context) -> Decision:
    """What follows when whoever acts agrees with a suggestion: the match, where nobody else must agree."""
    if refusal := refuse_unless_staff(context):
        return refusal
    limit = limit_for_one(state.receipt.currency, context.occurred_at)
    if isinstance(limit, Refusal):
        return limit
    who = context.actor.id
    if who in suggestion.confirmed_by:
        most = money_text(limit.value.minor, limit.value.currency)
        return Refusal(
            "second_person_needed",
            f"Above {most} a match needs a second person, and you are the one before.",
            limit.rule_id,
        )
    is_enough = state.placed_minor <= limit.value.minor or bool(suggestion.confirmed_by)
    event = SuggestionConfirmed(number, who, is_enough, limit.rule_id)
    if not is_enough:
        return [event]
    method = MatchMethod.BY_HAND if suggestion.basis is MatchBasis.BY_HAND else MatchMethod.SUGGESTION
    return [event, matched_to(state, suggestion.portions, method)]


def limit_for_one(currency: str, at: datetime) -> LawRow[Money] | Refusal:
    """Up to which amount one person is enough at ``at`` (UTC)."""
    return least_in_force(MATCHED_BY_TWO_ABOVE, currency, at)


@SUGGESTIONS.on(SuggestionConfirmed)
def suggestion_confirmed(suggestions: Suggestions, event: SuggestionConfirmed) -> Suggestions:
    """One more agrees."""
    one = suggestions.by_number.get(event.suggestion)
    if one is None:
        return suggestions
    return suggestions.with_one(event.suggestion, changed(one, confirmed_by=(*one.confirmed_by, event.confirmed_by)))
