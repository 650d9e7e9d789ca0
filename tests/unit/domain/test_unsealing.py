"""What is sealed of a person is read for a purpose, for a while, and never because one person wanted to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.kernel.recorded import Actor
from domain.person.state import PERSON, PersonState
from domain.person.unsealing.requesting import (
    ApprovePersonalData,
    DeclinePersonalData,
    PersonalDataApproved,
    PersonalDataDeclined,
    PersonalDataRequested,
    PersonalDataUnsealed,
    RequestPersonalData,
)
from tests.unit.domain.samples import BY_ANOTHER, CONTEXT, NOW, accepted, after, refusal_code
from tests.unit.domain.test_person import ON_FILE

ASK = RequestPersonalData("complaint_of_march")
UNTIL = datetime(2026, 3, 3, 23, tzinfo=UTC)
"""The end of 3 March in Sweden, the day after the approval (SE.unsealing_lasts: 1 day)."""


def asked() -> PersonState:
    state: PersonState = after(PERSON, ASK, state=ON_FILE)
    return state


def test_who_asks_says_what_for_and_may_not_read_it_yet() -> None:
    [request] = accepted(PERSON, ON_FILE, ASK)
    assert isinstance(request, PersonalDataRequested)
    assert (request.purpose, request.requested_by, request.approvals_needed) == ("complaint_of_march", "agent-7", 1)
    assert request.rules == ("policy.four_eyes", "SE.request_lapses.1970-01-01")
    assert not asked().readers.may_read("agent-7", NOW)


def test_another_person_allows_it_until_the_end_of_the_next_day_and_to_nobody_else() -> None:
    approved, unsealed = accepted(PERSON, asked(), ApprovePersonalData(1), BY_ANOTHER)
    assert approved == PersonalDataApproved(1, "agent-9", is_enough=True)
    assert unsealed == PersonalDataUnsealed(1, "agent-7", "complaint_of_march", UNTIL, "SE.unsealing_lasts.1970-01-01")
    readers = PERSON.evolve(asked(), unsealed).readers
    assert readers.may_read("agent-7", UNTIL - timedelta(microseconds=1))
    assert not readers.may_read("agent-7", UNTIL)
    assert not readers.may_read("agent-9", NOW)


def test_nobody_allows_it_to_themselves_and_no_program_does() -> None:
    assert refusal_code(PERSON, asked(), ApprovePersonalData(1)) == "second_person_needed"
    program = replace(CONTEXT, actor=Actor("system", "opener"))
    assert refusal_code(PERSON, asked(), ApprovePersonalData(1), program) == "person_needed"
    assert refusal_code(PERSON, ON_FILE, ASK, program) == "person_needed"


def test_what_is_declined_stays_sealed() -> None:
    [declined] = accepted(PERSON, asked(), DeclinePersonalData(1, "not_needed"), BY_ANOTHER)
    assert declined == PersonalDataDeclined(1, "not_needed", "agent-9")
    state = PERSON.evolve(asked(), declined)
    assert refusal_code(PERSON, state, ApprovePersonalData(1), BY_ANOTHER) == "request_not_waiting"


def test_of_whom_nothing_is_on_file_there_is_nothing_to_read() -> None:
    assert refusal_code(PERSON, PERSON.initial, ASK) == "person_unknown"
