"""An amount poured over the parts of a debt, in the order that the rule of its jurisdiction and product gives."""

from __future__ import annotations

from datetime import date

from domain.case.allocation.state import Parts
from domain.case.charges.interest_to import debtor_kind
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.policies import ALLOCATION_ORDER
from domain.law.scope import EVERYBODY, AskedFor, asked
from domain.law.table import row_in_force


def waterfall(state: CaseState, amount_minor: int, on: date) -> tuple[Parts, str] | Refusal:
    """How the amount of the bank's day ``on`` covers what is owed, and the rule that says so.

    It covers what was owed on that day, then what was charged since; what is left over is overpaid.
    """
    row = row_in_force(ALLOCATION_ORDER, state.claim.jurisdiction, on, _about(state))
    if isinstance(row, Refusal):
        return row
    owed = state.balance.owed_of(row.value.parts)
    since = state.fees.charged_after_minor(on)
    owed_then = [(part, max(0, minor - since.get(part, 0))) for part, minor in owed.items()]
    covered, left = dict.fromkeys(owed, 0), amount_minor
    for part, most in (*owed_then, *owed.items()):
        if not left:
            break
        more = min(left, most - covered[part])
        covered[part], left = covered[part] + more, left - more
    return Parts(covered["court_costs"], covered["fees"], covered["interest"], covered["principal"], left), row.rule_id


def _about(state: CaseState) -> AskedFor:
    """An order of the claim's product stands before the one for everybody."""
    product = state.claim.product
    return EVERYBODY if product is None else asked(debtor_kind(state), product)
