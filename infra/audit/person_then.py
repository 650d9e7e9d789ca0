"""One person as they were, or as they were known: from their events in the log."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from infra.audit.history import known_then
from projections.kit.then import Then
from projections.person.as_of import ids_of_one, person_after, stayed
from projections.person.queries import Person


class PersonThen(NamedTuple):
    """``person_id`` is who they had turned out to be by then; ``person`` None where only claims spoke of them.

    ``given_up`` are those of the other ``ids`` of whom something is on file; ``events`` those of all of them.
    """

    person_id: UUID
    ids: list[UUID]
    person: Person | None
    given_up: list[Person]
    events: list[RecordedEvent]


def person_then(
    events_of: Callable[[UUID], Sequence[RecordedEvent]], asked_for: UUID, ids: Collection[UUID], then: Then
) -> PersonThen:
    """``ids`` are all under which the person is known by now: nobody who was given up for another one comes back, so
    that these are all who can have been one by then. Raises what ``events_of`` raises.
    """
    events = {one: known_then(events_of(one), then) for one in ids}
    found = {one: person for one in ids if events[one] and (person := person_after(events[one])) is not None}
    stays = stayed(asked_for, found)
    together = ids_of_one(stays, found)
    given_up = [found[one] for one in together if one in found and one != stays]
    of_all = [event for one in together for event in events.get(one, ())]
    return PersonThen(stays, together, found.get(stays), given_up, of_all)
