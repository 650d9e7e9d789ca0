"""Promises to pay, more time for one payment, and the customer's own goal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.contacts.contact import Channel
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet, SetDeadline
from domain.case.deadlines.settling import is_met
from domain.case.deadlines.state import DeadlineKind
from domain.case.deferrals.requesting import DeferralGranted, DeferralRefused, DeferralRequested, RequestDeferral
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan
from domain.case.plans.goal import CustomerGoalRecorded, RecordGoal
from domain.case.plans.state import Instalment, Proposer
from domain.case.promises.keeping import PromiseBroken, PromiseKept
from domain.case.promises.making import MakePromise, PromiseMade
from domain.case.state import CASE, CaseState
from domain.kernel.refusal import Refusal
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import case_lives, lived, plan_lives
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

PROMISE = MakePromise(Channel.PHONE, 50_000, date(2026, 3, 25))
PLAN = AgreePlan(
    Channel.PHONE,
    Proposer.CUSTOMER,
    NOW.date(),
    (Instalment(date(2026, 3, 25), 100_000), Instalment(date(2026, 4, 27), 25_500)),
)
LATER = RequestDeferral(Channel.MY_PAGE, date(2026, 4, 10), "salary_comes_later", 2)


def promised() -> CaseState:
    state: CaseState = after(CASE, PROMISE, state=open_case(pay_by=None))
    return state


def in_plan(count: int = 2) -> CaseState:
    """With so many instalments, the first of them on 25 March as deadline 2."""
    days = [date(2026 + (2 + n) // 12, (2 + n) % 12 + 1, 25) for n in range(count)]
    amounts = [10_000] * (count - 1)
    parts = zip(days, [*amounts, CLAIM_TOTAL_MINOR - sum(amounts)], strict=True)
    plan = replace(PLAN, instalments=tuple(Instalment(day, amount) for day, amount in parts))
    state: CaseState = after(CASE, plan, state=open_case())
    return state


def test_a_promise_has_a_deadline_of_its_own() -> None:
    made, deadline = accepted(CASE, open_case(pay_by=None), PROMISE)
    assert made == PromiseMade(Channel.PHONE, 50_000, date(2026, 3, 25), 1, "SEK", 1)
    assert isinstance(deadline, DeadlineSet)
    assert (deadline.kind, deadline.paid_target_minor, deadline.grace_date) == (
        DeadlineKind.PROMISE, 50_000, date(2026, 3, 30),
    )  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 3, 25), date(2026, 3, 30)])
def test_money_of_the_banks_day_within_the_grace_keeps_it(day: date) -> None:
    events = accepted(CASE, promised(), allocation(50_000, on=day))
    assert events[1:] == [DeadlineMet(1, DeadlineKind.PROMISE), PromiseKept(1, 1)]


@pytest.mark.parametrize(("amount_minor", "day"), [(49_999, date(2026, 3, 25)), (50_000, date(2026, 3, 31))])
def test_less_money_or_money_of_a_later_day_does_not(amount_minor: int, day: date) -> None:
    assert len(accepted(CASE, promised(), allocation(amount_minor, on=day))) == 1


def test_a_promise_whose_day_and_grace_have_passed_is_broken_and_money_that_was_in_time_mends_that() -> None:
    state = promised()
    missed, broken = accepted(CASE, state, MarkDeadlineMissed(1, state.deadlines.by_number[1].grace_until))
    assert isinstance(missed, DeadlineMissed)
    assert broken == PromiseBroken(1, 1)
    state = CASE.evolve_all(state, [missed, broken])
    assert accepted(CASE, state, allocation(50_000, on=date(2026, 3, 26)))[1:] == [
        DeadlineMissWithdrawn(1, DeadlineKind.PROMISE), PromiseKept(1, 1),
    ]  # fmt: skip
    again = accepted(CASE, state, PROMISE)[0]
    assert isinstance(again, PromiseMade) and again.promise == 2


@pytest.mark.parametrize(
    ("command", "state", "code"),
    [
        (PROMISE, promised(), "promise_open"),
        (PROMISE, in_plan(), "plan_in_force"),
        (replace(PROMISE, amount_minor=0), open_case(), "amount_invalid"),
        (replace(PROMISE, amount_minor=CLAIM_TOTAL_MINOR + 1), open_case(), "amount_invalid"),
        (replace(PROMISE, promised_for=date(2026, 3, 1)), open_case(), "deadline_in_the_past"),
        (SetDeadline(DeadlineKind.PROMISE, date(2026, 4, 1), 1_000), open_case(), "deadline_kind_reserved"),
    ],
)
def test_a_promise_that_makes_no_sense_is_refused(command: MakePromise, state: CaseState, code: str) -> None:
    assert refusal_code(CASE, state, command) == code


def test_a_promise_stands_still_while_a_hold_stops_demands() -> None:
    held = after(CASE, PlaceHold(HoldType.LIFE_EVENT, "asked", date(2026, 6, 1)), state=open_case(pay_by=None))
    assert [type(event) for event in accepted(CASE, held, PROMISE)] == [PromiseMade, DeadlineSet, DeadlinePaused]


def test_more_time_for_an_instalment_moves_it_and_those_that_come_after() -> None:
    asked, granted, still, runs = accepted(CASE, in_plan(), LATER)
    assert isinstance(asked, DeferralRequested) and (asked.deferral, asked.of_deadline) == (1, 2)
    assert isinstance(granted, DeferralGranted)
    assert (granted.plan, granted.used, granted.most) == (1, 1, 1)
    assert granted.rules == ("SE.instalments_per_deferral.1970-01-01", "SE.deferral_longest.1970-01-01")
    assert isinstance(still, DeadlinePaused)
    assert isinstance(runs, DeadlineResumed) and (runs.due_date, runs.grace_date) == (
        date(2026, 4, 10), date(2026, 4, 15),
    )  # fmt: skip
    state = CASE.evolve_all(in_plan(), [asked, granted, still, runs])
    following = state.plan.next_instalment()
    assert following is not None and following.due_date == date(2026, 5, 11), "16 days later, as the first one"


@pytest.mark.parametrize(("count", "free"), [(2, 1), (6, 1), (7, 2), (12, 2)])
def test_one_deferral_is_free_for_every_six_instalments_begun(count: int, free: int) -> None:
    state = in_plan(count)
    for used in range(1, free + 1):
        later = replace(LATER, until=date(2026, 4, 1 + used))
        events = accepted(CASE, state, later)
        assert isinstance(events[1], DeferralGranted) and (events[1].used, events[1].most) == (used, free)
        state = CASE.evolve_all(state, events)
    day = state.deadlines.by_number[2].due_date
    asked, refused = accepted(CASE, state, replace(LATER, until=date(2026, 4, 20)))
    assert isinstance(asked, DeferralRequested)
    assert refused == DeferralRefused(free + 1, 2, free, "SE.instalments_per_deferral.1970-01-01")
    assert CASE.evolve_all(state, [asked, refused]).deadlines.by_number[2].due_date == day


def test_a_demand_beside_a_plan_has_one_deferral() -> None:
    first = replace(LATER, deadline=1, until=date(2026, 3, 20))
    state = after(CASE, first, state=open_case())
    assert state.deadlines.by_number[1].due_date == date(2026, 3, 20)
    assert isinstance(accepted(CASE, state, replace(first, until=date(2026, 3, 30)))[1], DeferralRefused)


def test_money_that_was_too_late_before_meets_a_demand_that_has_more_time_now() -> None:
    """500.00 by 16 March, grace until the 19th; the bank's day of the money is the 25th, and more time is given."""
    demand = SetDeadline(DeadlineKind.PAYMENT_DEMAND, date(2026, 3, 16), 50_000)
    state = after(CASE, demand, allocation(50_000, on=date(2026, 3, 25)), state=open_case(pay_by=None))
    later = RequestDeferral(Channel.MY_PAGE, date(2026, 3, 30), "salary_comes_later", 1)
    assert [type(event) for event in accepted(CASE, state, later)] == [
        DeferralRequested,
        DeferralGranted,
        DeadlinePaused,
        DeadlineResumed,
        DeadlineMet,
    ]


def test_more_time_is_no_more_than_a_month_and_comes_with_the_policy() -> None:
    # 25 March and 31 days is 25 April.
    for until, code in ((date(2026, 3, 25), "deferral_too_long"), (date(2026, 4, 26), "deferral_too_long")):
        refused = CASE.decide(in_plan(), replace(LATER, until=until), at(NOW))
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.rule) == (code, "SE.deferral_longest.1970-01-01")
    assert accepted(CASE, in_plan(), replace(LATER, until=date(2026, 4, 25)))


def test_what_is_over_or_is_no_payment_is_not_deferred() -> None:
    assert refusal_code(CASE, in_plan(), replace(LATER, deadline=9)) == "deadline_unknown"
    assert refusal_code(CASE, in_plan(), replace(LATER, deadline=1)) == "deadline_settled", "the plan ended it"
    assert refusal_code(CASE, promised(), replace(LATER, deadline=1)) == "deadline_not_deferrable"
    too_late = at(datetime(2026, 3, 31, tzinfo=UTC))
    assert refusal_code(CASE, in_plan(), LATER, too_late) == "deadline_settled", "its grace is over"


def test_the_customers_own_goal_is_on_the_plan_and_no_sentence_tells_it() -> None:
    goal = RecordGoal(PERSON, "A home of our own.")
    [recorded] = accepted(CASE, in_plan(), goal)
    assert recorded == CustomerGoalRecorded(PERSON, "A home of our own.", 1)
    assert "home" not in recorded.sentence()
    assert refusal_code(CASE, open_case(), goal) == "no_plan_in_force"
    assert refusal_code(CASE, in_plan(), replace(goal, text=" ")) == "value_missing"


def test_a_promise_is_broken_again_only_when_the_money_that_kept_it_bounces() -> None:
    payment = UUID(int=5)
    state = after(CASE, allocation(50_000, payment, on=date(2026, 3, 25)), state=promised())
    state = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=state)
    again = accepted(CASE, state, MarkDeadlineMissed(1, state.deadlines.by_number[1].grace_until))
    assert [type(event) for event in again] == [DeadlineMissed, PromiseBroken]


@whatever_happens(case_lives, plan_lives, number=150)
def test_a_promise_that_its_money_keeps_is_never_broken(asked: list[object]) -> None:
    kept: set[int] = set()
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, PromiseKept):
            kept.add(step.event.promise)
        elif isinstance(step.event, AllocationReversed):
            kept.clear()
        elif isinstance(step.event, PromiseBroken):
            assert step.event.promise not in kept
            broken, before = step.before.deadlines.by_number[step.event.deadline], step.before
            assert not is_met(broken, before.credits.covered_day_by_day(), before.outstanding_minor)


@whatever_happens(case_lives, plan_lives)
def test_no_more_deferrals_are_given_than_there_are(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, DeferralGranted):
            assert 0 < step.event.used <= step.event.most
