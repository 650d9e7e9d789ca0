"""The holds on a case: the slice ``holds`` of its state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.case.holds.kinds import HoldScope, HoldType
from domain.kernel.aggregate import Slice


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
class Holds:
    """Every hold that was ever placed, by its number from 1. ``reviews`` counts the days of review that were set."""

    by_number: dict[int, Hold] = field(default_factory=dict)
    reviews: int = 0

    @property
    def next_number(self) -> int:
        """Of the hold that is placed next."""
        return len(self.by_number) + 1

    def in_force(self) -> dict[int, Hold]:
        """Those in force, by number."""
        return {number: one for number, one in self.by_number.items() if one.status is HoldStatus.IN_FORCE}

    def with_one(self, number: int, hold: Hold) -> Holds:
        """With one more, or one of them standing differently."""
        return Holds({**self.by_number, number: hold}, max(self.reviews, hold.review))

    def all_marked(self, before: HoldStatus, after: HoldStatus) -> Holds:
        """With all that stood as ``before`` standing as ``after``."""
        marked = {n: replace(one, status=after) if one.status is before else one for n, one in self.by_number.items()}
        return replace(self, by_number=marked)


HOLDS: Slice[Holds] = Slice(Holds())
