"""The customer accepts a settlement that was offered."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.contacts.contact import Channel
from domain.case.settlement.fulfilling import settled_by
from domain.case.settlement.state import SETTLEMENTS, Settlements, SettlementStatus
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class AcceptanceFields:
    """Which one, and where the customer said so."""

    settlement: int
    channel: Channel


@CASE.command
@dataclass(frozen=True, slots=True)
class AcceptSettlement(AcceptanceFields, Command):
    """Record that the customer accepted it."""


@CASE.event
@dataclass(frozen=True, slots=True)
class SettlementAccepted(AcceptanceFields, Event):
    """It binds both sides: paid in time, the rest is given up."""

    def sentence(self) -> str:
        """Which one, and where."""
        return f"Settlement {self.settlement} accepted by {self.channel}"


@CASE.decides(AcceptSettlement)
def decide_accept_settlement(state: CaseState, command: AcceptSettlement, context: Context) -> Decision:
    """On an open case, one that is offered, by the day on which it is to be paid. Paid already, it is fulfilled."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    one = state.settlements.by_number.get(command.settlement)
    if one is None or one.status is not SettlementStatus.OFFERED:
        return Refusal("settlement_not_offered", f"Settlement {command.settlement} is not on offer.")
    if context.day(state.claim.jurisdiction) > one.pay_by:
        return Refusal("offer_expired", f"The offer was open until {one.pay_by}.")
    accepted = caused_by(command, SettlementAccepted)
    return [accepted, *settled_by(CASE.evolve(state, accepted), context)]


@SETTLEMENTS.on(SettlementAccepted)
def settlement_accepted(settlements: Settlements, event: SettlementAccepted) -> Settlements:
    """It binds."""
    return settlements.changed(event.settlement, status=SettlementStatus.ACCEPTED)
