"""A batch of events turned into clocks, given how the clocks of its aggregates stood before. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from domain.kernel.calendar import AGENCY_CALENDAR, CALENDAR_OF_CURRENCY
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.sla.clock import ClockRole, ClockRule, always
from projections.sla.clock_run import ClockRun, ClockStood
from projections.sla.clocks import ROLES

Condition = Callable[[Event], bool]


class _ClocksOfEvent(NamedTuple):
    """Of which clocks an event's aggregate may have some that the event turns: of ``always`` whatever it says, of the
    others where it says so. ``starts`` are the conditions on which it starts one."""

    always: tuple[str, ...]
    sometimes: tuple[tuple[Condition, str], ...]
    starts: tuple[Condition, ...]


def _clocks_of(roles: Sequence[tuple[ClockRole, ClockRule]]) -> _ClocksOfEvent:
    conditions = [(_condition(role, clock), clock.name) for role, clock in roles]
    certain = tuple(dict.fromkeys(name for condition, name in conditions if condition is always))
    sometimes = tuple(one for one in conditions if one[1] not in certain)
    return _ClocksOfEvent(certain, sometimes, tuple(clock.only_if for role, clock in roles if role is ClockRole.STARTS))


def _condition(role: ClockRole, clock: ClockRule) -> Condition:
    """Without which an event of this role does nothing to the clock."""
    if role is ClockRole.STARTS:
        return clock.only_if
    return clock.met_only_if if role is ClockRole.MEETS else always


_CLOCKS_OF = {event: _clocks_of(roles) for event, roles in ROLES.items()}


@dataclass(slots=True)
class SlaRows:
    """The clocks of the aggregates that a batch touches, and the jurisdictions that are known or became so;
    ``before`` is how clocks stood that the batch turned."""

    runs: dict[UUID, list[ClockRun]] = field(default_factory=dict)
    jurisdictions: dict[UUID, str] = field(default_factory=dict)
    new_jurisdictions: dict[UUID, str] = field(default_factory=dict)
    before: list[ClockStood] = field(default_factory=list)

    def apply(self, events: Iterable[RecordedEvent]) -> None:
        """Turn the clocks by these events, in order."""
        for recorded in events:
            roles = ROLES.get(type(recorded.event))
            if roles is not None:
                self._note_jurisdiction(recorded)
                runs = self.runs.setdefault(recorded.aggregate_id, [])
                for role, clock in roles:
                    if role is ClockRole.STARTS:
                        self._start(clock, recorded, runs)
                    elif runs:
                        self._turn(role, clock, recorded, runs)

    def changed(self) -> Iterable[ClockRun]:
        """The clocks that are not as they are stored."""
        return (one for runs in self.runs.values() for one in runs if one.is_changed)

    def _note_jurisdiction(self, recorded: RecordedEvent) -> None:
        jurisdiction = getattr(recorded.event, "jurisdiction", None)
        if jurisdiction is not None:
            self.jurisdictions[recorded.aggregate_id] = self.new_jurisdictions[recorded.aggregate_id] = jurisdiction

    def _start(self, clock: ClockRule, recorded: RecordedEvent, runs: list[ClockRun]) -> None:
        event, at = recorded.event, recorded.occurred_at
        if clock.only_if is not always and not clock.only_if(event):
            return
        jurisdiction = self.jurisdictions.get(recorded.aggregate_id) or _of_currency(event)
        if clock.jurisdictions is not None and jurisdiction not in clock.jurisdictions:
            return
        of_clock = [one for one in runs if one.clock is clock] if runs else runs
        if of_clock and not clock.numbered_by and any(one.ended_at is None for one in of_clock):
            return  # one that runs already is not started beside itself
        number: int = (getattr(event, clock.numbered_by, 0) if clock.numbered_by else 0) or recorded.version
        due_at = clock.limit.due(at, event, jurisdiction)
        before = next((one for one in of_clock if one.number == number), None) if of_clock else None
        if before is not None:
            self._keep(before.start_anew(recorded, due_at))
            return
        times = (recorded.occurred_at, recorded.recorded_at)
        run = ClockRun(
            clock, recorded.aggregate_id, number, jurisdiction, at, due_at, *times, position=recorded.position
        )
        run.kind, run.is_new, run.is_changed = _kind(clock, event, runs), True, True
        runs.append(run)

    def _turn(self, role: ClockRole, clock: ClockRule, recorded: RecordedEvent, runs: Sequence[ClockRun]) -> None:
        if role is ClockRole.MEETS and not clock.met_only_if(recorded.event):
            return
        number = clock.number_in(recorded.event)
        for run in runs:
            if run.clock is clock and (number is None or number == run.number):
                self._keep(run.turn(role, recorded))

    def _keep(self, stood: ClockStood | None) -> None:
        if stood is not None:
            self.before.append(stood)


def _kind(clock: ClockRule, event: Event, runs: Sequence[ClockRun]) -> str | None:
    """What the event says that it is for, or what the one was for that the same event ends."""
    kind: str | None = getattr(event, clock.kind_from, None)
    if kind is not None or not clock.ended_by:
        return kind
    number = clock.number_in(event)
    return next((one.kind for one in runs if one.clock is clock and one.number == number), None)


def _of_currency(event: Event) -> str:
    return CALENDAR_OF_CURRENCY.get(getattr(event, "currency", ""), AGENCY_CALENDAR)


def starts_a_clock(event: Event) -> bool:
    """Whether it starts one in some jurisdiction."""
    asked = _CLOCKS_OF.get(type(event))
    return asked is not None and any(condition(event) for condition in asked.starts)


def touched(events: Iterable[RecordedEvent]) -> dict[UUID, Sequence[str]]:
    """The aggregates that are older than the batch, each with the names of its clocks that the events may turn."""
    begun: set[UUID] = set()
    found: dict[UUID, Sequence[str]] = {}
    for recorded in events:
        if recorded.version == 1:
            begun.add(recorded.aggregate_id)
        elif (names := _turned_by(recorded.event)) and recorded.aggregate_id not in begun:
            before = found.setdefault(recorded.aggregate_id, names)
            if before is not names:
                found[recorded.aggregate_id] = tuple(dict.fromkeys((*before, *names)))
    return found


def _turned_by(event: Event) -> Sequence[str]:
    asked = _CLOCKS_OF.get(type(event))
    if asked is None or not asked.sometimes:
        return asked.always if asked else ()
    more = [name for condition, name in asked.sometimes if condition(event)]
    return tuple(dict.fromkeys((*asked.always, *more))) if more else asked.always
