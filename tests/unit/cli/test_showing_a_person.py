"""A person as `person show` shows them: by which ways nobody turns to them, and by which clocks they live."""

from __future__ import annotations

from io import StringIO
from uuid import UUID

from rich.console import Console

from infra.cli.person.person_view import PersonView, person_document, person_screen
from projections.person.queries import Person
from projections.sla.queries import ClockStatus
from tests.unit.domain.samples import NOW

ASA, GIVEN_UP, CASE = UUID(int=1), UUID(int=2), UUID(int=3)


def person(person_id: UUID, *, unwanted: tuple[str, ...] = (), wrong: tuple[str, ...] = (), sure: tuple[str, ...] = (),
           time_zone: str | None = None) -> Person:  # fmt: skip
    said = (list(unwanted), None, list(wrong), list(sure), time_zone)
    return Person(person_id, "registered", None, "natural", "SE", "sv", None, *said, 0)


def view(stays: Person, *given_up: Person, returned: bool = False) -> PersonView:
    came_back = ClockStatus(CASE, "returned_letter", 0, "SE", "running", NOW, NOW, None, None)
    nobody = ([], [], [], [], [])
    return PersonView(ASA, ASA, stays, [ASA], *nobody, list(given_up), [came_back] if returned else [])


def ways(shown: PersonView) -> list[tuple[str, str]]:
    return [(one["way"], one["why"]) for one in person_document(shown)["blocked"]]


def printed(shown: PersonView) -> str:
    console = Console(file=StringIO(), width=200)
    console.print(*person_screen(shown))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_each_way_by_which_nobody_turns_to_a_person_is_shown_with_the_reason() -> None:
    shown = view(person(ASA, unwanted=("email",), wrong=("sms", "phone")), returned=True)
    assert ways(shown) == [
        ("email", "declined"),
        ("sms", "somebody_else_was_reached"),
        ("phone", "somebody_else_was_reached"),
        ("letter", "letter_came_back"),
    ]
    told = printed(shown)
    assert "not by email" in told and "as they wish" in told
    assert f"a letter came back: find the address, and send it again (case {CASE})" in told


def test_a_number_that_led_to_somebody_else_is_shut_after_two_persons_were_joined_until_it_is_confirmed() -> None:
    other = person(GIVEN_UP, wrong=("phone",))
    assert ways(view(person(ASA), other)) == [("phone", "somebody_else_was_reached")]
    assert ways(view(person(ASA, sure=("sms", "phone")), other)) == []


def test_a_person_lives_by_their_own_clocks_where_somebody_said_so() -> None:
    assert "the clocks of Europe/London" in printed(view(person(ASA, time_zone="Europe/London")))
    assert "the clocks of the country whose law holds" in printed(view(person(ASA)))
