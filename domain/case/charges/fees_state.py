"""The fees of a case that were charged since it came: the slice ``fees`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered
from domain.kernel.quick_record import changed


class FeeKind(StrEnum):
    """What a fee is for."""

    REMINDER = "reminder"
    COLLECTION_NOTICE = "collection_notice"
    PAYMENT_DEMAND = "payment_demand"
    COLLECTOR = "collector"
    PLAN = "plan"
    EXTENSION = "extension"
    HANDOVER = "handover"


class FeeStatus(StrEnum):
    """How a fee stands."""

    CHARGED = "charged"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in minor units of the case's currency, since the local day it came up.

    ``cause`` is the number of the letter, of the plan or of the deferral that it is for; 1 for the hand-over.
    """

    kind: FeeKind
    cause: int
    amount_minor: int
    charged_on: date
    status: FeeStatus = FeeStatus.CHARGED


class CourtCharge(NamedTuple):
    """Court costs that are owed since a local day, in minor units: of the court itself, or of enforcing its title."""

    since: date
    amount_minor: int
    is_of_enforcement: bool


@dataclass(frozen=True, slots=True)
class Fees(Numbered[Fee]):
    """Every fee that was ever charged, by its number from 1, and the court costs in the order in which they came up."""

    court_costs: tuple[CourtCharge, ...] = ()

    @property
    def of_court_minor(self) -> int:
        """What was charged for courts, without what enforcement cost."""
        return sum(one.amount_minor for one in self.court_costs if not one.is_of_enforcement)

    def without_of_court(self, amount_minor: int) -> Fees:
        """With so much less of it, the last first."""
        kept = list[CourtCharge]()
        for one in reversed(self.court_costs):
            less = 0 if one.is_of_enforcement else min(amount_minor, one.amount_minor)
            kept.append(one._replace(amount_minor=one.amount_minor - less))
            amount_minor -= less
        return changed(self, court_costs=tuple(reversed(kept)))

    def charged(self, kind: FeeKind) -> list[Fee]:
        """Those of this kind that were not waived."""
        return [one for one in self.by_number.values() if one.kind is kind and one.status is FeeStatus.CHARGED]

    def is_charged_for(self, kind: FeeKind, cause: int) -> bool:
        """Whether there is such a fee already that was not waived."""
        return any(one.cause == cause for one in self.charged(kind))

    def charged_after_minor(self, day: date) -> dict[str, int]:
        """What of each part of the debt came up after ``day``; nothing of principal and interest does like this."""
        charged = [one for one in self.by_number.values() if one.charged_on > day]
        return {
            "court_costs": sum([one.amount_minor for one in self.court_costs if one.since > day]),
            "fees": sum([one.amount_minor for one in charged if one.status is FeeStatus.CHARGED]),
        }


FEES: Slice[Fees] = Slice(Fees())
