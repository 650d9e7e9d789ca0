"""Somebody looked at a hold, and it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.case.holds.breathing_space import refuse_too_long
from domain.case.holds.review import end_of_review, hold_in_force, refuse_review
from domain.case.holds.state import HOLDS, Holds
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ExtensionFields:
    """Which hold, why (a short code such as ``needs_more_time``), and the next day of review."""

    hold: int
    reason: Code
    review_by: date


@CASE.command
@dataclass(frozen=True, slots=True)
class ExtendHold(ExtensionFields, Command):
    """Let the hold go on."""


@CASE.event
@dataclass(frozen=True, slots=True)
class HoldExtended(ExtensionFields, Event):
    """The hold goes on. Review number ``review`` is done; the next is ``next_review``, until ``review_until``."""

    review: int
    next_review: int
    review_until: datetime

    def sentence(self) -> str:
        """Which one, why and until when."""
        return f"Hold {self.hold} goes on: {self.reason}, review by {self.review_by}"


@CASE.decides(ExtendHold)
def decide_extend_hold(state: CaseState, command: ExtendHold, context: Context) -> Decision:
    """One that is in force, to a day that is still to come."""
    if refusal := refuse_unless_open_then(state, context) or refuse_review(state, command.review_by, context):
        return refusal
    hold = hold_in_force(state, command.hold, context)
    if isinstance(hold, Refusal):
        return hold
    if refusal := refuse_too_long(state, hold.hold_type, hold.reason, hold.since, command.review_by):
        return refusal
    return [
        caused_by(
            command,
            HoldExtended,
            review=hold.review,
            next_review=state.holds.reviews + 1,
            review_until=end_of_review(state, command.review_by),
        )
    ]


@HOLDS.on(HoldExtended)
def hold_extended(holds: Holds, event: HoldExtended) -> Holds:
    """It has another day of review."""
    return holds.changed(event.hold, review=event.next_review, review_by=event.review_by)
