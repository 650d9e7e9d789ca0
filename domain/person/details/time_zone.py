"""A person lives by other clocks than those of the country whose law holds in their cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from domain.kernel.calendar import known_zones
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Shape
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.person.cases.state import PersonCase
from domain.person.details.state import WISHES, ToHeed, Wishes
from domain.person.state import PERSON, PersonState, refuse_unless_registered

ZoneName = Annotated[
    str | None,
    Shape("[A-Za-z0-9_+/-]{1,64}", "time_zone_unknown", "write the name of a time zone, such as Europe/London."),
]


@dataclass(frozen=True, slots=True)
class TimeZoneFields:
    """The zone by its name, such as ``Europe/London``; None for that of the country whose law holds in each case."""

    time_zone: ZoneName


@PERSON.command
@dataclass(frozen=True, slots=True)
class SetTimeZone(TimeZoneFields, Command):
    """The person lives by these clocks."""


@PERSON.event
@dataclass(frozen=True, slots=True)
class TimeZoneChanged(TimeZoneFields, Event):
    """From now on hours of contact are those of these clocks. Each of ``cases`` is told what there is ``to_heed``."""

    cases: tuple[PersonCase, ...]
    to_heed: ToHeed

    def sentence(self) -> str:
        """Which."""
        return f"Lives by the clocks of {self.time_zone or 'the country whose law holds'}"


@PERSON.decides(SetTimeZone)
def decide_set_time_zone(state: PersonState, command: SetTimeZone, context: Context) -> Decision:
    """Of a person on file, one that there is."""
    if refusal := refuse_unless_registered(state):
        return refusal
    if command.time_zone is not None and command.time_zone not in known_zones():
        return Refusal("time_zone_unknown", "There is no such time zone: write its name, such as Europe/London.")
    to_heed = changed(state.to_heed, time_zone=command.time_zone)
    return [caused_by(command, TimeZoneChanged, cases=state.cases.all, to_heed=to_heed)]


@WISHES.on(TimeZoneChanged)
def time_zone_changed(wishes: Wishes, event: TimeZoneChanged) -> Wishes:
    """Instead of the one before."""
    return changed(wishes, time_zone=event.time_zone)
