"""Of who was erased no text may stand anywhere, and of who was not none may be missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from domain.person.details.changing import ChangeContactDetails
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.requesting import ApproveErasure
from tests.unit.checker.little_world import SECOND, LittleWorld
from tests.unit.domain.test_person import REGISTER

ONE, OTHER = UUID(int=31), UUID(int=32)


def after_an_erasure() -> LittleWorld:
    """Two persons, one of them erased."""
    world = LittleWorld()
    for person in (ONE, OTHER):
        world.tell(person, replace(REGISTER, person_id=person))
        world.tell(person, ChangeContactDetails(person, None, "bo@example.se", None, None, None, ()))
    world.tell(ONE, ErasePerson(ONE, None))
    world.tell(ONE, ApproveErasure(1), actor=SECOND)
    world.fold()
    return world


def known_as(world: LittleWorld, person: UUID) -> dict[str, Any]:
    assert world.stored is not None
    return next(row for row in world.stored.tables["person"]["known_as"] if row["person_id"] == person)


def test_what_should_be_there_after_an_erasure_has_nothing_of_the_one_and_all_of_the_other() -> None:
    world = after_an_erasure()
    assert [known_as(world, ONE)[name] for name in ("name", "name_words", "email", "email_key")] == [None] * 4
    assert all(known_as(world, OTHER)[name] for name in ("name", "name_words", "email", "email_key"))
    assert world.report().findings == []


def test_a_text_that_outlived_its_key_and_one_that_went_without_an_erasure_are_found() -> None:
    changes: list[Callable[[LittleWorld], None]] = [
        lambda world: known_as(world, ONE).update(email_key="bo@example.se"),
        lambda world: known_as(world, OTHER).update(name=None),
    ]
    for change in changes:
        world = after_an_erasure()
        change(world)
        assert set(world.report().counts) == {"read_model"}
