"""A legal hold on a person's data: nothing of it is erased while it lasts."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.refusal import Refusal
from domain.person.erasure.state import HOLD, LegalHold
from domain.person.state import PERSON, PersonState, refuse_unless_registered


@dataclass(frozen=True, slots=True)
class LegalHoldFields:
    """Why: a short code such as ``court_order``."""

    reason: Code


@PERSON.command
@dataclass(frozen=True, slots=True)
class PlaceLegalHold(LegalHoldFields, Command):
    """Keep this person's data until further notice."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class LegalHoldPlaced(LegalHoldFields, Event):
    """The person's data is kept."""

    def sentence(self) -> str:
        """Why."""
        return f"Data on legal hold: {self.reason}"


@PERSON.command
@dataclass(frozen=True, slots=True)
class LiftLegalHold(LegalHoldFields, Command):
    """The data need not be kept for that any more."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class LegalHoldLifted(LegalHoldFields, Event):
    """The data need not be kept for that any more."""

    def sentence(self) -> str:
        """Why."""
        return f"Legal hold on the data lifted: {self.reason}"


@PERSON.decides(PlaceLegalHold)
def decide_place_legal_hold(state: PersonState, command: PlaceLegalHold, context: Context) -> Decision:
    """Of a person on file, once."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if state.hold.in_force:
        return Refusal("legal_hold_already", "The person's data is on legal hold already.")
    return [caused_by(command, LegalHoldPlaced)]


@PERSON.decides(LiftLegalHold)
def decide_lift_legal_hold(state: PersonState, command: LiftLegalHold, context: Context) -> Decision:
    """Where there is one."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if not state.hold.in_force:
        return Refusal("no_legal_hold", "The person's data is not on legal hold.")
    return [caused_by(command, LegalHoldLifted)]


@HOLD.on(LegalHoldPlaced)
def placed(hold: LegalHold, event: LegalHoldPlaced) -> LegalHold:
    """It lasts."""
    return LegalHold(in_force=True, reason=event.reason)


@HOLD.on(LegalHoldLifted)
def lifted(hold: LegalHold, event: LegalHoldLifted) -> LegalHold:
    """It is over."""
    return LegalHold()
