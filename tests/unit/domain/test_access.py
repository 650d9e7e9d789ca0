"""A person asks for all that is on record about them, and has it within a month (GDPR Art. 15 and 12(3))."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.law.values import Months
from domain.person.access.giving import AccessGiven, GiveAccess
from domain.person.access.requesting import AccessRequested, RequestAccess
from domain.person.details.state import WishedChannel
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.requesting import ApproveErasure
from domain.person.registration.registering import PersonKind, RegisterPerson
from domain.person.state import PERSON
from tests.unit.domain.samples import BY_ANOTHER, accepted, after, at, refusal_code
from tests.unit.domain.samples import PERSON as SOMEBODY

ON_FILE = after(PERSON, RegisterPerson(SOMEBODY, PersonKind.NATURAL, "SE", "Åsa Öberg", None, None, None, None, None))
ASKED = RequestAccess(WishedChannel.LETTER, "SE")
GIVEN = GiveAccess(WishedChannel.MY_PAGE, 42)


def test_a_month_runs_from_the_day_on_which_they_asked_to_the_end_of_its_last_day() -> None:
    [event] = accepted(PERSON, ON_FILE, ASKED, at(datetime(2026, 3, 2, 8, tzinfo=UTC)))
    assert isinstance(event, AccessRequested)
    # Asked on 2 March in Stockholm: until the end of 2 April, which is 22:00 UTC in summer time.
    assert event.answer_until == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert (event.request, event.rule) == (1, "SE.access_answer.2018-05-25")


@pytest.mark.parametrize(
    ("asked_on", "answered_by"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number_or_the_last_one(asked_on: date, answered_by: date) -> None:
    assert Months(1).after(asked_on) == answered_by


def test_what_was_asked_for_is_given_once() -> None:
    state = after(PERSON, ASKED, state=ON_FILE)
    [event] = accepted(PERSON, state, GIVEN)
    assert event == AccessGiven(WishedChannel.MY_PAGE, 42, 1)
    assert event.sentence() == "Access 1 to their data given by my_page: 42 events"
    assert refusal_code(PERSON, PERSON.evolve(state, event), GIVEN) == "access_not_requested"


def test_nobody_looks_at_everything_about_a_person_who_has_not_asked() -> None:
    assert refusal_code(PERSON, ON_FILE, GIVEN) == "access_not_requested"


def test_who_asks_again_meanwhile_gets_the_one_answer_and_later_another() -> None:
    state = after(PERSON, ASKED, state=ON_FILE)
    assert refusal_code(PERSON, state, ASKED) == "access_already_requested"
    [again] = accepted(PERSON, after(PERSON, GIVEN, state=state), ASKED)
    assert isinstance(again, AccessRequested)
    assert again.request == 2


def test_of_whom_nothing_is_on_file_there_is_nothing_to_see() -> None:
    assert refusal_code(PERSON, PERSON.initial, ASKED) == "person_unknown"
    asked = after(PERSON, ErasePerson(SOMEBODY, None), state=ON_FILE)
    erased = after(PERSON, ApproveErasure(1), state=asked, context=BY_ANOTHER)
    assert refusal_code(PERSON, erased, ASKED) == "person_erased"


def test_the_country_must_be_one_whose_days_are_known() -> None:
    assert refusal_code(PERSON, ON_FILE, RequestAccess(WishedChannel.EMAIL, "XX")) == "jurisdiction_unknown"
    assert refusal_code(PERSON, ON_FILE, RequestAccess(WishedChannel.EMAIL, "US")) == "rule_missing"
