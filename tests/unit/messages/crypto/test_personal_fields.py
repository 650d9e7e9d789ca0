"""Which texts of a message are about whom follows from its class alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import pytest
from hypothesis import given

from domain.catalogue import EVENTS, kind_of
from domain.kernel.message import Event
from domain.kernel.personal import WITHHELD, Personal, PersonalData, Special
from infra.messages.crypto.personal_fields import change_personal, has_personal, personal_of, withheld
from tests.for_each import for_each
from tests.some_keys import sealed
from tests.unit.messages.messages import SOME_EVENT

ANNA, BO = UUID(int=1), UUID(int=2)


@dataclass(frozen=True, slots=True)
class Line:
    text: Personal[str]
    count: int


@dataclass(frozen=True, slots=True)
class Debtor:
    person_id: UUID
    name: Personal[str]


@dataclass(frozen=True, slots=True)
class Told(Event):
    person_id: UUID
    payer: UUID
    name: Personal[str]
    email: Personal[str | None]
    illness: Special[str]
    payer_name: Annotated[str | None, PersonalData("contact", "payer")]
    lines: tuple[Line, ...]
    debtors: tuple[Debtor, ...]
    first: Debtor | None
    town: str


LINES = (Line("one", 1), Line("two", 2))
TOLD = Told(ANNA, BO, "Anna", None, "flu", "Bo", LINES, (Debtor(BO, "Bo"),), Debtor(ANNA, "A"), "Lund")


def test_every_personal_text_is_found_with_its_person_category_and_path() -> None:
    seen: list[tuple[str, UUID, str, str]] = []

    def note(text: str, person: UUID, category: str, path: str) -> str:
        seen.append((text, person, category, path))
        return text.upper()

    changed = change_personal(TOLD, note)
    assert seen == [
        ("Anna", ANNA, "contact", "name"),
        ("flu", ANNA, "special", "illness"),
        ("Bo", BO, "contact", "payer_name"),
        ("one", ANNA, "contact", "lines[0].text"),
        ("two", ANNA, "contact", "lines[1].text"),
        ("Bo", BO, "contact", "debtors[0].name"),
        ("A", ANNA, "contact", "first.name"),
    ]
    assert changed == Told(
        ANNA, BO, "ANNA", None, "FLU", "BO", (Line("ONE", 1), Line("TWO", 2)), (Debtor(BO, "BO"),), Debtor(ANNA, "A"),
        "Lund",
    )  # fmt: skip


def test_owners_come_in_the_order_of_the_fields() -> None:
    found = list(personal_of(TOLD))
    assert found[0] == (ANNA, "contact", "Anna")
    assert {(person, category) for person, category, _ in found} == {
        (ANNA, "contact"), (ANNA, "special"), (BO, "contact"),
    }  # fmt: skip


def test_a_message_without_personal_texts_is_given_back_as_it_is() -> None:
    @dataclass(frozen=True, slots=True)
    class Plain(Event):
        town: str

    plain = Plain("Lund")
    assert withheld(plain) is plain
    assert not has_personal(Plain)


@dataclass(frozen=True, slots=True)
class Nobodys(Event):
    name: Personal[str]


@dataclass(frozen=True, slots=True)
class Counted(Event):
    person_id: UUID
    children: Personal[int]


@dataclass(frozen=True, slots=True)
class Several(Event):
    person_id: UUID
    names: tuple[Personal[str], ...]


@pytest.mark.parametrize(
    ("message", "because"),
    [
        (Nobodys("Anna"), "no UUID in person_id says whose"),
        (Counted(ANNA, 3), "is personal and no text"),
        (Several(ANNA, ("Anna",)), "several personal texts"),
    ],
)
def test_a_class_that_cannot_be_sealed_is_refused(message: Event, because: str) -> None:
    with pytest.raises(TypeError, match=because):
        withheld(message)


@for_each("cls", EVENTS.values(), lambda cls: cls.__name__)
def test_every_event_that_there_is_can_be_sealed(cls: type[Event]) -> None:
    assert has_personal(cls) in (True, False)


@given(SOME_EVENT)
def test_what_is_withheld_is_the_same_whether_the_event_was_sealed_or_not(event: Event) -> None:
    assert withheld(sealed(event)) == withheld(event)
    assert all(text == WITHHELD for text in _texts(withheld(event)))


@given(SOME_EVENT)
def test_no_state_depends_on_a_personal_text(event: Event) -> None:
    kind = kind_of(event.TOPIC)

    def state_after(version: Event) -> object:
        try:
            return kind.evolve(kind.initial, version)
        except Exception as error:  # made-up events may not follow from an empty state, sealed or not
            return type(error)

    assert state_after(sealed(event)) == state_after(event)


def _texts(event: Event) -> list[str]:
    found: list[str] = []

    def note(text: str, *_: object) -> str:
        found.append(text)
        return text

    change_personal(event, note)
    return found
