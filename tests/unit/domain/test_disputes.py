"""Disputes: what the customer says stops the claim, until there is an answer in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import SetDeadline
from domain.case.deadlines.state import DeadlineKind
from domain.case.disputes.acknowledging import AcknowledgeDispute, DisputeAcknowledged
from domain.case.disputes.raising import DisputeRaised, Grounds, RaiseDispute
from domain.case.disputes.resolving import DisputeResolved, ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.extending import ExtendHold, HoldExtended
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.placing import HoldPlaced
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Command
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import (
    AGENT,
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

RAISE = RaiseDispute(Grounds.WRONG_AMOUNT, 43_765, Channel.LETTER, PERSON, "The meter was read twice.")
REJECT = ResolveDispute(1, DisputeOutcome.REJECTED, None, "meter_was_read", Channel.LETTER)
IN_PART = ResolveDispute(1, DisputeOutcome.PARTLY_UPHELD, 100_000, "read_twice", Channel.EMAIL)
ALL_OF_IT = replace(RAISE, grounds=Grounds.NOT_MINE, disputed_minor=None)
UPHOLD = ResolveDispute(1, DisputeOutcome.UPHELD, None, "not_the_customer", Channel.MY_PAGE)
DEMAND = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.REACHED, PERSON, None)


def disputed() -> CaseState:
    state: CaseState = after(CASE, RAISE, state=open_case())
    return state


def test_a_dispute_places_its_own_hold_and_says_by_when_the_customer_hears() -> None:
    raised, placed, paused = accepted(CASE, open_case(), RAISE)
    assert isinstance(raised, DisputeRaised)
    assert (raised.dispute, raised.hold) == (1, 1)
    assert raised.acknowledge_until == datetime(2026, 3, 3, 23, tzinfo=UTC), "the next working day"
    assert raised.answer_until == datetime(2026, 3, 16, 23, tzinfo=UTC), "a fortnight"
    assert raised.answer_rule == "SE.dispute_answer.1970-01-01"
    assert isinstance(placed, HoldPlaced)
    assert (placed.hold_type, placed.reason, placed.review_by) == (HoldType.DISPUTE, "wrong_amount", date(2026, 3, 16))
    assert (placed.stops_contact, placed.stops_fees, placed.stops_interest, placed.stops_legal) == (
        True, True, False, True,
    )  # fmt: skip
    assert isinstance(paused, DeadlinePaused)
    assert "twice" not in raised.sentence(), "never in the customer's words"


def test_the_whole_claim_can_be_disputed() -> None:
    [raised, *_] = accepted(CASE, open_case(), replace(RAISE, disputed_minor=None))
    assert raised.sentence() == "Dispute 1 raised by letter: wrong_amount, of the whole claim"


@pytest.mark.parametrize("disputed_minor", [0, -1, CLAIM_TOTAL_MINOR + 1])
def test_no_more_is_disputed_than_is_owed(disputed_minor: int) -> None:
    assert refusal_code(CASE, open_case(), replace(RAISE, disputed_minor=disputed_minor)) == "amount_invalid"


def test_one_dispute_on_the_same_grounds_waits_at_a_time_and_others_beside_it() -> None:
    assert refusal_code(CASE, disputed(), RAISE) == "dispute_already_open"
    both = after(CASE, replace(RAISE, grounds=Grounds.TIME_BARRED), state=disputed())
    assert list(both.disputes.open()) == [1, 2]
    one_answered = accepted(CASE, both, REJECT)
    assert [type(event) for event in one_answered] == [DisputeResolved, HoldLifted], "the other still stops demands"
    answered = after(CASE, replace(REJECT, dispute=2), state=CASE.evolve_all(both, one_answered))
    assert answered.deadlines.paused() == {}
    assert accepted(CASE, answered, RAISE), "a new letter is a new dispute"


def test_the_customer_is_told_once_that_it_is_here() -> None:
    told = AcknowledgeDispute(1, Channel.EMAIL)
    assert accepted(CASE, disputed(), told) == [DisputeAcknowledged(1, Channel.EMAIL)]
    assert refusal_code(CASE, after(CASE, told, state=disputed()), told) == "dispute_already_acknowledged"
    assert refusal_code(CASE, open_case(), told) == "dispute_unknown"


@pytest.mark.parametrize("channel", sorted(set(Channel) - {Channel.LETTER, Channel.EMAIL, Channel.MY_PAGE}))
def test_an_answer_is_in_writing(channel: Channel) -> None:
    assert refusal_code(CASE, disputed(), replace(REJECT, channel=channel)) == "answer_not_in_writing"


@pytest.mark.parametrize(
    "command",
    [
        replace(REJECT, stands_minor=1_000),
        replace(UPHOLD, stands_minor=1_000),
        replace(IN_PART, stands_minor=None),
        replace(IN_PART, stands_minor=0),
        replace(IN_PART, stands_minor=CLAIM_TOTAL_MINOR),
        replace(IN_PART, stands_minor=CLAIM_TOTAL_MINOR - 43_766),
    ],
)
def test_an_answer_says_what_stands_when_the_customer_is_right_in_part_and_only_then(command: Command) -> None:
    assert refusal_code(CASE, disputed(), command) == "amount_invalid"


@pytest.mark.parametrize("answer", [REJECT, IN_PART])
def test_an_answer_after_which_something_stands_lifts_the_hold_and_deadlines_run_on(answer: ResolveDispute) -> None:
    later = at(NOW + timedelta(days=10))
    resolved, lifted, resumed = accepted(CASE, disputed(), answer, later)
    assert isinstance(resolved, DisputeResolved)
    assert CASE.evolve(disputed(), resolved).outstanding_minor == (answer.stands_minor or CLAIM_TOTAL_MINOR)
    assert isinstance(lifted, HoldLifted) and (lifted.hold, lifted.reason) == (1, "dispute_resolved")
    assert isinstance(resumed, DeadlineResumed) and resumed.due_date == date(2026, 3, 26)
    state = CASE.evolve_all(disputed(), [resolved, lifted, resumed])
    assert accepted(CASE, state, DEMAND, later)
    assert refusal_code(CASE, state, answer) == "dispute_already_resolved"


def test_who_was_right_is_asked_for_nothing_any_more_though_the_case_waits_to_be_closed() -> None:
    state = wholly_upheld()
    assert state.holds.in_force() == {}
    assert list(state.deadlines.paused()) == [1]
    assert refusal_code(CASE, state, DEMAND) == "claim_not_upheld"
    again = SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 4, 1), 1_000)
    assert refusal_code(CASE, state, again) == "claim_not_upheld"
    plan = AgreePlan(
        Channel.PHONE, Proposer.CUSTOMER, NOW.date(), (Instalment(date(2026, 4, 1), state.outstanding_minor),)
    )
    assert refusal_code(CASE, state, plan) == "claim_not_upheld"
    assert accepted(CASE, state, CloseCase(Outcome.UPHELD_DISPUTE, "not_the_customer"))


def wholly_upheld() -> CaseState:
    state: CaseState = after(CASE, ALL_OF_IT, UPHOLD, state=open_case())
    return state


def test_a_call_from_before_the_dispute_can_still_be_written_down_after_its_answer() -> None:
    now = NOW + timedelta(days=6)
    state = after(CASE, ALL_OF_IT, state=open_case(), context=at(NOW + timedelta(days=2)))
    state = after(CASE, UPHOLD, state=state, context=at(NOW + timedelta(days=5)))
    codes = {1: None, 3: "contact_on_hold", 5: "claim_not_upheld"}
    for days, code in codes.items():
        decision = CASE.decide(state, DEMAND, Context(now, NOW + timedelta(days=days), AGENT))
        assert (decision.code if isinstance(decision, Refusal) else None) == code


def test_who_is_right_about_a_part_of_the_claim_still_owes_the_rest_and_no_more() -> None:
    resolved, _, resumed = accepted(CASE, disputed(), UPHOLD)
    assert isinstance(resolved, DisputeResolved) and isinstance(resumed, DeadlineResumed)
    assert resolved.stands_minor == CLAIM_TOTAL_MINOR - 43_765
    assert sum((resolved.fees_minor, resolved.interest_minor, resolved.principal_minor)) == 43_765
    assert resolved.rule == "SE.allocation_order.1970-01-01"
    state = after(CASE, UPHOLD, state=disputed())
    assert state.outstanding_minor == CLAIM_TOTAL_MINOR - 43_765
    assert accepted(CASE, state, DEMAND)
    paid = after(CASE, allocation(state.outstanding_minor), state=state)
    assert (paid.life.outcome, list(paid.deadlines.running())) == (Outcome.PAID_IN_FULL, [])


def test_of_a_claim_paid_down_to_what_is_disputed_nothing_stands_when_the_customer_is_right() -> None:
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR - 43_765), state=disputed())
    state = after(CASE, UPHOLD, state=state)
    assert refusal_code(CASE, state, DEMAND) == "claim_not_upheld"


def test_a_payment_that_bounces_after_an_answer_in_part_is_owed_again_beside_what_stands() -> None:
    payment = UUID(int=5)
    state = after(CASE, allocation(20_000, payment), state=disputed())
    state = after(CASE, replace(IN_PART, stands_minor=80_000), state=state)
    assert state.outstanding_minor == 80_000
    assert after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=state).outstanding_minor == 100_000


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_dispute_says_something(text: str) -> None:
    assert refusal_code(CASE, open_case(), replace(RAISE, text=text)) == "value_missing"


@pytest.mark.parametrize("command", [AcknowledgeDispute(1, Channel.EMAIL), REJECT])
def test_nothing_is_answered_before_it_was_disputed(command: Command) -> None:
    state = after(CASE, RAISE, state=open_case(), context=at(NOW + timedelta(days=2)))
    earlier = Context(NOW + timedelta(days=3), NOW + timedelta(days=1), AGENT)
    assert refusal_code(CASE, state, command, earlier) == "happened_before_the_dispute"


def test_the_hold_of_a_dispute_can_go_on_but_ends_only_with_the_answer() -> None:
    assert refusal_code(CASE, disputed(), LiftHold(1, "asked")) == "hold_of_a_matter"
    [extended] = accepted(CASE, disputed(), ExtendHold(1, "creditor_looks", date(2026, 4, 1)))
    assert isinstance(extended, HoldExtended)


def test_a_case_that_closes_leaves_nothing_to_answer_and_one_that_opens_again_does() -> None:
    payment = UUID(int=5)
    closed = after(CASE, allocation(CLAIM_TOTAL_MINOR, payment), state=disputed())
    assert closed.disputes.open() == {}
    opened = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=closed)
    assert list(opened.disputes.open()) == [1]
    assert [type(event) for event in accepted(CASE, opened, REJECT)] == [DisputeResolved, HoldLifted, DeadlineResumed]
