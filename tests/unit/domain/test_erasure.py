"""What stands in the way of erasing a person, and what an erasure leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.limits import check_address
from domain.kernel.refusal import Refusal
from domain.law.retention import kept_until
from domain.law.values import Months
from domain.person.cases.recording import RecordCaseClosed, RecordCaseOpened
from domain.person.cases.state import DebtorRole
from domain.person.erasure.erasing import EraseAbsorbedPerson, ErasePerson, PersonErased, what_blocks
from domain.person.erasure.holding import LiftLegalHold, PlaceLegalHold
from domain.person.erasure.requesting import ApproveErasure, DeclineErasure, ErasureApproved, ErasureRequested
from domain.person.payers.joining import JoinPayer, PayerJoined
from domain.person.registration.merging import AbsorbPerson, MergePerson
from domain.person.registration.state import PersonStatus
from domain.person.representative.appointing import AppointRepresentative, Capacity
from domain.person.state import PERSON, PersonState
from tests.unit.domain.samples import BY_ANOTHER, CONTEXT, accepted, after, refusal_code
from tests.unit.domain.samples import PERSON as SOMEBODY
from tests.unit.domain.test_person import ON_FILE, REGISTER
from tests.unit.messages.messages import messages_of

ALLIED, CASE, LATER_CASE = UUID(int=9), UUID(int=0xCA5E), UUID(int=0xCA5F)
MAIN = (DebtorRole.MAIN_DEBTOR, SOMEBODY)
ERASE = ErasePerson(SOMEBODY, None)
HOLD, LIFT = PlaceLegalHold("court_order"), LiftLegalHold("case_decided")


def closed(jurisdiction: str, on: date, state: PersonState = ON_FILE, case: UUID = CASE) -> PersonState:
    """A person whose case was closed on a day."""
    return after(
        PERSON,
        RecordCaseOpened(case, jurisdiction, *MAIN),
        RecordCaseClosed(case, jurisdiction, *MAIN, on),
        state=state,
    )


def codes(state: PersonState, basis: str | None = None) -> list[str]:
    """All that stands in the way, by its code."""
    return [one.code for one in what_blocks(state, basis, CONTEXT.now)]


def erased(state: PersonState, command: ErasePerson = ERASE) -> PersonErased:
    """The event of an erasure that nothing stands in the way of, and that a second person has approved."""
    [asked] = accepted(PERSON, state, command)
    assert isinstance(asked, ErasureRequested)
    [approved, event] = accepted(PERSON, PERSON.evolve(state, asked), ApproveErasure(asked.number), BY_ANOTHER)
    assert approved == ErasureApproved(asked.number, "agent-9", is_enough=True)
    assert isinstance(event, PersonErased)
    return event


def test_nobody_erases_anybody_alone_and_what_is_declined_leaves_all_as_it_was() -> None:
    [asked] = accepted(PERSON, ON_FILE, ERASE)
    waiting = PERSON.evolve(ON_FILE, asked)
    assert waiting.status is PersonStatus.REGISTERED
    assert refusal_code(PERSON, waiting, ApproveErasure(1)) == "second_person_needed"
    assert refusal_code(PERSON, waiting, ERASE) == "requested_already"
    [declined] = accepted(PERSON, waiting, DeclineErasure(1, "still_needed"), BY_ANOTHER)
    after_it = PERSON.evolve(waiting, declined)
    assert refusal_code(PERSON, after_it, ApproveErasure(1), BY_ANOTHER) == "request_not_waiting"


def test_what_has_come_in_the_way_since_it_was_asked_for_stops_the_erasure() -> None:
    waiting = after(PERSON, ERASE, HOLD, state=ON_FILE)
    assert refusal_code(PERSON, waiting, ApproveErasure(1), BY_ANOTHER) == "legal_hold"


def test_who_has_no_case_is_erased_and_is_nobody_any_more() -> None:
    event = erased(ON_FILE)
    assert (event, event.erased_persons) == (PersonErased((SOMEBODY,), (), None, ()), (SOMEBODY,))
    gone = PERSON.evolve(ON_FILE, event)
    assert gone == PERSON.initial._replace(identity=replace(PERSON.initial.identity, status=PersonStatus.ERASED))
    for command in (ERASE, HOLD, MergePerson(ALLIED, SOMEBODY)):
        assert refusal_code(PERSON, gone, command) == "person_erased"


def test_an_open_case_and_a_legal_hold_stand_in_the_way_and_all_of_it_is_told() -> None:
    held = after(PERSON, RecordCaseOpened(CASE, "SE", *MAIN), HOLD, state=ON_FILE)
    assert codes(held) == ["open_case", "legal_hold"]
    messages = [one.message for one in what_blocks(held, None, CONTEXT.now)]
    assert str(CASE) in messages[0] and "court_order" in messages[1]
    assert refusal_code(PERSON, held, ERASE) == "open_case"
    assert codes(after(PERSON, LIFT, state=held)) == ["open_case"]


def test_of_many_open_cases_some_are_named_and_the_others_counted() -> None:
    many = after(PERSON, *(RecordCaseOpened(UUID(int=number), "SE", *MAIN) for number in range(1, 14)))
    [refusal] = what_blocks(many, None, CONTEXT.now)
    assert refusal.message.count("00000000-") == 10 and refusal.message.endswith("and 3 more.")


def test_a_legal_hold_is_placed_and_lifted_once_each() -> None:
    held = after(PERSON, HOLD, state=ON_FILE)
    assert refusal_code(PERSON, held, HOLD) == "legal_hold_already"
    assert refusal_code(PERSON, ON_FILE, LIFT) == "no_legal_hold"
    assert refusal_code(PERSON, PERSON.initial, HOLD) == "person_unknown"
    assert after(PERSON, LIFT, state=held) == ON_FILE


def test_a_hold_cannot_be_lost_by_giving_the_person_up() -> None:
    held = after(PERSON, HOLD, state=ON_FILE)
    assert refusal_code(PERSON, held, MergePerson(ALLIED, SOMEBODY)) == "legal_hold"


@pytest.mark.parametrize(
    ("jurisdiction", "on", "now", "code"),
    [
        ("SE", date(2019, 1, 1), datetime(2026, 12, 31, tzinfo=UTC), "books_must_be_kept"),
        ("SE", date(2019, 12, 31), datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "books_must_be_kept"),
        ("SE", date(2019, 12, 31), datetime(2027, 1, 1, tzinfo=UTC), None),
        ("NO", date(2020, 6, 1), datetime(2025, 12, 31, tzinfo=UTC), "books_must_be_kept"),
        ("NO", date(2020, 6, 1), datetime(2026, 1, 1, tzinfo=UTC), None),
        ("DK", date(1999, 6, 1), datetime(2026, 1, 1, tzinfo=UTC), "erasure_basis_missing"),
        ("SE", date(2001, 6, 1), datetime(2026, 1, 1, tzinfo=UTC), "erasure_basis_missing"),  # before the row
    ],
)
def test_books_are_kept_to_the_end_of_the_year_that_the_law_says_and_no_law_is_guessed(
    jurisdiction: str, on: date, now: datetime, code: str | None
) -> None:
    found = [one.code for one in what_blocks(closed(jurisdiction, on), None, now)]
    assert found == ([code] if code else [])


def test_the_last_of_the_closed_cases_of_each_jurisdiction_counts() -> None:
    state = closed("NO", date(2024, 5, 1), closed("SE", date(2010, 5, 1)), LATER_CASE)
    assert codes(state) == ["erasure_basis_missing", "books_must_be_kept"]
    assert codes(closed("SE", date(2025, 5, 1), closed("SE", date(2010, 5, 1)), LATER_CASE)) == ["books_must_be_kept"]


def test_a_basis_stands_in_for_a_rule_that_is_missing_and_never_for_one_that_is_there() -> None:
    assert codes(closed("SE", date(2025, 5, 1)), "consent_withdrawn") == ["books_must_be_kept"]
    event = erased(closed("DK", date(2025, 5, 1)), replace(ERASE, basis="consent_withdrawn"))
    assert event.sentence() == "Person erased: consent_withdrawn"
    ruled = erased(closed("NO", date(2016, 5, 1)))
    assert ruled.sentence() == "Person erased: NO.bookkeeping_retention.2015-01-01"


def test_a_payer_whom_nobody_has_identified_is_erased_on_a_basis_only() -> None:
    assert refusal_code(PERSON, PERSON.initial, ERASE) == "person_unknown"
    assert erased(PERSON.initial, replace(ERASE, basis="unidentified_payer")).persons == (SOMEBODY,)


def test_who_was_given_up_is_erased_with_the_one_who_stayed() -> None:
    stays = after(PERSON, AbsorbPerson((ALLIED,), (), (), SOMEBODY), state=ON_FILE)
    event = erased(stays)
    assert event.erased_persons == (SOMEBODY, ALLIED)
    given_up = after(PERSON, MergePerson(SOMEBODY, ALLIED), state=after(PERSON, replace(REGISTER, person_id=ALLIED)))
    assert codes(given_up) == ["person_merged"]
    [absorbed] = accepted(PERSON, given_up, EraseAbsorbedPerson(ALLIED))
    assert PERSON.evolve(given_up, absorbed).status == "merged", "what comes for them is still the other one's"
    assert refusal_code(PERSON, ON_FILE, EraseAbsorbedPerson(SOMEBODY)) == "person_not_merged"


def test_somebody_who_was_erased_may_come_again_with_a_case_or_by_registration() -> None:
    stays = after(PERSON, AbsorbPerson((ALLIED,), (), (), SOMEBODY), state=ON_FILE)
    gone = PERSON.evolve(stays, erased(stays))
    for command in (RecordCaseOpened(CASE, "SE", *MAIN), REGISTER):
        again = after(PERSON, command, state=gone)
        assert again.status == "registered"
        assert again.identity.absorbed == (ALLIED,), "a claim may still come for them"


def test_nobody_acts_for_who_is_erased() -> None:
    represented = after(PERSON, AppointRepresentative(ALLIED, Capacity.GUARDIAN, SOMEBODY), state=ON_FILE)
    assert PERSON.evolve(represented, erased(represented)).representatives.acting == frozenset()


def test_an_erasure_is_for_the_person_whose_keys_it_ends() -> None:
    for command in (ERASE, EraseAbsorbedPerson(SOMEBODY)):
        assert check_address(command, SOMEBODY) is None
        assert check_address(command, ALLIED) is not None


def test_the_time_counts_from_the_end_of_the_year() -> None:
    assert kept_until(Months(84), date(2026, 1, 1)) == kept_until(Months(84), date(2026, 12, 31)) == date(2033, 12, 31)


any_command: Any = st.sampled_from(sorted(PERSON.commands.values(), key=str)).flatmap(messages_of)
case_told: Any = st.one_of(
    st.builds(RecordCaseOpened, st.just(CASE), st.sampled_from(["SE", "DK"]), *map(st.just, MAIN)),
    st.builds(
        RecordCaseClosed,
        st.just(CASE),
        st.just("NO"),
        *map(st.just, MAIN),
        st.sampled_from([date(2016, 1, 1), date(2026, 1, 1)]),
    ),
    st.sampled_from(
        [REGISTER, HOLD, LIFT, ERASE, replace(ERASE, basis="asked"), ApproveErasure(1), MergePerson(ALLIED, SOMEBODY)]
    ),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.one_of(case_told, case_told, any_command), max_size=20))
def test_whatever_is_asked_of_a_person_nobody_is_erased_past_what_stands_in_the_way(commands: list[Any]) -> None:
    state = PERSON.initial
    for command in commands:
        is_answer = isinstance(command, ApproveErasure)
        decision = PERSON.decide(state, command, BY_ANOTHER if is_answer else CONTEXT)
        if isinstance(decision, Refusal):
            continue
        if is_answer:
            asked = state.requests.by_number[command.number].asked
            assert isinstance(asked, ErasureRequested) and asked.requested_by != "agent-9"
            assert not state.cases.open and not state.hold.in_force
            assert codes(state, asked.basis) == []
        for event in decision:
            state = PERSON.evolve(state, event)
            if isinstance(event, PersonErased):
                assert state.cases.all == () and not state.hold.in_force
                assert state.status in (PersonStatus.ERASED, PersonStatus.MERGED)


PAYMENT, LINE = UUID(int=0xF00D), UUID(int=0xBA2C)
JOIN = JoinPayer(PAYMENT, SOMEBODY, LINE)


def test_what_bank_files_say_of_their_payments_goes_with_the_person() -> None:
    event = erased(after(PERSON, JOIN, state=ON_FILE))
    assert event.persons == (SOMEBODY,)
    assert event.erased_persons == (SOMEBODY, LINE)


def test_a_payer_who_was_erased_before_it_was_known_who_they_are_goes_at_once() -> None:
    gone = PERSON.evolve(ON_FILE, erased(ON_FILE))
    [joined] = accepted(PERSON, gone, JOIN)
    assert joined == PayerJoined(PAYMENT, SOMEBODY, LINE, None, is_erased=True)
    assert joined.erased_persons == (LINE,)
    assert PERSON.evolve(gone, joined) == gone


def test_what_who_was_given_up_had_paid_goes_with_them_too() -> None:
    given_up = after(PERSON, JOIN, MergePerson(ALLIED, SOMEBODY), state=ON_FILE)
    [event] = accepted(PERSON, given_up, EraseAbsorbedPerson(SOMEBODY))
    assert event.erased_persons == (SOMEBODY, LINE)
