"""Inquiries get an answer, and who needs care gets time: with consent, with a day of review, and in few words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case.care.flagging import FlagVulnerability, VulnerabilityFlagged
from domain.case.care.life_event import LifeEventKind, LifeEventRecorded, RecordLifeEvent
from domain.case.care.reviewing import EndVulnerability, ReviewVulnerability, VulnerabilityEnded, VulnerabilityReviewed
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.contacts.guard import Approach, refuse_contact
from domain.case.holds.extending import HoldExtended
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced
from domain.case.inquiries.answering import AnswerInquiry, InquiryAnswered
from domain.case.inquiries.receiving import InquiryReceived, ReceiveInquiry
from domain.case.inquiries.state import InquirySubject
from domain.case.manager.assigning import AssignCaseManager, CaseManagerAssigned
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from tests.unit.domain.samples import AGENT, NOW, PERSON, accepted, after, at, open_case, refusal_code

ASK = ReceiveInquiry(InquirySubject.BALANCE, Channel.EMAIL, PERSON, "What do I owe, and why?")
ANSWER = AnswerInquiry(1, Channel.EMAIL)
REVIEW_BY = date(2026, 5, 15)
ILL = RecordLifeEvent(LifeEventKind.ILLNESS, PERSON, "In hospital until April", REVIEW_BY, consent=True)
FLAG = FlagVulnerability(PERSON, "Reads with difficulty", REVIEW_BY, consent=True)
END = EndVulnerability(1, "better_now")


def test_an_inquiry_is_answered_within_a_week() -> None:
    (received,) = accepted(CASE, open_case(), ASK)
    assert isinstance(received, InquiryReceived)
    assert (received.inquiry, received.received_at) == (1, NOW)
    assert received.answer_until == datetime(2026, 3, 9, 23, tzinfo=UTC), "seven days after a Monday, by its end"
    assert received.answer_rule == "SE.inquiry_answer.1970-01-01"
    assert received.sentence() == "Inquiry 1 received by email: balance"
    assert accepted(CASE, after(CASE, ASK, state=open_case()), ANSWER) == [InquiryAnswered(1, Channel.EMAIL)]


def test_who_asks_on_a_closed_case_is_answered_too_and_once() -> None:
    closed = after(CASE, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "asked"), ASK, state=open_case())
    assert refusal_code(CASE, closed, replace(ANSWER, inquiry=2)) == "inquiry_unknown"
    assert refusal_code(CASE, after(CASE, ANSWER, state=closed), ANSWER) == "inquiry_already_answered"


def test_nothing_is_answered_before_it_was_asked() -> None:
    state = after(CASE, ASK, state=open_case(), context=at(NOW + timedelta(days=2)))
    earlier = Context(NOW + timedelta(days=3), NOW + timedelta(days=1), AGENT)
    assert refusal_code(CASE, state, ANSWER, earlier) == "happened_before_the_inquiry"


def test_who_asks_to_be_called_back_is_called_though_we_spoke_yesterday() -> None:
    spoke = RecordContact(Channel.PHONE, Direction.INBOUND, Purpose.OTHER, ContactOutcome.REACHED, PERSON, None)
    state = after(CASE, spoke, state=open_case())
    call, tomorrow = Approach(Channel.PHONE, Purpose.QUESTION, PERSON), NOW + timedelta(days=1)
    refusal = refuse_contact(state, call, tomorrow)
    assert refusal and refusal.code == "spoken_recently"
    asked = after(CASE, replace(ASK, subject=InquirySubject.CALL_BACK), state=state)
    assert refuse_contact(asked, call, tomorrow) is None
    assert refuse_contact(after(CASE, ANSWER, state=asked), call, tomorrow) is not None


def test_a_life_event_that_may_be_recorded_gives_time_and_says_nothing_of_what_it_was() -> None:
    recorded, placed, *_ = accepted(CASE, open_case(), ILL)
    assert isinstance(recorded, LifeEventRecorded) and isinstance(placed, HoldPlaced)
    assert (recorded.life_event, recorded.review_by) == (1, REVIEW_BY)
    assert (placed.hold_type, placed.reason, placed.review_by) == (HoldType.LIFE_EVENT, "told_by_customer", REVIEW_BY)
    assert recorded.sentence() == "Life event 1 recorded with consent, review by 2026-05-15"
    assert "illness" not in repr(after(CASE, ILL, state=open_case())), "no state holds what an erasure does not reach"


@pytest.mark.parametrize(("command", "hold_type"), [(ILL, HoldType.LIFE_EVENT), (FLAG, HoldType.VULNERABILITY)])
def test_without_consent_there_is_a_hold_without_a_reason_and_nothing_else(command: Any, hold_type: HoldType) -> None:
    silent = replace(command, consent=False)
    events = accepted(CASE, open_case(), silent)
    assert {type(event).__name__ for event in events} == {"HoldPlaced", "DeadlinePaused"}
    assert isinstance(events[0], HoldPlaced)
    assert (events[0].hold_type, events[0].reason) == (hold_type, "no_reason_recorded")
    held = after(CASE, silent, state=open_case())
    assert refusal_code(CASE, held, silent) == "hold_already_in_force"
    assert accepted(CASE, held, LiftHold(1, "can_talk_again"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "lottery"}, "kind_unknown"),
        ({"review_by": date(2026, 3, 1)}, "review_day_invalid"),
        ({"review_by": date(2027, 3, 5)}, "review_day_invalid"),
    ],
)
def test_a_life_event_is_one_of_a_few_and_is_looked_at_again(change: dict[str, Any], code: str) -> None:
    assert refusal_code(CASE, open_case(), replace(ILL, **change)) == code


def test_a_second_life_event_is_recorded_under_the_hold_that_is_there() -> None:
    state = after(CASE, ILL, state=open_case())
    (second,) = accepted(CASE, state, replace(ILL, kind=LifeEventKind.JOB_LOSS))
    assert isinstance(second, LifeEventRecorded) and second.life_event == 2


def flagged() -> CaseState:
    state: CaseState = after(CASE, FLAG, state=open_case())
    return state


def test_a_vulnerable_customer_is_flagged_once_and_their_hold_ends_with_the_flag() -> None:
    flag, placed, *_ = accepted(CASE, open_case(), FLAG)
    assert isinstance(flag, VulnerabilityFlagged) and isinstance(placed, HoldPlaced)
    assert (flag.vulnerability, flag.since, placed.hold_type) == (1, NOW, HoldType.VULNERABILITY)
    assert refusal_code(CASE, flagged(), FLAG) == "already_vulnerable"
    assert refusal_code(CASE, flagged(), LiftHold(1, "asked")) == "hold_of_a_matter"
    ended, lifted, *_ = accepted(CASE, flagged(), END)
    assert isinstance(ended, VulnerabilityEnded) and isinstance(lifted, HoldLifted)
    assert refusal_code(CASE, after(CASE, END, state=flagged()), END) == "vulnerability_ended"
    assert accepted(CASE, after(CASE, END, state=flagged()), FLAG), "it may come back"


def test_a_review_sets_the_day_of_the_flag_and_of_its_hold() -> None:
    again = ReviewVulnerability(1, "still_so", date(2026, 8, 15))
    reviewed, extended = accepted(CASE, flagged(), again)
    assert isinstance(reviewed, VulnerabilityReviewed) and isinstance(extended, HoldExtended)
    assert (extended.hold, extended.review_by) == (1, date(2026, 8, 15))
    state = after(CASE, again, state=flagged())
    assert state.care.vulnerabilities.by_number[1].review_by == date(2026, 8, 15)
    assert refusal_code(CASE, state, replace(again, vulnerability=2)) == "vulnerability_unknown"


def test_the_hold_lasts_as_long_as_one_of_two_debtors_is_vulnerable() -> None:
    both = after(CASE, replace(FLAG, person_id=UUID(int=8)), state=flagged())
    assert [type(event) for event in accepted(CASE, both, END)] == [VulnerabilityEnded]
    last = after(CASE, END, state=both)
    assert HoldLifted in {type(event) for event in accepted(CASE, last, replace(END, vulnerability=2))}


def test_a_flag_is_not_ended_before_it_was_set() -> None:
    state = after(CASE, FLAG, state=open_case(), context=at(NOW + timedelta(days=2)))
    earlier = Context(NOW + timedelta(days=3), NOW + timedelta(days=1), AGENT)
    assert refusal_code(CASE, state, END, earlier) == "happened_before_the_flag"


def test_a_case_has_one_case_manager_by_the_id_under_which_they_act() -> None:
    assign = AssignCaseManager("agent-7", "new_case", "north")
    assert accepted(CASE, open_case(), assign) == [CaseManagerAssigned("agent-7", "new_case", "north", "")]
    given = after(CASE, assign, state=open_case())
    assert refusal_code(CASE, given, assign) == "already_case_manager"
    (changed,) = accepted(CASE, given, AssignCaseManager("agent-3", "speaks_finnish", None))
    assert changed.sentence() == "Case manager agent-3 instead of agent-7: speaks_finnish"
    assert refusal_code(CASE, given, AssignCaseManager("Anna Ek", "new_case", None)) == "actor_invalid"
