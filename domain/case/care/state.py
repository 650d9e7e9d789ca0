"""That a customer needs care: the slice ``care`` of a case's state. It holds nothing of why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class VulnerabilityStatus(StrEnum):
    """How a flag stands."""

    FLAGGED = "flagged"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """Of whom, since when (UTC), and by when somebody asks again whether it is still so."""

    person_id: UUID
    since: datetime
    review_by: date
    status: VulnerabilityStatus = VulnerabilityStatus.FLAGGED


@dataclass(frozen=True, slots=True)
class Vulnerabilities(Numbered[Vulnerability]):
    """Every flag there ever was, by its number from 1."""

    def flagged(self) -> dict[int, Vulnerability]:
        """Those that stand, by number."""
        return self.of_status(VulnerabilityStatus.FLAGGED)


@dataclass(frozen=True, slots=True)
class CaseCare:
    """The flags, and how many life events were told."""

    vulnerabilities: Vulnerabilities = field(default_factory=Vulnerabilities)
    life_events: int = 0


CARE: Slice[CaseCare] = Slice(CaseCare())
