"""Who is due to be forgotten, and why the others are not: proposed by the dated rows, done by nobody but a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from domain.person.erasure.erasing import what_blocks
from domain.person.registration.state import PersonStatus
from domain.person.state import PERSON, PersonState


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody is not due: a code, a sentence, and the rule behind it where there is one."""

    code: str
    message: str
    rule: str | None = None


NO_CASE = Obstacle("no_case", "They have never had a case, so no time runs: a person looks why they are on file.")
ACTS_FOR_SOMEBODY = Obstacle("acts_for_somebody", "They act for somebody else who is on file.")
ACCESS_WAITS = Obstacle("access_waits", "They have asked to see their data, and have not been given it.")


@dataclass(frozen=True, slots=True)
class RetentionProposal:
    """A person on file. Due when there is no obstacle; ``last_closed_on`` is when the last part in a case ended."""

    person_id: UUID
    last_closed_on: date | None
    obstacles: tuple[Obstacle, ...]

    @property
    def is_due(self) -> bool:
        """Whether nothing stands in the way of an erasure."""
        return not self.obstacles


def states_of(
    events: Iterable[RecordedEvent], known_by: datetime, advance: Callable[[], None]
) -> dict[UUID, PersonState]:
    """Each person as the log had them by that time (UTC). ``advance`` is called for each event that was looked at."""
    states: dict[UUID, PersonState] = {}
    for recorded in events:
        advance()
        if recorded.aggregate_kind == PERSON.name and recorded.recorded_at <= known_by:
            before = states.get(recorded.aggregate_id, PERSON.initial)
            states[recorded.aggregate_id] = PERSON.evolve(before, recorded.event)
    return states


def proposals(states: Mapping[UUID, PersonState], at: datetime) -> Iterator[RetentionProposal]:
    """What is proposed at ``at`` (UTC) for everybody who is on file, those whose last case is longest ago first.

    Who was given up for another one goes with them, and has no line of their own.
    """
    acting = {one for state in states.values() for one in state.representatives.acting}
    on_file = [(one, state) for one, state in states.items() if state.status is PersonStatus.REGISTERED]
    for person, state in sorted(on_file, key=lambda item: (_last_closed(item[1]) or date.max, item[0])):
        yield RetentionProposal(person, _last_closed(state), tuple(_obstacles(person, state, acting, at)))


def _obstacles(person: UUID, state: PersonState, acting: set[UUID], at: datetime) -> Iterator[Obstacle]:
    for refusal in what_blocks(state, None, at):
        yield Obstacle(refusal.code, refusal.message, refusal.rule)
    if not state.cases.all:
        yield NO_CASE
    if acting & {person, *state.identity.absorbed}:
        yield ACTS_FOR_SOMEBODY
    if state.access.is_waiting:
        yield ACCESS_WAITS


def _last_closed(state: PersonState) -> date | None:
    return max((one.closed_on for one in state.cases.all if one.closed_on is not None), default=None)
