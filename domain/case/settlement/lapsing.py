"""A settlement is not paid in time, or not accepted: the whole debt stands as it did."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.settlement.state import SETTLEMENTS, Settlements, SettlementStatus
from domain.case.state import CASE, CaseState
from domain.kernel.message import Event


@CASE.event
@dataclass(frozen=True, slots=True)
class SettlementLapsed(Event):
    """Its day and the grace passed unpaid, or a plan took its place.

    Money that came in time for one that was accepted and becomes known later fulfils it all the same.
    """

    settlement: int

    def sentence(self) -> str:
        """Which one."""
        return f"Settlement {self.settlement} lapsed: the whole debt stands"


def lapsed(state: CaseState, deadline: int) -> list[Event]:
    """That the settlement for which this deadline stands has lapsed, if it stands for one that is open."""
    return [SettlementLapsed(number) for number, one in state.settlements.open().items() if one.deadline == deadline]


def replaced(state: CaseState) -> list[Event]:
    """That the settlement that is open, if one is, has lapsed, as something else is agreed."""
    return [SettlementLapsed(number) for number in state.settlements.open()]


@SETTLEMENTS.on(SettlementLapsed)
def settlement_lapsed(settlements: Settlements, event: SettlementLapsed) -> Settlements:
    """It is open no more. An offer that nobody accepted binds nobody any more."""
    one = settlements.by_number.get(event.settlement)
    was_accepted = one is not None and one.status is SettlementStatus.ACCEPTED
    return settlements.changed(
        event.settlement, status=SettlementStatus.LAPSED if was_accepted else SettlementStatus.EXPIRED
    )
