"""A settlement is paid in time: the rest is given up, and the case ends as settled."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.closure.closing import Outcome, closing
from domain.case.closure.reopening import CaseReopened
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.overdue import overdue
from domain.case.deadlines.state import DeadlineStatus
from domain.case.settlement.state import BINDING, SETTLEMENTS, Settlements, SettlementStatus
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class SettlementFulfilled(Event):
    """What was agreed was paid in time. The closing that follows gives up the rest."""

    settlement: int

    def sentence(self) -> str:
        """Which one."""
        return f"Settlement {self.settlement} fulfilled"


def settled_by(state: CaseState, context: Context) -> list[Event]:
    """The end of a case whose accepted settlement has been paid in time, by the bank's days; else no event."""
    for number, one in state.settlements.by_number.items():
        if one.status in BINDING and state.credits.covered_by_minor(one.grace_date) >= one.paid_target_minor:
            in_time = _deadline_kept(state, one.deadline)
            late = overdue(CASE.evolve_all(state, in_time), context.now, context)
            events = [*in_time, *late, SettlementFulfilled(number)]
            return [*events, closing(CASE.evolve_all(state, events), Outcome.SETTLED, "settlement_paid")]
    return []


def _deadline_kept(state: CaseState, number: int) -> list[Event]:
    """That the deadline of a settlement was kept; not missed after all, if the money only became known late."""
    one = state.deadlines.by_number.get(number)
    if one is not None and one.status is DeadlineStatus.RUNNING:
        return [DeadlineMet(number, one.kind)]
    if one is not None and one.status is DeadlineStatus.MISSED:
        return [DeadlineMissWithdrawn(number, one.kind)]
    return []


@SETTLEMENTS.on(SettlementFulfilled)
def settlement_fulfilled(settlements: Settlements, event: SettlementFulfilled) -> Settlements:
    """It is done."""
    return settlements.changed(event.settlement, status=SettlementStatus.FULFILLED)


@SETTLEMENTS.on(CaseReopened)
def reopened(settlements: Settlements, event: CaseReopened) -> Settlements:
    """What had fulfilled it does not hold: it binds as it did."""
    return settlements.all_marked({SettlementStatus.FULFILLED}, SettlementStatus.ACCEPTED)
