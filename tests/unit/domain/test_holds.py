"""Holds: what each of them stops, that several hold together, and that time which stood still is given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import (
    DEMANDING,
    Channel,
    ContactMade,
    ContactOutcome,
    Direction,
    Purpose,
    RecordContact,
)
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet, SetDeadline
from domain.case.deadlines.state import DEMANDS, DeadlineKind, DeadlineStatus
from domain.case.holds.demands import demands_stopped_since
from domain.case.holds.extending import ExtendHold, HoldExtended
from domain.case.holds.kinds import HOLD_KINDS, KIND_OF, HoldType, as_page
from domain.case.holds.lifting import HoldLifted, LiftHold
from domain.case.holds.matters import MATTERS
from domain.case.holds.placing import HoldPlaced, PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import TerminatePlan
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Command
from domain.kernel.refusal import Refusal
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived
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

APRIL = date(2026, 4, 15)
ILL = PlaceHold(HoldType.LIFE_EVENT, "asked_for_time", APRIL)
TALKING = PlaceHold(HoldType.PLAN_NEGOTIATION, "talks_of_a_plan", APRIL)
KEPT = PlaceHold(HoldType.LITIGATION_HOLD, "asked_by_lawyer", APRIL)
STOPPING = [kind.hold_type for kind in HOLD_KINDS if kind.scope.contact and kind.hold_type not in MATTERS]
A_WEEK_ON = at(NOW + timedelta(days=7))
INSTALMENTS = ((date(2026, 3, 31), 25_500), (date(2026, 4, 30), 50_000), (date(2026, 5, 31), 50_000))
PLAN = AgreePlan(Channel.PHONE, Proposer.CUSTOMER, NOW.date(), tuple(Instalment(*one) for one in INSTALMENTS))


def contact(purpose: Purpose, direction: Direction = Direction.OUTBOUND) -> RecordContact:
    return RecordContact(Channel.PHONE, direction, purpose, ContactOutcome.REACHED, PERSON, None)


def demand(due_date: date) -> SetDeadline:
    return SetDeadline(DeadlineKind.PAYMENT_DEMAND, due_date, 10_000)


def on_hold(*holds: Command) -> CaseState:
    state: CaseState = after(CASE, *(holds or (ILL,)), state=open_case())
    return state


def refusal(state: CaseState, command: Command, context: Context = A_WEEK_ON) -> Refusal:
    decision = CASE.decide(state, command, context)
    assert isinstance(decision, Refusal)
    return decision


def test_a_hold_says_what_it_stops_since_when_until_when_and_who_placed_it() -> None:
    placed, paused = accepted(CASE, open_case(), ILL)
    assert isinstance(placed, HoldPlaced)
    assert (placed.hold, placed.since, placed.placed_by) == (1, NOW, "agent-7")
    assert placed.scope == KIND_OF[HoldType.LIFE_EVENT].scope
    assert (placed.next_review, placed.review_until) == (1, datetime(2026, 4, 15, 22, tzinfo=UTC))
    assert placed.sentence() == (
        "Hold 1 (life_event) placed: asked_for_time; stops contact, fees, legal, review by 2026-04-15"
    )
    assert paused == DeadlinePaused(1, DeadlineKind.PAYMENT_DEMAND, NOW)


def test_the_table_has_each_type_once_and_the_page_prints_it() -> None:
    assert [kind.hold_type for kind in HOLD_KINDS] == list(HoldType)
    assert as_page() in Path("docs/cases-and-money.md").read_text("utf-8"), "print as_page() into it anew"


@pytest.mark.parametrize("hold_type", STOPPING)
@pytest.mark.parametrize("purpose", sorted(DEMANDING))
def test_nobody_is_asked_for_money_while_a_hold_stops_that(hold_type: HoldType, purpose: Purpose) -> None:
    state = on_hold(PlaceHold(hold_type, "asked", APRIL))
    told = refusal(state, contact(purpose))
    assert told.code == "contact_on_hold"
    assert hold_type in told.message and "2026-04-15" in told.message, "what a case worker can say to the customer"
    assert refusal(state, demand(APRIL)).code == "contact_on_hold"


@pytest.mark.parametrize("hold_type", STOPPING)
@pytest.mark.parametrize("purpose", sorted(set(Purpose) - DEMANDING))
def test_the_customer_is_always_answered(hold_type: HoldType, purpose: Purpose) -> None:
    state = on_hold(PlaceHold(hold_type, "asked", APRIL))
    assert accepted(CASE, state, contact(purpose), A_WEEK_ON)


def test_the_customer_may_always_speak_of_paying() -> None:
    assert accepted(CASE, on_hold(), contact(Purpose.PAYMENT, Direction.INBOUND), A_WEEK_ON)
    assert accepted(CASE, on_hold(), SetDeadline(DeadlineKind.REPLY, APRIL, 0), A_WEEK_ON), "a reply is no money"


def test_a_hold_that_stops_no_contact_lets_demands_through() -> None:
    state = on_hold(KEPT)
    assert accepted(CASE, state, contact(Purpose.PAYMENT), A_WEEK_ON)
    assert state.deadlines.paused() == {}


def test_what_was_done_before_a_hold_or_after_it_can_be_recorded_and_what_was_done_during_it_never() -> None:
    placed_at, lifted_at, now = (NOW + timedelta(days=days) for days in (2, 9, 20))
    state = after(CASE, ILL, state=open_case(), context=at(placed_at))
    state = after(CASE, LiftHold(1, "well"), state=state, context=at(lifted_at))
    for days, is_taken in ((1, True), (2, False), (8, False), (9, True)):
        decision = CASE.decide(state, contact(Purpose.PAYMENT), Context(now, NOW + timedelta(days=days), AGENT))
        assert isinstance(decision, list) is is_taken, days


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (PlaceHold(HoldType.DISPUTE, "asked", APRIL), "hold_of_a_matter"),
        (PlaceHold(HoldType.LIFE_EVENT, "asked", date(2026, 3, 1)), "review_day_invalid"),
        (PlaceHold(HoldType.LIFE_EVENT, "asked", date(2027, 3, 4)), "review_day_invalid"),
        (PlaceHold("bored", "asked", APRIL), "hold_type_unknown"),  # type: ignore[arg-type]
        (PlaceHold(HoldType.LIFE_EVENT, "Ill at home", APRIL), "code_invalid"),
        (ExtendHold(2, "asked", APRIL), "hold_unknown"),
        (ExtendHold(1, "asked", date(2026, 3, 1)), "review_day_invalid"),
        (LiftHold(2, "asked"), "hold_unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(command: Command, code: str) -> None:
    assert refusal_code(CASE, on_hold(), command) == code


def test_a_lifted_hold_is_neither_lifted_nor_extended_again() -> None:
    state = after(CASE, LiftHold(1, "well"), state=on_hold())
    assert refusal_code(CASE, state, LiftHold(1, "well")) == "hold_not_in_force"
    assert refusal_code(CASE, state, ExtendHold(1, "asked", APRIL)) == "hold_not_in_force"


def test_a_hold_of_a_type_that_is_in_force_is_extended_and_not_placed_twice() -> None:
    assert refusal_code(CASE, on_hold(), ILL) == "hold_already_in_force"
    assert accepted(CASE, on_hold(), TALKING), "one of another type is another matter"
    lifted = after(CASE, LiftHold(1, "well"), state=on_hold())
    assert accepted(CASE, lifted, ILL)


def test_a_payment_that_bounces_during_a_hold_leaves_the_deadline_the_time_that_it_had_when_the_hold_began() -> None:
    payment = UUID(int=5)
    state = after(CASE, SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 3, 16), 20_000), state=open_case())
    state = after(CASE, allocation(20_000, payment), state=state)
    state = after(CASE, ILL, state=state, context=A_WEEK_ON)
    bounced = at(datetime(2026, 3, 25, 8, tzinfo=UTC))
    state = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=state, context=bounced)
    assert state.deadlines.by_number[2].status is DeadlineStatus.PAUSED
    state = after(CASE, LiftHold(1, "well"), state=state, context=at(datetime(2026, 3, 30, 8, tzinfo=UTC)))
    assert state.deadlines.by_number[2].due_date == date(2026, 4, 6), "a week, as on the 9th"


def test_nothing_is_done_about_a_hold_before_it_began() -> None:
    state = after(CASE, ILL, state=open_case(), context=A_WEEK_ON)
    earlier = Context(NOW + timedelta(days=8), NOW + timedelta(days=1), AGENT)
    for command in (LiftHold(1, "well"), ExtendHold(1, "still_ill", APRIL)):
        assert refusal_code(CASE, state, command, earlier) == "happened_before_the_hold"


def test_a_hold_that_is_written_down_later_is_reviewed_on_a_day_that_is_still_to_come() -> None:
    told_later = Context(NOW + timedelta(days=7), NOW + timedelta(days=1), AGENT)
    too_early = replace(ILL, review_by=date(2026, 3, 8))
    assert refusal_code(CASE, open_case(), too_early, told_later) == "review_day_invalid"
    assert accepted(CASE, open_case(), replace(ILL, review_by=date(2026, 3, 9)), told_later)


def test_a_deadline_that_was_over_before_the_hold_began_was_missed() -> None:
    begins = at(datetime(2026, 3, 19, 23, tzinfo=UTC))
    late, placed = accepted(CASE, open_case(), ILL, begins)
    assert isinstance(late, DeadlineMissed) and late.deadline == 1
    assert isinstance(placed, HoldPlaced)


def test_the_instalment_after_one_that_was_over_before_the_hold_began_stands_still() -> None:
    state = after(CASE, PLAN, state=open_case())
    late, placed, following, paused = accepted(CASE, state, ILL, at(datetime(2026, 4, 10, 8, tzinfo=UTC)))
    assert isinstance(late, DeadlineMissed) and isinstance(placed, HoldPlaced)
    assert isinstance(following, DeadlineSet) and following.due_date == date(2026, 4, 30)
    assert isinstance(paused, DeadlinePaused) and paused.deadline == following.deadline


def test_a_hold_that_goes_on_is_reviewed_anew_and_both_reviews_have_their_numbers() -> None:
    extended = accepted(CASE, on_hold(ILL, KEPT), ExtendHold(1, "still_ill", date(2026, 5, 15)), A_WEEK_ON)
    assert extended == [
        HoldExtended(1, "still_ill", date(2026, 5, 15), 1, 3, datetime(2026, 5, 15, 22, tzinfo=UTC)),
    ]
    state = CASE.evolve_all(on_hold(ILL, KEPT), extended)
    assert state.holds.by_number[1].review_by == date(2026, 5, 15)
    lifted = accepted(CASE, state, LiftHold(1, "well"), A_WEEK_ON)[0]
    assert isinstance(lifted, HoldLifted) and lifted.review == 3


def test_a_deadline_that_stands_still_is_not_missed_and_runs_on_by_as_many_days_as_it_stood_still() -> None:
    state = on_hold()
    long_after = at(datetime(2026, 6, 1, tzinfo=UTC))
    assert refusal_code(CASE, state, MarkDeadlineMissed(1, long_after.now), long_after) == "deadline_on_hold"
    lifted, resumed = accepted(CASE, state, LiftHold(1, "well"), A_WEEK_ON)
    assert isinstance(lifted, HoldLifted)
    assert isinstance(resumed, DeadlineResumed)
    assert (resumed.due_date, resumed.grace_date) == (date(2026, 3, 23), date(2026, 3, 26)), "the 16th, and a week"
    state = CASE.evolve_all(state, [lifted, resumed])
    too_early = at(resumed.grace_until - timedelta(microseconds=1))
    assert refusal_code(CASE, state, MarkDeadlineMissed(1, too_early.now), too_early) == "deadline_not_due"
    assert isinstance(accepted(CASE, state, MarkDeadlineMissed(1, resumed.grace_until))[0], DeadlineMissed)


def test_the_last_of_several_holds_lets_deadlines_run_on() -> None:
    state = on_hold(ILL, PlaceHold(HoldType.DEBT_ADVISER, "adviser_asked", APRIL), KEPT)
    first = accepted(CASE, state, LiftHold(1, "well"), A_WEEK_ON)
    assert [type(event) for event in first] == [HoldLifted]
    second = accepted(CASE, CASE.evolve_all(state, first), LiftHold(2, "adviser_done"), A_WEEK_ON)
    assert [type(event) for event in second] == [HoldLifted, DeadlineResumed]


def test_money_that_came_while_a_deadline_stood_still_has_met_it_in_time() -> None:
    state = after(CASE, demand(date(2026, 3, 4)), state=open_case(pay_by=None))
    state = after(CASE, ILL, state=state)
    state = after(CASE, allocation(10_000, on=date(2026, 3, 30)), state=state)
    assert state.deadlines.by_number[1].status is DeadlineStatus.PAUSED
    events = accepted(CASE, state, LiftHold(1, "well"), at(datetime(2026, 4, 1, 8, tzinfo=UTC)))
    assert [type(event) for event in events] == [HoldLifted, DeadlineResumed, DeadlineMet]


def test_a_payment_that_bounces_while_on_hold_leaves_its_deadline_standing_still() -> None:
    payment = UUID(int=5)
    state = after(CASE, demand(date(2026, 3, 20)), state=open_case(pay_by=None))
    state = after(CASE, allocation(10_000, payment), ILL, state=state)
    events = accepted(CASE, state, ReverseAllocation(payment, "returned_by_bank"), A_WEEK_ON)
    assert [type(event) for event in events][1:] == [DeadlineResumed, DeadlinePaused]


def test_a_plan_that_stood_still_goes_on_with_all_its_instalments_later() -> None:
    state = after(CASE, PLAN, ILL, state=open_case())
    state = after(CASE, LiftHold(1, "well"), state=state, context=at(NOW + timedelta(days=10)))
    second = after(CASE, allocation(25_500), state=state).deadlines.by_number[3]
    assert second.due_date == date(2026, 5, 10), "the 30th of April, and ten days"


def test_a_plan_that_is_agreed_while_on_hold_waits_and_talking_about_one_ends_with_it() -> None:
    waiting = accepted(CASE, on_hold(), PLAN)
    assert [type(event) for event in waiting][1:] == [DeadlineSet, DeadlinePaused]
    agreed = accepted(CASE, on_hold(TALKING), PLAN)
    assert [type(event) for event in agreed][1:] == [HoldLifted, DeadlineSet]
    assert isinstance(agreed[1], HoldLifted) and agreed[1].reason == "plan_agreed"


def test_a_plan_that_ends_while_on_hold_leaves_no_deadline_to_run_on() -> None:
    state = after(CASE, PLAN, ILL, TerminatePlan("asked"), state=open_case())
    assert [type(event) for event in accepted(CASE, state, LiftHold(1, "well"))] == [HoldLifted]


def test_closing_a_case_ends_its_holds_and_a_bounced_payment_brings_them_back_as_they_were() -> None:
    payment = UUID(int=5)
    lifted = after(CASE, ILL, LiftHold(1, "well"), KEPT, TALKING, state=open_case())
    closed = after(CASE, allocation(CLAIM_TOTAL_MINOR, payment), state=lifted)
    assert closed.holds.in_force() == {} and closed.deadlines.unsettled() == {}
    opened = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=closed, context=A_WEEK_ON)
    assert list(opened.holds.in_force()) == [2, 3]
    assert opened.deadlines.by_number[1].paused_at == NOW, "since when it stood still before"
    assert refusal_code(CASE, opened, contact(Purpose.PAYMENT), A_WEEK_ON) == "contact_on_hold"


def test_nothing_is_put_on_hold_that_is_closed() -> None:
    state = after(CASE, ILL, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "taken_back"), state=open_case())
    for command in (ILL, LiftHold(1, "well"), ExtendHold(1, "asked", APRIL)):
        assert refusal_code(CASE, state, command) == "case_closed"


@whatever_happens(case_lives, number=400)
def test_no_order_of_commands_lets_a_demand_through_while_a_hold_stops_it(asked: list[object]) -> None:
    """Told from the log alone, by its events, and not by what the state says of itself."""
    stopping: set[int] = set()
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        event = step.event
        if isinstance(event, HoldPlaced) and event.stops_contact:
            stopping.add(event.hold)
        elif isinstance(event, HoldLifted):
            stopping.discard(event.hold)
        elif isinstance(event, ContactMade) and stopping:
            assert event.direction is Direction.INBOUND or event.purpose not in DEMANDING
        elif isinstance(event, DeadlineMissed) and stopping:
            assert event.kind not in DEMANDS or step.after.life.outcome
        elif isinstance(event, DeadlineSet) and stopping:
            assert event.kind is not DeadlineKind.PAYMENT_DEMAND
        if step.is_last and stopping:
            assert not any(one.kind in DEMANDS for one in step.after.deadlines.running().values())


@whatever_happens(case_lives)
def test_what_stands_still_is_what_a_hold_stops(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if step.is_last and step.after.deadlines.paused():
            state: CaseState = step.after
            assert demands_stopped_since(state) is not None
