"""A settlement is not paid in time, or not accepted: the whole debt stands as it did."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.settlement.state import SETTLEMENTS, Settlements, SettlementStatus
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import end_of_day
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LapseFields:
    """Which one."""

    settlement: int


@CASE.command
@dataclass(frozen=True, slots=True)
class LapseSettlement(LapseFields, Command):
    """Record that its time passed."""


@CASE.event
@dataclass(frozen=True, slots=True)
class SettlementLapsed(LapseFields, Event):
    """Its day and the grace passed unpaid. Money that came in time and becomes known later fulfils it all the same."""

    def sentence(self) -> str:
        """Which one."""
        return f"Settlement {self.settlement} lapsed: the whole debt stands"


@CASE.decides(LapseSettlement)
def decide_lapse_settlement(state: CaseState, command: LapseSettlement, context: Context) -> Decision:
    """One that is open, when its grace is over: who pays on the last day is on time."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    one = state.settlements.open().get(command.settlement)
    if one is None:
        return Refusal("settlement_not_open", f"Settlement {command.settlement} is not open.")
    if context.now < end_of_day(one.grace_date, state.claim.jurisdiction):
        return Refusal("settlement_runs", f"It can be paid until {one.pay_by}, and is in time until {one.grace_date}.")
    return [caused_by(command, SettlementLapsed)]


@SETTLEMENTS.on(SettlementLapsed)
def settlement_lapsed(settlements: Settlements, event: SettlementLapsed) -> Settlements:
    """It is open no more."""
    return settlements.changed(event.settlement, status=SettlementStatus.LAPSED)
