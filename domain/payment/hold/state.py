"""Whether the payment's money stands still: the slice ``hold`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class MoneyHold:
    """``review`` counts the days of review that were set; ``review_by`` is the last, None while nothing is held."""

    review: int = 0
    review_by: date | None = None


MONEY_HOLD: Slice[MoneyHold] = Slice(MoneyHold())
