"""Somebody acts for the person. They are a person on file too, so their own data is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.cases.state import PersonCase
from domain.person.details.state import ToHeed
from domain.person.registration.merging import PersonMerged
from domain.person.representative.state import REPRESENTATIVES, Representatives
from domain.person.state import PERSON, PersonState, refuse_unless_registered


class Capacity(StrEnum):
    """By what right somebody acts for a person."""

    POWER_OF_ATTORNEY = "power_of_attorney"
    GUARDIAN = "guardian"
    TRUSTEE = "trustee"
    LAWYER = "lawyer"
    DEBT_ADVISER = "debt_adviser"
    ESTATE = "estate"


@dataclass(frozen=True, slots=True)
class AppointmentFields:
    """``representative_id`` is the person who acts."""

    representative_id: UUID
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class EndFields:
    """Who no longer acts, and why: a short code such as ``withdrawn``."""

    representative_id: UUID
    reason: Code


@PERSON.command
@dataclass(frozen=True, slots=True)
class AppointRepresentative(AppointmentFields, Command):
    """From now on they act for the person."""

    person_id: UUID

    def belongs_to(self) -> UUID:
        """The one who is represented."""
        return self.person_id


@PERSON.event
@dataclass(frozen=True, slots=True)
class RepresentativeAppointed(AppointmentFields, Event):
    """They act for the person. Each of ``cases`` is told what there is ``to_heed``."""

    cases: tuple[PersonCase, ...]
    to_heed: ToHeed

    def sentence(self) -> str:
        """Who, by what right."""
        return f"Represented by the person {self.representative_id} as {self.capacity}"


@PERSON.command
@dataclass(frozen=True, slots=True)
class EndRepresentation(EndFields, Command):
    """They no longer act for the person."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class RepresentativeEnded(EndFields, Event):
    """They no longer act for the person. Each of ``cases`` is told what there is ``to_heed``."""

    cases: tuple[PersonCase, ...]
    to_heed: ToHeed

    def sentence(self) -> str:
        """Who, and why."""
        return f"No longer represented by the person {self.representative_id}: {self.reason}"


@PERSON.decides(AppointRepresentative)
def decide_appoint_representative(state: PersonState, command: AppointRepresentative, context: Context) -> Decision:
    """For a person on file, by somebody else who does not do so yet."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.representative_id == command.person_id:
        return Refusal("represents_itself", "Nobody is their own representative.")
    if command.representative_id in state.representatives.acting:
        return Refusal("already_representative", "They act for this person already.")
    advises = command.capacity is Capacity.DEBT_ADVISER
    then = state.representatives.having(command.representative_id, advises=advises)
    return [caused_by(command, RepresentativeAppointed, cases=state.cases.all, to_heed=_to_heed(state, then))]


@PERSON.decides(EndRepresentation)
def decide_end_representation(state: PersonState, command: EndRepresentation, context: Context) -> Decision:
    """Of somebody who acts."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.representative_id not in state.representatives.acting:
        return Refusal("no_representative", "They do not act for this person.")
    then = state.representatives.without(command.representative_id)
    return [caused_by(command, RepresentativeEnded, cases=state.cases.all, to_heed=_to_heed(state, then))]


def _to_heed(state: PersonState, then: Representatives) -> ToHeed:
    """What the person's cases must know when these act for them."""
    return changed(state.to_heed, has_debt_adviser=bool(then.debt_advisers), representatives=then.in_order())


@REPRESENTATIVES.on(RepresentativeAppointed)
def appointed(representatives: Representatives, event: RepresentativeAppointed) -> Representatives:
    """One more."""
    return representatives.having(event.representative_id, advises=event.capacity == Capacity.DEBT_ADVISER)


@REPRESENTATIVES.on(RepresentativeEnded)
def ended(representatives: Representatives, event: RepresentativeEnded) -> Representatives:
    """One less."""
    return representatives.without(event.representative_id)


@REPRESENTATIVES.on(PersonMerged)
def given_up(representatives: Representatives, event: PersonMerged) -> Representatives:
    """Nobody acts for who is given up: whoever should, is appointed for the one that stays."""
    return Representatives()
