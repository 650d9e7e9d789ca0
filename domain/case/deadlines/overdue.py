"""Deadlines that are over though nothing has marked them yet, and what follows from each of them."""

from __future__ import annotations

from datetime import datetime

from domain.case.deadlines.consequences import follows_from_miss
from domain.case.deadlines.missing import missed
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event


def overdue(state: CaseState, by: datetime, context: Context) -> list[Event]:
    """That those whose grace is over at ``by`` were missed, one after another: one may end the others."""
    events: list[Event] = []
    while late := next((n for n, one in state.deadlines.running().items() if one.grace_until <= by), None):
        event = missed(late, state.deadlines.by_number[late])
        state = CASE.evolve(state, event)
        following = follows_from_miss(state, late, context)
        state = CASE.evolve_all(state, following)
        events += [event, *following]
    return events
