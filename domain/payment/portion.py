"""The part of a payment that is for one case."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Portion:
    """The part of a payment, in minor units, that is for one case."""

    case_id: UUID
    amount_minor: int
