"""A case is closed with something still owed: a supervisor approves what is too much for one person to give up."""

from __future__ import annotations

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.requesting import ApproveClosure
from domain.case.state import CaseState
from infra.generator.desk import Desk, Script


def given_up(desk: Desk, state: CaseState, outcome: Outcome, reason: str) -> Script:
    """The case manager closes it; above the limit one supervisor approves it a day later, and above the next, two."""
    state = yield desk.agency(CloseCase(outcome, reason))
    if not state.life.is_open:
        return state
    number = max(state.requests.by_number)
    for supervisor in range(state.requests.by_number[number].asked.approvals_needed):
        desk.wait(1)
        state = yield desk.supervisor(supervisor, ApproveClosure(number))
    return state
