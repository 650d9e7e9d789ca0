"""The settlements of a case: the slice ``settlements`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.numbered import Numbered


class SettlementStatus(StrEnum):
    """How a settlement stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    FULFILLED = "fulfilled"
    LAPSED = "lapsed"
    EXPIRED = "expired"


OPEN = frozenset({SettlementStatus.OFFERED, SettlementStatus.ACCEPTED})
BINDING = frozenset({SettlementStatus.ACCEPTED, SettlementStatus.LAPSED})
"""Money that came in time fulfils it, also when we learn of that money after it lapsed. An offer that expired because
nobody accepted it is not among them."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """``paid_target_minor`` is what must have been paid on the case in all by the end of ``grace_date``.

    ``deadline`` is the number of the deadline that stands for it.
    """

    paid_target_minor: int
    pay_by: date
    grace_date: date
    deadline: int
    status: SettlementStatus = SettlementStatus.OFFERED


@dataclass(frozen=True, slots=True)
class Settlements(Numbered[Settlement]):
    """Every settlement that was ever offered, by its number from 1."""

    def open(self) -> dict[int, Settlement]:
        """Those that are offered or accepted, by number; there is one at a time."""
        return {number: one for number, one in self.by_number.items() if one.status in OPEN}


SETTLEMENTS: Slice[Settlements] = Slice(Settlements())
