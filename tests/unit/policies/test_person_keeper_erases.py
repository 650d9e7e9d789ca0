"""With who is erased everybody is erased who was given up for them, and nothing more follows."""

from __future__ import annotations

import sqlite3
from uuid import UUID

from consumers.policies.person_keeper import PersonKeeper
from domain.person.erasure.erasing import EraseAbsorbedPerson, PersonErased
from tests.unit.projections.recorded import recorded

STAYED, GIVEN_UP, EARLIER = UUID(int=1), UUID(int=2), UUID(int=3)


def told(event: PersonErased, person: UUID) -> list[tuple[UUID, object]]:
    """Who is told what because of the event."""
    with sqlite3.connect(":memory:") as lookup:
        return [(one.target, one.command) for one in PersonKeeper().react(lookup, recorded(event, person))]


def test_all_who_were_given_up_are_erased_each_once() -> None:
    everybody = PersonErased((STAYED, GIVEN_UP, EARLIER), (UUID(int=4),), None, ())
    assert told(everybody, STAYED) == [
        (GIVEN_UP, EraseAbsorbedPerson(GIVEN_UP)), (EARLIER, EraseAbsorbedPerson(EARLIER)),
    ]  # fmt: skip


def test_their_erasures_tell_nobody() -> None:
    assert told(PersonErased((GIVEN_UP,), (), None, ()), GIVEN_UP) == []
