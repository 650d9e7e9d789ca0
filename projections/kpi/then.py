"""Which key figures are told of another time."""

from __future__ import annotations

from projections.kpi.queries import is_told_of_then
from projections.kpi.table import KPIS

TOLD_OF_THEN = tuple(kpi.name for kpi in KPIS if is_told_of_then(kpi))
NOT_THEN = (
    f"Of another time figures are told by name, and none that rests on clocks. These are: {', '.join(TOLD_OF_THEN)}."
)
"""Why a question is refused that is not about such figures alone."""
