"""An amount poured over the parts of a debt, in the order that the jurisdiction's rule gives."""

from __future__ import annotations

from datetime import date

from domain.case.allocation.state import Parts
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.policies import ALLOCATION_ORDER
from domain.law.table import row_in_force


def waterfall(state: CaseState, amount_minor: int, on: date) -> tuple[Parts, str] | Refusal:
    """How the amount covers what is owed, and the rule that says so; what is left over is overpaid."""
    row = row_in_force(ALLOCATION_ORDER, state.claim.jurisdiction, on)
    if isinstance(row, Refusal):
        return row
    left = amount_minor
    covered: dict[str, int] = {}
    for part in row.value.parts:
        covered[part] = min(left, state.balance.owed(part))
        left -= covered[part]
    return Parts(covered["court_costs"], covered["fees"], covered["interest"], covered["principal"], left), row.rule_id
