"""The fees of a case that were charged since it came: the slice ``fees`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class FeeKind(StrEnum):
    """What a fee is for."""

    REMINDER = "reminder"
    COLLECTION_NOTICE = "collection_notice"
    PAYMENT_DEMAND = "payment_demand"
    COLLECTOR = "collector"


class FeeStatus(StrEnum):
    """How a fee stands."""

    CHARGED = "charged"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee for the letter number ``notice``, in minor units of the case's currency."""

    kind: FeeKind
    notice: int
    amount_minor: int
    status: FeeStatus = FeeStatus.CHARGED


@dataclass(frozen=True, slots=True)
class Fees(Numbered[Fee]):
    """Every fee that was ever charged, by its number from 1."""

    def charged(self, kind: FeeKind) -> list[Fee]:
        """Those of this kind that were not waived."""
        return [one for one in self.by_number.values() if one.kind is kind and one.status is FeeStatus.CHARGED]


FEES: Slice[Fees] = Slice(Fees())
