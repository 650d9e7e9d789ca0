"""Whether a person's data must be kept whatever they ask: the slice ``hold`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice
from domain.law.rule_text import named_rule

DATA_ON_LEGAL_HOLD = named_rule(
    "policy.data_on_legal_hold_stays",
    "while a person's data is on legal hold, nothing of it goes or is moved elsewhere",
)


@dataclass(frozen=True, slots=True)
class LegalHold:
    """``reason`` is a short code such as ``court_order``."""

    in_force: bool = False
    reason: str = ""


HOLD: Slice[LegalHold] = Slice(LegalHold())
