"""Cases are suggested for a payment in suspense. A suggestion moves no money: people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT, PaymentState, PaymentStatus, refuse_unless_here
from domain.payment.suggestion.adopting import adopted
from domain.payment.suggestion.state import SUGGESTIONS, MatchBasis, Suggestion, Suggestions

SCORE_MAX = 100
CANDIDATES_MAX = 5
_TOLD = {
    MatchBasis.MISTYPED_REFERENCE: "its reference looks mistyped",
    MatchBasis.KNOWN_PAYER: "the payer has paid it before, and the amount is what it owes",
    MatchBasis.FREE_TEXT: "the payer's message names it",
    MatchBasis.BY_HAND: "a person says so",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that the whole payment may be for. ``score`` is 0 (a guess) to 100 (certain)."""

    case_id: UUID
    basis: MatchBasis
    score: int


@PAYMENT.command
@dataclass(frozen=True, slots=True)
class SuggestMatch(Command):
    """Suggest these cases, the likeliest first."""

    BY_PROGRAMS = True

    candidates: tuple[Candidate, ...]

    @classmethod
    def to_try(cls, state: PaymentState, day: object) -> Mapping[str, Any]:
        """Nobody but the matcher finds candidates."""
        return {"candidates": ()}

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """One candidate for each suggestion."""
        suggested = [event for event in events if isinstance(event, MatchSuggested)]
        return {"candidates": tuple(Candidate(one.portions[0].case_id, one.basis, one.score) for one in suggested)}


@PAYMENT.event
@dataclass(frozen=True, slots=True)
class MatchSuggested(Event):
    """The payment may be for these cases. ``score`` is 0 (a guess) to 100 (certain), ``basis`` why."""

    suggestion: int
    portions: tuple[Portion, ...]
    basis: MatchBasis
    score: int
    currency: str
    amount_minor: int

    def approval(self) -> Approval:
        """It waits for a person."""
        said = (self.currency, self.amount_minor, str(self.basis))
        return Approval(ApprovalKind.MATCH, str(self.suggestion), ApprovalStep.ASKED, *said)

    def sentence(self) -> str:
        """How much, to how many, and why."""
        cases = "a case" if len(self.portions) == 1 else f"{len(self.portions)} cases"
        amount = money_text(self.amount_minor, self.currency)
        why = _TOLD.get(self.basis, str(self.basis))
        return f"Suggestion {self.suggestion}: {amount} to {cases}, for {why} (score {self.score})"


@PAYMENT.decides(SuggestMatch)
def decide_suggest_match(state: PaymentState, command: SuggestMatch, context: Context) -> Decision:
    """For money in suspense, each case once; what was suggested before is not suggested again. The only suggestion of a
    known payer is adopted where a policy says so."""
    if refusal := refuse_unless_here(state):
        return refusal
    if state.status is not PaymentStatus.SUSPENSE:
        return Refusal("payment_not_in_suspense", "Only for money in suspense are cases suggested.")
    if not command.candidates or len(command.candidates) > CANDIDATES_MAX:
        return Refusal("candidates_invalid", f"From 1 to {CANDIDATES_MAX} cases are suggested at once.")
    if any(one.score > SCORE_MAX or one.basis is MatchBasis.BY_HAND for one in command.candidates):
        return Refusal("candidates_invalid", f"A score is 0 to {SCORE_MAX}, and by hand a person matches directly.")
    events: list[Event] = []
    for candidate in command.candidates:
        portions = (Portion(candidate.case_id, state.placed_minor),)
        if not state.suggestions.knows(portions):
            event = suggested(state, portions, candidate.basis, candidate.score)
            events.append(event)
            state = PAYMENT.evolve(state, event)
    if not events:
        return Refusal("suggestions_known", "All of it was suggested before.")
    return [*events, *adopted(state, context)]


def suggested(state: PaymentState, portions: tuple[Portion, ...], basis: MatchBasis, score: int) -> MatchSuggested:
    """The event of one more suggestion."""
    said = (state.receipt.currency, state.placed_minor)
    return MatchSuggested(state.suggestions.next_number, portions, basis, score, *said)


@SUGGESTIONS.on(MatchSuggested)
def match_suggested(suggestions: Suggestions, event: MatchSuggested) -> Suggestions:
    """One more waits for a person."""
    return suggestions.with_one(event.suggestion, Suggestion(event.portions, event.basis, event.score))
