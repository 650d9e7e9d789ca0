"""What a title does not award of the court's costs is owed no more; money that had paid it pays what else is owed."""

from __future__ import annotations

from datetime import timedelta

from domain.case.allocation.restating import in_order_of_days
from domain.case.charges.court_costs import CourtCostsReduced
from domain.case.state import CaseState
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal


def not_awarded(state: CaseState, awarded_minor: int) -> list[Event] | Refusal:
    """What was charged for the court beyond the award is taken off.

    Where it has been paid, all money from the first that paid for the court on is allocated anew, as if it had never
    been charged: to interest and principal of its own day, and what is left over is owed back to who paid.
    """
    beyond_minor = state.fees.of_court_minor - awarded_minor
    if beyond_minor <= 0:
        return []
    reduced = CourtCostsReduced(state.currency, beyond_minor)
    if beyond_minor <= state.balance.owed("court_costs"):
        return [reduced]
    before_it_was_paid = min(state.credits.days_of_court_costs()) - timedelta(days=1)
    anew = in_order_of_days(state, before_it_was_paid, lambda _: [reduced])
    return anew if isinstance(anew, Refusal) else anew.events
