"""Who somebody is, how they are reached, and who acts for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from consumers.policies.person_keeper import PersonKeeper
from domain.kernel.limits import check_address
from domain.kernel.refusal import Refusal
from domain.person.cases.recording import PersonCaseOpened, RecordCaseClosed, RecordCaseOpened
from domain.person.cases.state import DebtorRole, PersonCase
from domain.person.details.changing import ChangeContactDetails, ContactDetailsChanged, Removable
from domain.person.details.state import ToHeed, WishedChannel
from domain.person.details.wishing import ChangeChannelWishes, ChannelWishesChanged
from domain.person.registration.merging import AbsorbPerson, MergePerson, PersonAbsorbed, PersonMerged
from domain.person.registration.registering import PersonKind, PersonRegistered, RegisterPerson
from domain.person.representative.appointing import AppointRepresentative, Capacity, EndRepresentation
from domain.person.state import PERSON
from tests.unit.domain.samples import CONTEXT, accepted, after, refusal_code
from tests.unit.domain.samples import PERSON as SOMEBODY

GUARDIAN = UUID(int=8)
REGISTER = RegisterPerson(
    person_id=SOMEBODY, kind=PersonKind.NATURAL, country="SE", name="Åsa Öberg", national_id=None, language=None,
    email=None, phone=None, postal_address=None,
)  # fmt: skip
NOTHING = ChangeContactDetails(SOMEBODY, None, None, None, None, None, ())
ON_FILE = after(PERSON, REGISTER)


def test_a_person_is_put_on_file_once() -> None:
    [event] = accepted(PERSON, PERSON.initial, REGISTER)
    assert isinstance(event, PersonRegistered)
    assert event.sentence() == "Natural person registered without a national id"
    assert refusal_code(PERSON, ON_FILE, REGISTER) == "person_already_registered"


def test_how_a_new_person_is_reached_is_an_event_of_its_own_without_the_name() -> None:
    known, details = accepted(PERSON, PERSON.initial, replace(REGISTER, email="asa@example.se", language="sv"))
    assert isinstance(known, PersonRegistered) and known.language == "sv"
    assert details == ContactDetailsChanged(SOMEBODY, None, "asa@example.se", None, None, None, ())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("121212-1212", "201212121212"),
        ("121212+1212", "191212121212"),
        (" 19121212-1212 ", "191212121212"),
        ("8112189876", "198112189876"),
        ("198112789873", "198112789873"),  # a coordination number
    ],
)
def test_a_national_id_is_kept_in_the_one_form_in_which_it_is_compared(given: str, kept: str) -> None:
    [event] = accepted(PERSON, PERSON.initial, replace(REGISTER, national_id=given))
    assert isinstance(event, PersonRegistered)
    assert event.national_id == kept


@pytest.mark.parametrize(
    ("country", "kind", "number"),
    [
        ("SE", PersonKind.NATURAL, "19121212-1213"),  # the check digit
        ("SE", PersonKind.NATURAL, "19121312-1212"),  # no such month
        ("SE", PersonKind.NATURAL, "556703-7485"),  # a company's
        ("SE", PersonKind.LEGAL, "19121212-1213"),
        ("NO", PersonKind.NATURAL, "19121212-1212"),
        ("DE", PersonKind.LEGAL, "556703-7485"),  # no rule is known
        ("SE", PersonKind.NATURAL, ""),
        ("SE", PersonKind.NATURAL, "%"),
    ],
)
def test_a_national_id_that_cannot_be_one_is_refused(country: str, kind: PersonKind, number: str) -> None:
    command = replace(REGISTER, country=country, kind=kind, national_id=number)
    assert refusal_code(PERSON, PERSON.initial, command) == "national_id_invalid"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " \t"}, "name_missing"),
        ({"email": "asa at example.se"}, "email_invalid"),
        ({"phone": "call me"}, "phone_invalid"),
        ({"phone": "+----"}, "phone_invalid"),
        ({"postal_address": " "}, "postal_address_missing"),
        ({"country": "Sweden"}, "country_invalid"),
        ({"language": "svenska"}, "language_invalid"),
        ({"name": "Å" * 10_000}, "value_too_long"),
        ({"name": "Å\x1b[2J"}, "damaged_text"),
    ],
)
def test_what_nobody_is_called_or_reached_by_is_refused_without_repeating_it(change: dict[str, Any], code: str) -> None:
    command = replace(REGISTER, **change)
    assert refusal_code(PERSON, PERSON.initial, command) == code
    decision: Any = PERSON.decide(PERSON.initial, command, CONTEXT)
    [value] = change.values()
    assert value.strip() == "" or value not in decision.message


def test_details_change_one_by_one_and_the_sentence_tells_none_of_them() -> None:
    command = replace(NOTHING, email="asa@example.se", removed=(Removable.PHONE,))
    [event] = accepted(PERSON, ON_FILE, command)
    assert event.sentence() == "Contact details changed: e-mail, phone removed"
    assert refusal_code(PERSON, ON_FILE, NOTHING) == "details_missing"
    assert refusal_code(PERSON, ON_FILE, replace(command, removed=(Removable.EMAIL,))) == "details_contradict"
    assert refusal_code(PERSON, PERSON.initial, command) == "person_unknown"


def test_a_command_with_texts_is_for_the_person_under_whose_key_they_are_sealed() -> None:
    for command in (REGISTER, NOTHING, AppointRepresentative(GUARDIAN, Capacity.GUARDIAN, SOMEBODY)):
        assert check_address(command, SOMEBODY) is None
        refusal = check_address(command, GUARDIAN)
        assert refusal is not None and refusal.code == "aggregate_id_differs"


def test_the_preferred_way_is_not_an_unwanted_one_and_one_way_stays() -> None:
    wishes = ChangeChannelWishes(WishedChannel.EMAIL, (WishedChannel.PHONE,))
    [event] = accepted(PERSON, ON_FILE, wishes)
    assert isinstance(event, ChannelWishesChanged)
    assert (event.preferred, event.unwanted) == (WishedChannel.EMAIL, (WishedChannel.PHONE,))
    assert event.to_heed == ToHeed((WishedChannel.PHONE,))
    assert event.sentence() == "Wishes to be reached by email, not by phone"
    contradiction = replace(wishes, unwanted=(WishedChannel.EMAIL,))
    assert refusal_code(PERSON, ON_FILE, contradiction) == "wishes_contradict"
    assert refusal_code(PERSON, ON_FILE, ChangeChannelWishes(None, tuple(WishedChannel))) == "no_channel_left"


def test_somebody_else_acts_for_a_person_until_they_do_not() -> None:
    appoint = AppointRepresentative(GUARDIAN, Capacity.GUARDIAN, SOMEBODY)
    end = EndRepresentation(GUARDIAN, "withdrawn")
    represented = after(PERSON, appoint, state=ON_FILE)
    assert refusal_code(PERSON, represented, appoint) == "already_representative"
    assert refusal_code(PERSON, ON_FILE, end) == "no_representative"
    assert after(PERSON, end, appoint, state=represented) == represented
    assert not represented.to_heed.has_debt_adviser
    itself = replace(appoint, representative_id=SOMEBODY)
    assert refusal_code(PERSON, ON_FILE, itself) == "represents_itself"


ALLIED = UUID(int=9)
CASE = UUID(int=0xCA5E)
MAIN = ("SE", DebtorRole.MAIN_DEBTOR, SOMEBODY)


def _part(under: UUID, ended_on: date | None) -> PersonCase:
    return PersonCase(CASE, "SE", ended_on, DebtorRole.MAIN_DEBTOR, under)


def test_the_first_case_puts_somebody_on_file_and_its_end_is_known() -> None:
    opened = after(PERSON, RecordCaseOpened(CASE, *MAIN))
    assert (opened.status, [case.case_id for case in opened.cases.open]) == ("registered", [CASE])
    closed = after(PERSON, RecordCaseClosed(CASE, *MAIN, date(2026, 3, 2)), state=opened)
    assert closed.cases.open == () and closed.cases.all == (_part(SOMEBODY, date(2026, 3, 2)),)
    assert after(PERSON, RecordCaseOpened(CASE, *MAIN), state=closed) == opened
    assert refusal_code(PERSON, opened, REGISTER) == "person_already_registered"


def test_who_is_given_up_hands_over_and_sends_on_what_comes_later() -> None:
    known = after(PERSON, RecordCaseOpened(CASE, *MAIN), state=ON_FILE)
    [merged] = accepted(PERSON, known, MergePerson(ALLIED, SOMEBODY))
    assert merged == PersonMerged(ALLIED, (), (_part(SOMEBODY, None),), ())
    given_up = PERSON.evolve(known, merged)
    assert refusal_code(PERSON, given_up, MergePerson(ALLIED, SOMEBODY)) == "person_merged"
    [later] = accepted(PERSON, given_up, RecordCaseOpened(UUID(int=1), *MAIN))
    assert isinstance(later, PersonCaseOpened) and later.forwarded_to == ALLIED
    assert PERSON.evolve(given_up, later).status == "merged"


def test_who_came_into_a_case_under_two_ids_has_a_part_in_it_until_both_are_over() -> None:
    guarantor = (CASE, "SE", DebtorRole.GUARANTOR, ALLIED)
    twice = after(PERSON, RecordCaseOpened(CASE, *MAIN), RecordCaseOpened(*guarantor))
    one_left = after(PERSON, RecordCaseClosed(*guarantor, date(2026, 3, 2)), state=twice)
    assert [case.role for case in twice.cases.open] == ["main_debtor", "guarantor"]
    assert one_left.cases.open == (_part(SOMEBODY, None),)


def test_nobody_is_merged_into_themselves_or_into_who_was_given_up_for_them() -> None:
    assert refusal_code(PERSON, ON_FILE, MergePerson(SOMEBODY, SOMEBODY)) == "merge_into_itself"
    absorbing = after(PERSON, AbsorbPerson((ALLIED,), (), (), SOMEBODY), state=ON_FILE)
    assert refusal_code(PERSON, absorbing, MergePerson(ALLIED, SOMEBODY)) == "merge_in_a_circle"
    assert refusal_code(PERSON, absorbing, AbsorbPerson((ALLIED,), (), (), SOMEBODY)) == "person_already_absorbed"


@pytest.mark.parametrize("size", [2, 3, 5])
def test_of_persons_who_are_given_up_for_each_other_at_once_the_smallest_id_stays(size: int) -> None:
    """Everybody is merged into the next one before anybody is told; then the policy's commands go round."""
    ids = [UUID(int=100 + number) for number in range(size)]
    states, told = {}, []
    for number, one in enumerate(ids):
        known = after(PERSON, RecordCaseOpened(UUID(int=number), "SE", DebtorRole.MAIN_DEBTOR, one))
        into = ids[(number + 1) % size]
        [merged] = accepted(PERSON, known, MergePerson(into, one))
        states[one] = PERSON.evolve(known, merged)
        told.append(AbsorbPerson((one,), merged.cases, merged.payers, into))  # type: ignore[attr-defined]
    for _ in range(100):
        if not told:
            break
        command = told.pop(0)
        decision = PERSON.decide(states[command.person_id], command, CONTEXT)
        if isinstance(decision, Refusal):
            assert decision.code in PersonKeeper.expected_refusals
            continue
        [event] = decision
        assert isinstance(event, PersonAbsorbed)
        states[command.person_id] = PERSON.evolve(states[command.person_id], event)
        if event.forwarded_to is not None:
            told.append(
                AbsorbPerson((*event.absorbed, command.person_id), event.cases, event.payers, event.forwarded_to)
            )
    assert not told
    assert [one for one in ids if states[one].status == "registered"] == [ids[0]]
    assert set(states[ids[0]].identity.absorbed) == set(ids[1:])
    assert {case.case_id for case in states[ids[0]].cases.all} == {UUID(int=number) for number in range(size)}
