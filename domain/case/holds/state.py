"""The holds on a case: the slice ``holds`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.case.holds.kinds import HoldScope, HoldType
from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class HoldStatus(StrEnum):
    """How a hold stands. One that ended with its case comes back with it."""

    IN_FORCE = "in_force"
    LIFTED = "lifted"
    ENDED_WITH_CASE = "ended_with_case"


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that began at ``since`` and, when it was lifted, ended at ``lifted_at`` (UTC).

    ``review`` numbers the next time that somebody must look at it, which is to be by the end of ``review_by``.
    """

    hold_type: HoldType
    reason: str
    scope: HoldScope
    since: datetime
    placed_by: str
    review: int
    review_by: date
    status: HoldStatus = HoldStatus.IN_FORCE
    lifted_at: datetime | None = None

    def stops_contact_at(self, instant: datetime) -> bool:
        """Whether nothing was to be demanded at that instant because of it."""
        return self.scope.contact and self.since <= instant and (self.lifted_at is None or instant < self.lifted_at)


@dataclass(frozen=True, slots=True)
class Holds(Numbered[Hold]):
    """Every hold that was ever placed, by its number from 1. ``reviews`` counts the days of review that were set."""

    reviews: int = 0

    def in_force(self) -> dict[int, Hold]:
        """Those in force, by number."""
        return self.of_status(HoldStatus.IN_FORCE)

    def of_type(self, hold_type: HoldType) -> int | None:
        """The number of the one of this type that is in force; there is one at a time."""
        return next((number for number, one in self.in_force().items() if one.hold_type is hold_type), None)

    def stopping_contact(self) -> list[Hold]:
        """Those in force because of which nothing may be demanded."""
        return [one for one in self.in_force().values() if one.scope.contact]

    def with_one(self, number: int, one: Hold) -> Holds:
        """With one more, or one of them as it stands now."""
        return Holds({**self.by_number, number: one}, max(self.reviews, one.review))


HOLDS: Slice[Holds] = Slice(Holds())
