"""A suggestion that a policy adopts without a person: the payer is known, the amount is just what the case owes.

Off by default: the policy row says up to which amount, and says 0. Only what nothing speaks against is adopted: one
candidate, in full the score of a known payer, which a payment has that names no other reference.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context
from domain.kernel.message import Event
from domain.law.policies import KNOWN_PAYER_MATCHED_UP_TO
from domain.payment.limits import least_limit
from domain.payment.matching.matching import MatchMethod, matched_to
from domain.payment.state import PAYMENT, PaymentState
from domain.payment.suggestion.state import SUGGESTIONS, MatchBasis, Suggestion, Suggestions

SCORE_OF_KNOWN_PAYER = 80
"""Money from the account was for the case before, the amount is what it owes, and the payer names no other number."""


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class SuggestionAdopted(Event):
    """The policy ``rule`` decided that the payment is for the suggested case; the match follows."""

    suggestion: int
    basis: MatchBasis
    score: int
    rule: str

    def approval(self) -> Approval:
        """A policy has said yes."""
        return Approval(ApprovalKind.MATCH, str(self.suggestion), ApprovalStep.APPROVED)

    def sentence(self) -> str:
        """Which one, and by what."""
        return f"Suggestion {self.suggestion} adopted by policy: known payer, exact amount (score {self.score})"


def adopted(state: PaymentState, context: Context) -> list[Event]:
    """What follows when a policy adopts the only suggestion there is; nothing where it does not."""
    found = state.suggestions.open()
    limit = least_limit(KNOWN_PAYER_MATCHED_UP_TO, state.receipt.currency, context.occurred_at)
    if len(state.suggestions.by_number) != 1 or not found or limit is None or state.hold.review_by:
        return []
    [(number, one)] = found.items()
    if not _is_certain(one) or state.placed_minor > limit.value.minor:
        return []
    event = SuggestionAdopted(number, one.basis, one.score, limit.rule_id)
    return [event, matched_to(state, one.portions, MatchMethod.KNOWN_PAYER)]


def _is_certain(one: Suggestion) -> bool:
    return one.basis is MatchBasis.KNOWN_PAYER and one.score >= SCORE_OF_KNOWN_PAYER


@SUGGESTIONS.on(SuggestionAdopted)
def suggestion_adopted(suggestions: Suggestions, event: SuggestionAdopted) -> Suggestions:
    """The match that follows says that it is over."""
    return suggestions
