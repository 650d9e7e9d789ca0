"""What a clock is: a row that says which events start, pause and stop it, and how long it may run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from domain.kernel.message import Event
from projections.sla.limits import Limit

Events = tuple[type[Event], ...]


class ClockRole(IntEnum):
    """What an event does to a clock, in the order in which it does so when it does several things at once."""

    MEETS = 1
    """Ends it: what was promised has been done. Met when that was in time, else breached."""
    MISSES = 2
    """Ends it: it was breached. A clock that has such an event is judged by events alone, never by the hour."""
    SUPERSEDES = 3
    """Ends it without a verdict: the promise no longer stands. One that is past due by then was breached."""
    PAUSES = 4
    """Stops time. A clock that is judged by the hour cannot be paused any more when it is past due."""
    RESUMES = 5
    """Lets time run on; it is due later by the time that it stood still."""
    REOPENS = 6
    """What ended it did not hold: it runs on, and the time in between counts as a pause."""
    CORRECTS = 7
    """It was held to be breached, and had been met in time: it is met."""
    STARTS = 8
    """Starts a new one."""


def always(event: Event) -> bool:
    """The condition of a clock that has none."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """One row of the table of clocks.

    Several of one clock can run on one aggregate. ``numbered_by`` names the field of the events that tells them
    apart; without it, or for an event that lacks the field, an event is about all of them, and a new one has the
    number of the version that started it. One that is started again under its number begins anew. ``ended_by`` is the
    field where an event that ends or pauses one names it otherwise than an event that starts one.

    ``kind_from`` is the field in which the event that starts one says what it is for, if it says so; one that takes
    the place of another is for the same.

    ``jurisdictions`` (None: all) and ``only_if`` (asked of the event that would start it) say where it applies,
    ``met_only_if`` (asked of the event that would meet it) what is enough. ``reopens_met`` says whether ``reopens`` is
    about those that were met too, or only about those that ended without a verdict. ``source`` is the law or policy
    behind it.
    """

    name: str
    limit: Limit
    starts: Events
    meets: Events
    source: str
    misses: Events = ()
    supersedes: Events = ()
    pauses: Events = ()
    resumes: Events = ()
    reopens: Events = ()
    corrects: Events = ()
    numbered_by: str = ""
    ended_by: str = ""
    kind_from: str = "kind"
    reopens_met: bool = True
    jurisdictions: frozenset[str] | None = None
    only_if: Callable[[Event], bool] = always
    met_only_if: Callable[[Event], bool] = always

    def number_in(self, event: Event) -> int | None:
        """The number of the one that an event ends, pauses or lets run on; None when it is about all of them."""
        field = self.ended_by or self.numbered_by
        number: int | None = getattr(event, field, None) if field else None
        return number

    def roles(self) -> dict[ClockRole, Events]:
        """The events of each role."""
        return {
            ClockRole.MEETS: self.meets,
            ClockRole.MISSES: self.misses,
            ClockRole.SUPERSEDES: self.supersedes,
            ClockRole.PAUSES: self.pauses,
            ClockRole.RESUMES: self.resumes,
            ClockRole.REOPENS: self.reopens,
            ClockRole.CORRECTS: self.corrects,
            ClockRole.STARTS: self.starts,
        }
