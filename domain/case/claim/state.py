"""What decisions need to know of the claim: the slice ``claim`` of a case's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.kernel.aggregate import Slice

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose law holds, in which currency it is owed, and since when the case is here (UTC)."""

    jurisdiction: str = ""
    currency: str = ""
    received_at: datetime = NEVER


CLAIM: Slice[Claim] = Slice(Claim())
