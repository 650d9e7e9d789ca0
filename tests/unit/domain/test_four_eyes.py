"""What nobody does alone: it is asked for by one, approved by another, and done as things stand by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.charges.accruing import AccrueInterest
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.closure.requesting import (
    ApproveClosure,
    ClosureApproved,
    ClosureDeclined,
    ClosureRequested,
    DeclineClosure,
)
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.four_eyes import RequestStatus
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from domain.payment.reversal.confirming import ConfirmReversal
from domain.payment.reversal.requesting import (
    ApproveReversal,
    DeclineReversal,
    ReversalApproved,
    ReversalDeclined,
    ReversalRequested,
)
from domain.payment.reversal.reversing import PaymentReversed, ReversePayment
from domain.payment.state import PAYMENT, PaymentState
from tests.unit.domain.samples import (
    CREDITORS,
    NOW,
    accepted,
    after,
    allocation,
    open_case,
    received_payment,
)

REVERSE = ReversePayment("returned_by_bank")
WRITE_OFF = CloseCase(Outcome.WRITTEN_OFF, "no_assets")
ANNA, BERIT, CARIN = (Actor("user", name) for name in ("anna", "berit", "carin"))
LIMIT_MINOR = 500_000
"""SE, given_up_alone_up_to and reversed_alone_up_to: 5,000 kronor."""
TWO_ABOVE_MINOR = 5_000_000
"""SE, given_up_by_two_above: 50,000 kronor."""


def by(actor: Actor, days: int = 0) -> Context:
    """When this person acts, so many days after the claim came."""
    at = NOW + timedelta(days=days)
    return Context(at, at, actor, CREDITORS)


def owing(minor: int) -> CaseState:
    """A case on which so much is owed."""
    return open_case(principal_minor=minor, interest_minor=0, fees_minor=0)


def requested(minor: int = 1_245_000) -> CaseState:
    """Anna has asked to write it off."""
    state: CaseState = after(CASE, WRITE_OFF, state=owing(minor), context=by(ANNA))
    return state


def refused(state: CaseState, command: Any, context: Context) -> Refusal:
    decision = CASE.decide(state, command, context)
    assert isinstance(decision, Refusal), decision
    return decision


def test_one_person_gives_up_five_thousand_kronor_and_not_one_ore_more() -> None:
    (closed,) = accepted(CASE, owing(LIMIT_MINOR), WRITE_OFF)
    assert isinstance(closed, CaseClosed)
    (asked,) = accepted(CASE, owing(LIMIT_MINOR + 1), WRITE_OFF)
    assert isinstance(asked, ClosureRequested)
    assert (asked.amount_minor, asked.approvals_needed, asked.requested_by) == (500_001, 1, "agent-7")


def test_the_request_names_the_act_the_policies_and_the_last_moment_and_changes_nothing_else() -> None:
    before = owing(1_245_000)
    (asked,) = accepted(CASE, before, WRITE_OFF, by(ANNA))
    assert isinstance(asked, ClosureRequested)
    assert (asked.outcome, asked.reason) == ("written_off", "no_assets")
    assert asked.rules == (
        "SE.given_up_alone_up_to.1970-01-01",
        "SE.given_up_by_two_above.1970-01-01",
        "SE.request_lapses.1970-01-01",
    )
    assert asked.lapses_at == datetime(2026, 4, 1, 22, tzinfo=UTC), (
        "the end of 1 April in Sweden: 30 days after 2 March"
    )
    assert not asked.postings()
    assert CASE.evolve(before, asked)._replace(requests=before.requests) == before


def test_another_person_approves_and_the_case_is_closed_in_the_same_decision() -> None:
    approved, closed = accepted(CASE, requested(), ApproveClosure(1), by(BERIT))
    assert approved == ClosureApproved(1, "berit", is_enough=True)
    assert isinstance(closed, CaseClosed)
    assert (closed.outcome, closed.reason, closed.written_off.covered_minor) == ("written_off", "no_assets", 1_245_000)


def test_nobody_approves_what_they_asked_for() -> None:
    refusal = refused(requested(), ApproveClosure(1), by(ANNA))
    assert (refusal.code, refusal.rule) == ("second_person_needed", "policy.four_eyes")


def test_no_program_and_no_customer_approves() -> None:
    for actor in (Actor("system", "closer"), Actor("customer", "my-page")):
        assert refused(requested(), ApproveClosure(1), by(actor)).code == "person_needed"


def test_above_fifty_thousand_kronor_two_others_must_approve() -> None:
    at_the_limit, above = requested(TWO_ABOVE_MINOR), requested(TWO_ABOVE_MINOR + 1)
    assert len(accepted(CASE, at_the_limit, ApproveClosure(1), by(BERIT))) == 2
    (first,) = accepted(CASE, above, ApproveClosure(1), by(BERIT))
    assert first == ClosureApproved(1, "berit", is_enough=False)
    state = CASE.evolve(above, first)
    again = refused(state, ApproveClosure(1), by(BERIT))
    assert (again.code, again.rule) == ("second_person_needed", "SE.given_up_alone_up_to.1970-01-01")
    last, closed = accepted(CASE, state, ApproveClosure(1), by(CARIN))
    assert last == ClosureApproved(1, "carin", is_enough=True)
    assert isinstance(closed, CaseClosed)


def test_what_is_declined_or_withdrawn_is_over_and_can_be_asked_for_again() -> None:
    for who in (BERIT, ANNA):
        (declined,) = accepted(CASE, requested(), DeclineClosure(1, "customer_pays"), by(who))
        assert declined == ClosureDeclined(1, "customer_pays", who.id)
        state = CASE.evolve(requested(), declined)
        assert refused(state, ApproveClosure(1), by(BERIT)).code == "request_not_waiting"
        (again,) = accepted(CASE, state, WRITE_OFF, by(ANNA))
        assert isinstance(again, ClosureRequested)
        assert again.number == 2


def test_the_same_is_not_asked_for_twice_at_a_time() -> None:
    refusal = refused(requested(), WRITE_OFF, by(CARIN))
    assert (refusal.code, refusal.rule) == ("requested_already", "policy.four_eyes")


def test_a_request_lapses_with_its_last_day_and_can_then_be_made_again() -> None:
    last_day, too_late = by(BERIT, days=30), by(BERIT, days=31)
    assert len(accepted(CASE, requested(), ApproveClosure(1), last_day)) == 2
    refusal = refused(requested(), ApproveClosure(1), too_late)
    assert (refusal.code, refusal.rule) == ("request_lapsed", "SE.request_lapses.1970-01-01")
    (again,) = accepted(CASE, requested(), WRITE_OFF, by(ANNA, days=31))
    assert isinstance(again, ClosureRequested)
    assert again.number == 2


def test_never_is_more_given_up_than_whoever_approves_has_seen() -> None:
    with_interest = owing(1_245_000)._replace(claim=replace(owing(1).claim, interest_from=date(2026, 1, 31)))
    asked: CaseState = after(CASE, WRITE_OFF, state=with_interest, context=by(ANNA))
    more = after(CASE, AccrueInterest(date(2026, 3, 1)), state=asked)
    refusal = refused(more, ApproveClosure(1), by(BERIT))
    assert (refusal.code, refusal.rule) == ("more_is_owed", "SE.given_up_alone_up_to.1970-01-01")


def test_less_is_given_up_where_a_payment_came_before_the_approval() -> None:
    less = after(CASE, allocation(200_000), state=requested())
    _, closed = accepted(CASE, less, ApproveClosure(1), by(BERIT))
    assert isinstance(closed, CaseClosed)
    assert closed.written_off.covered_minor == 1_045_000


def test_a_case_that_ends_otherwise_takes_its_request_with_it() -> None:
    paid = after(CASE, allocation(1_245_000), state=requested())
    assert paid.life.has_ended
    assert paid.requests.by_number[1].status is RequestStatus.OVERTAKEN


def test_what_somebody_else_than_a_person_wants_closed_waits_for_a_person_too() -> None:
    program = by(Actor("system", "closer"))
    (asked,) = accepted(CASE, owing(1_245_000), WRITE_OFF, program)
    assert isinstance(asked, ClosureRequested)
    state = CASE.evolve(owing(1_245_000), asked)
    assert isinstance(accepted(CASE, state, ApproveClosure(1), by(ANNA))[-1], CaseClosed)


def test_what_cannot_be_done_any_more_is_refused_with_its_own_reason() -> None:
    held = after(CASE, PlaceHold(HoldType.BANKRUPTCY, "court_notice", date(2026, 6, 1)), state=owing(1_245_000))
    bankrupt = CloseCase(Outcome.BANKRUPTCY_CLOSED, "no_dividend")
    asked = after(CASE, bankrupt, LiftHold(1, "other_person"), state=held, context=by(ANNA))
    assert refused(asked, ApproveClosure(1), by(BERIT)).code == "outcome_needs_hold"


def large_payment(minor: int = LIMIT_MINOR + 1) -> PaymentState:
    return received_payment(amount_minor=minor)


def test_by_hand_one_person_reverses_a_payment_of_five_thousand_kronor_and_not_one_ore_more() -> None:
    (reversed_,) = accepted(PAYMENT, large_payment(LIMIT_MINOR), REVERSE, by(ANNA, days=20))
    assert isinstance(reversed_, PaymentReversed)
    (asked,) = accepted(PAYMENT, large_payment(), REVERSE, by(ANNA, days=20))
    assert isinstance(asked, ReversalRequested)
    assert (asked.reason, asked.amount_minor, asked.approvals_needed) == ("returned_by_bank", 500_001, 1)
    assert asked.rules == ("SE.reversed_alone_up_to.1970-01-01", "SE.request_lapses.1970-01-01")
    assert not asked.postings()


def test_in_a_currency_that_has_no_limit_any_payment_is_reversed_by_two() -> None:
    (asked,) = accepted(PAYMENT, received_payment(currency="ISK", amount_minor=1), REVERSE, by(ANNA, days=20))
    assert isinstance(asked, ReversalRequested)
    assert asked.rules[0] == "policy.four_eyes"


def test_what_the_bank_takes_back_itself_needs_nobody() -> None:
    (reversed_,) = accepted(PAYMENT, large_payment(), REVERSE, by(Actor("bank", "9912346"), days=20))
    assert isinstance(reversed_, PaymentReversed)


def test_another_person_approves_a_reversal_and_the_money_has_left() -> None:
    asked = after(PAYMENT, REVERSE, state=large_payment(), context=by(ANNA, days=20))
    own = PAYMENT.decide(asked, ApproveReversal(1), by(ANNA, days=20))
    assert isinstance(own, Refusal)
    assert (own.code, own.rule) == ("second_person_needed", "policy.four_eyes")
    approved, reversed_ = accepted(PAYMENT, asked, ApproveReversal(1), by(BERIT, days=21))
    assert approved == ReversalApproved(1, "berit", is_enough=True)
    assert isinstance(reversed_, PaymentReversed)
    assert reversed_.booked_date == date(2026, 3, 23), "the day on which both had said so"


def test_a_reversal_that_the_bank_shows_meanwhile_takes_its_request_with_it() -> None:
    asked = after(PAYMENT, REVERSE, state=large_payment(), context=by(ANNA, days=20))
    shown = ConfirmReversal(UUID(int=5), "SEK", LIMIT_MINOR + 1, date(2026, 3, 22))
    taken = after(PAYMENT, shown, state=asked, context=by(Actor("system", "remitter"), days=20))
    assert taken.requests.by_number[1].status is RequestStatus.OVERTAKEN


def test_a_reversal_that_is_declined_leaves_the_money_where_it_is() -> None:
    asked = after(PAYMENT, REVERSE, state=large_payment(), context=by(ANNA, days=20))
    (declined,) = accepted(PAYMENT, asked, DeclineReversal(1, "not_on_the_statement"), by(BERIT, days=21))
    assert declined == ReversalDeclined(1, "not_on_the_statement", "berit")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([400_000, 1_245_000, 6_000_000]),
    st.lists(
        st.tuples(
            st.sampled_from([WRITE_OFF, ApproveClosure(1), ApproveClosure(2), DeclineClosure(1, "not_yet")]),
            st.sampled_from([ANNA, BERIT, CARIN]),
            st.sampled_from([0, 0, 1, 31]),
        ),
        max_size=8,
    ),
)
def test_whatever_is_tried_nothing_above_its_limit_is_given_up_without_enough_people(
    owed_minor: int, tries: list[tuple[Command, Actor, int]]
) -> None:
    state, day, agreed = owing(owed_minor), 0, dict[int, set[str]]()
    for command, actor, days_later in tries:
        day += days_later
        decision = CASE.decide(state, command, by(actor, day))
        if isinstance(decision, Refusal):
            continue
        for event in decision:
            if isinstance(event, ClosureRequested):
                agreed[event.number] = {event.requested_by}
            elif isinstance(event, ClosureApproved):
                agreed[event.number].add(event.approved_by)
        if isinstance(decision[-1], CaseClosed):
            needed = 1 + (owed_minor > LIMIT_MINOR) + (owed_minor > TWO_ABOVE_MINOR)
            assert needed == 1 or needed in map(len, agreed.values())
        state = CASE.evolve_all(state, decision)
