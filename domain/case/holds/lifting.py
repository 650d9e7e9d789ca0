"""A hold ends, and what it alone had stopped goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.case.deadlines.settling import running_on
from domain.case.holds.kinds import HoldType
from domain.case.holds.matters import refuse_lifting
from domain.case.holds.review import hold_in_force
from domain.case.holds.state import HOLDS, Holds, HoldStatus
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LiftingFields:
    """Which hold, and why: a short code such as ``can_talk_again``."""

    hold: int
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class LiftHold(LiftingFields, Command):
    """Lift the hold."""


@CASE.event
@dataclass(frozen=True, slots=True)
class HoldLifted(LiftingFields, Event):
    """The hold is in force no more from ``lifted_at`` on. Its review, number ``review``, is not due any more."""

    hold_type: HoldType
    lifted_at: datetime
    review: int

    def sentence(self) -> str:
        """Which one, and why."""
        return f"Hold {self.hold} ({self.hold_type}) lifted: {self.reason}"


@CASE.decides(LiftHold)
def decide_lift_hold(state: CaseState, command: LiftHold, context: Context) -> Decision:
    """One that is in force. That of a dispute or a complaint is lifted by its answer."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    hold = hold_in_force(state, command.hold, context)
    if isinstance(hold, Refusal):
        return hold
    if refusal := refuse_lifting(state, hold.hold_type):
        return refusal
    return lifted(state, command.hold, command.reason, context)


def lifted(state: CaseState, number: int, reason: str, context: Context) -> list[Event]:
    """The end of a hold in force, and the deadlines that run on when nothing else stops them."""
    hold = state.holds.by_number[number]
    lifted_at = max(context.occurred_at, hold.since)
    event = HoldLifted(number, reason, hold.hold_type, lifted_at, hold.review)
    return [event, *running_on(CASE.evolve(state, event), context)]


@HOLDS.on(HoldLifted)
def hold_lifted(holds: Holds, event: HoldLifted) -> Holds:
    """It is in force no more."""
    return holds.changed(event.hold, status=HoldStatus.LIFTED, lifted_at=event.lifted_at)
