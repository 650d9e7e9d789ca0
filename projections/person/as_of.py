"""Who somebody was after some of their events: folded as the read model folds them, without the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from projections.person.queries import Person
from projections.person.rows import PersonRows

CHAIN_MAX = 100
"""A person is followed over so many who were given up for each other."""


def person_after(events: Sequence[RecordedEvent]) -> Person | None:
    """Of the events of one person; None when none of them says who it is."""
    rows = PersonRows()
    rows.apply(events)
    for row in rows.persons.values():
        return Person(**{one.name: getattr(row, one.name) for one in fields(Person)})
    return None


def stayed(person_id: UUID, persons: Mapping[UUID, Person]) -> UUID:
    """The person, or who they had turned out to be in the end, of these."""
    for _ in range(CHAIN_MAX):
        one = persons.get(person_id)
        if one is None or one.merged_into is None or one.merged_into not in persons:
            break
        person_id = one.merged_into
    return person_id


def ids_of_one(person_id: UUID, persons: Mapping[UUID, Person]) -> list[UUID]:
    """The person's id, and those of all of these who had been given up for them, in turn."""
    found, added = {person_id}, {person_id}
    while added := {one.person_id for one in persons.values() if one.merged_into in added} - found:
        found |= added
    return sorted(found)
