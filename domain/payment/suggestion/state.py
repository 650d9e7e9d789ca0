"""What has been suggested for a payment: the slice ``suggestions`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered
from domain.payment.portion import Portion


class MatchBasis(StrEnum):
    """Why these may be the right cases."""

    MISTYPED_REFERENCE = "mistyped_reference"
    """One digit of the reference was mistyped, or two that stand beside each other were exchanged."""
    KNOWN_PAYER = "known_payer"
    """Money from this account was for the case before, and the amount is what it owes."""
    FREE_TEXT = "free_text"
    """The payer's message names the case."""
    BY_HAND = "by_hand"
    """A person says so, of an amount that two people decide on."""


class SuggestionStatus(StrEnum):
    """Where a suggestion stands."""

    OPEN = "open"
    REJECTED = "rejected"
    OVERTAKEN = "overtaken"
    """The payment was matched, to these cases or others, or its money left."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole payment to these cases. ``score`` is 0 to 100; ``confirmed_by`` the ids of who agreed."""

    portions: tuple[Portion, ...]
    basis: MatchBasis
    score: int
    confirmed_by: tuple[str, ...] = ()
    status: SuggestionStatus = SuggestionStatus.OPEN


@dataclass(frozen=True, slots=True)
class Suggestions(Numbered[Suggestion]):
    """All there were. ``owner`` is the id of who looks after the payment while it is in suspense."""

    owner: str | None = None

    def open(self) -> dict[int, Suggestion]:
        """Those that wait for a person."""
        return self.of_status(SuggestionStatus.OPEN)

    def number_of(self, portions: tuple[Portion, ...]) -> int | None:
        """The open one that says the same, in whatever order."""
        return next((number for number, one in self.open().items() if set(one.portions) == set(portions)), None)

    def knows(self, portions: tuple[Portion, ...]) -> bool:
        """Whether the same was ever suggested: what people once decided on is not suggested to them again."""
        return any(set(one.portions) == set(portions) for one in self.by_number.values())


SUGGESTIONS: Slice[Suggestions] = Slice(Suggestions())
