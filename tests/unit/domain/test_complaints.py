"""Complaints: what a customer says of how they were treated gets a final response, whatever becomes of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.complaints.acknowledging import AcknowledgeComplaint, ComplaintAcknowledged
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome, FinalResponseSent
from domain.case.complaints.dissatisfaction import DissatisfactionExpressed, RecordDissatisfaction
from domain.case.complaints.receiving import ComplaintReceived, ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced, PlaceHold
from domain.case.state import CASE, CaseState
from domain.kernel.message import Command
from tests.unit.domain.samples import (
    CLAIM_TOTAL_MINOR,
    NOW,
    PERSON,
    accepted,
    after,
    allocation,
    at,
    open_case,
    refusal_code,
)

COMPLAIN = ReceiveComplaint(ComplaintSubject.CONTACT_FREQUENCY, Channel.PHONE, PERSON, "You call me every day.")
TELL = AcknowledgeComplaint(1, Channel.EMAIL)
ANSWER = AnswerComplaint(1, ComplaintOutcome.UPHELD, "called_too_often", Channel.LETTER)
DEMAND = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.REACHED, PERSON, None)
CLOSE = CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "asked_by_creditor")


def complained(*further: Command) -> CaseState:
    state: CaseState = after(CASE, COMPLAIN, *further, state=open_case())
    return state


def test_a_complaint_says_by_when_the_customer_hears_and_the_case_stands_still() -> None:
    received, placed, paused = accepted(CASE, open_case(), COMPLAIN)
    assert isinstance(received, ComplaintReceived)
    assert (received.complaint, received.received_at) == (1, NOW)
    assert received.acknowledge_until == datetime(2026, 3, 5, 23, tzinfo=UTC), "three bank days after a Monday"
    assert received.answer_until == datetime(2026, 4, 1, 22, tzinfo=UTC), "thirty days, and summer time has begun"
    assert received.answer_rule == "SE.complaint_answer.1970-01-01"
    assert isinstance(placed, HoldPlaced)
    assert (placed.hold_type, placed.review_by) == (HoldType.COMPLAINT, date(2026, 4, 1))
    assert isinstance(paused, DeadlinePaused)


def test_nobody_is_asked_for_money_before_the_final_response() -> None:
    assert refusal_code(CASE, complained(), DEMAND) == "contact_on_hold"
    assert refusal_code(CASE, complained(), LiftHold(1, "asked")) == "hold_of_a_matter"
    assert accepted(CASE, complained(ANSWER), DEMAND)


def test_with_the_final_response_the_hold_ends_and_the_deadline_runs_on() -> None:
    events = accepted(CASE, complained(TELL), ANSWER, at(NOW + timedelta(days=4)))
    assert [type(event) for event in events] == [FinalResponseSent, HoldLifted, DeadlineResumed]
    assert events[0].sentence() == "Final response to complaint 1 by letter: upheld (called_too_often)"


def test_the_hold_lasts_until_the_last_complaint_has_its_answer() -> None:
    fees = replace(COMPLAIN, subject=ComplaintSubject.FEES)
    (second,) = accepted(CASE, complained(), fees)
    assert isinstance(second, ComplaintReceived)
    both = complained(fees)
    assert [type(event) for event in accepted(CASE, both, ANSWER)] == [FinalResponseSent]
    state = after(CASE, ANSWER, state=both)
    assert HoldLifted in {type(event) for event in accepted(CASE, state, replace(ANSWER, complaint=2))}


def test_a_complaint_on_a_closed_case_is_received_and_answered_and_stops_nothing() -> None:
    closed = after(CASE, CLOSE, state=open_case())
    (received,) = accepted(CASE, closed, COMPLAIN)
    assert isinstance(received, ComplaintReceived)
    assert [type(event) for event in accepted(CASE, CASE.evolve(closed, received), ANSWER)] == [FinalResponseSent]


def test_a_complaint_outlives_its_case_and_its_hold_can_be_lifted_when_the_case_opens_after_the_answer() -> None:
    paid = allocation(CLAIM_TOTAL_MINOR)
    state = complained(paid, TELL, ANSWER, ReverseAllocation(paid.payment_id, "returned_by_bank"))
    assert state.holds.of_type(HoldType.COMPLAINT) == 1
    assert accepted(CASE, state, LiftHold(1, "complaint_was_answered"))


def test_what_was_settled_in_the_conversation_is_no_complaint() -> None:
    (expressed,) = accepted(CASE, open_case(), RecordDissatisfaction(ComplaintSubject.FEES, Channel.CHAT, PERSON))
    assert isinstance(expressed, DissatisfactionExpressed)
    assert not CASE.evolve(open_case(), expressed).complaints.by_number


def test_the_customer_is_told_once() -> None:
    (told,) = accepted(CASE, complained(), TELL)
    assert isinstance(told, ComplaintAcknowledged)
    assert refusal_code(CASE, complained(TELL), TELL) == "complaint_already_acknowledged"


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (open_case(), ANSWER, "complaint_unknown"),
        (CASE.initial, COMPLAIN, "case_unknown"),
        (complained(ANSWER), ANSWER, "complaint_already_answered"),
        (complained(ANSWER), TELL, "complaint_already_answered"),
        (complained(), replace(ANSWER, channel=Channel.PHONE), "answer_not_in_writing"),
        (open_case(), PlaceHold(HoldType.COMPLAINT, "asked", date(2026, 4, 1)), "hold_of_a_matter"),
    ],
)
def test_what_does_not_fit_is_refused(state: CaseState, command: Command, code: str) -> None:
    assert refusal_code(CASE, state, command) == code


def test_nothing_happens_to_a_complaint_before_it_was_received() -> None:
    earlier = replace(at(NOW + timedelta(hours=1)), occurred_at=NOW - timedelta(minutes=2))
    assert refusal_code(CASE, complained(), ANSWER, earlier) == "happened_before_the_complaint"
