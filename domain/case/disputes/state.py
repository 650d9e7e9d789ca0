"""The disputes of a case: the slice ``disputes`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class DisputeOutcome(StrEnum):
    """What the answer to a dispute is: who is right."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"


class DisputeStatus(StrEnum):
    """How a dispute stands. One that ended with its case comes back with it."""

    OPEN = "open"
    RESOLVED = "resolved"
    ENDED_WITH_CASE = "ended_with_case"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute, and the number of the hold that came with it. Amounts are minor units of the case's currency.

    ``disputed_minor`` is None for the whole claim; ``stands_minor`` is what the answer to it left standing, if only a
    part: None when all of it stands, or falls. The two instants (UTC) are the first ones that are too late; None
    for what is contested before a court, which answers in its own time.
    """

    grounds: str
    disputed_minor: int | None
    hold: int
    acknowledge_until: datetime | None
    answer_until: datetime | None
    is_acknowledged: bool = False
    status: DisputeStatus = DisputeStatus.OPEN
    outcome: str = ""
    stands_minor: int | None = None

    def undisputed_minor(self, owed_minor: int) -> int:
        """How much of what is owed by now nobody disputes."""
        return 0 if self.disputed_minor is None else max(owed_minor - self.disputed_minor, 0)


@dataclass(frozen=True, slots=True)
class Disputes(Numbered[Dispute]):
    """Every dispute that was ever raised, by its number from 1."""

    def upheld(self) -> list[Dispute]:
        """Those that were upheld, with nothing of the claim left standing."""
        answered = [one for one in self.by_number.values() if one.outcome == DisputeOutcome.UPHELD]
        return [one for one in answered if one.stands_minor is None]

    def open(self) -> dict[int, Dispute]:
        """Those without an answer, by number."""
        return self.of_status(DisputeStatus.OPEN)


DISPUTES: Slice[Disputes] = Slice(Disputes())
