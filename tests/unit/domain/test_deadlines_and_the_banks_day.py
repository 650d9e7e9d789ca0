"""The bank's day decides whether money was in time, whenever it became known; what did not hold runs on."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.restating import AllocationRestated, AllocationWithdrawn
from domain.case.allocation.reversing import AllocationReversed, ReverseAllocation
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.closure.reopening import CaseReopened
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.setting import DeadlineSet
from domain.case.deadlines.state import DeadlineKind, DeadlineStatus
from domain.case.plans.terminating import TerminatePlan
from domain.case.state import CASE, CaseState
from domain.kernel.message import Command
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, CONTEXT, NOW, accepted, after, allocation, at, open_case
from tests.unit.domain.test_plans_and_deadlines import PLAN, statuses

FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
GRACE_DATE = date(2026, 3, 19)  # the demand is for Monday the 16th; three bank days later it is Thursday
AFTER_GRACE = at(NOW + timedelta(days=30))


def missed(number: int, state: CaseState) -> CaseState:
    """The case after its deadline was marked as missed."""
    mark = MarkDeadlineMissed(number, state.deadlines.by_number[number].grace_until)
    marked: CaseState = after(CASE, mark, state=state, context=AFTER_GRACE)
    return marked


def bounced(payment: UUID) -> ReverseAllocation:
    return ReverseAllocation(payment, "returned_by_bank")


def types_of(state: CaseState, command: Command, context: Any = CONTEXT) -> list[type]:
    return [type(event) for event in accepted(CASE, state, command, context)]


def test_the_day_that_these_tests_count_on_is_the_last_of_the_grace() -> None:
    assert open_case().deadlines.by_number[1].grace_date == GRACE_DATE


@pytest.mark.parametrize("on", [date(2026, 2, 20), date(2026, 3, 16), GRACE_DATE])
def test_money_of_a_day_up_to_the_grace_withdraws_a_miss_that_was_marked_before_it_was_known(on: date) -> None:
    events = accepted(CASE, missed(1, open_case()), allocation(CLAIM_TOTAL_MINOR, FIRST, on), AFTER_GRACE)
    assert [type(event) for event in events] == [PaymentAllocated, DeadlineMissWithdrawn, CaseClosed]
    assert events[1] == DeadlineMissWithdrawn(1, DeadlineKind.PAYMENT_DEMAND)


def test_money_of_the_day_after_the_grace_withdraws_nothing() -> None:
    late = allocation(CLAIM_TOTAL_MINOR, FIRST, GRACE_DATE + timedelta(days=1))
    state = missed(1, open_case())
    assert types_of(state, late, AFTER_GRACE) == [PaymentAllocated, CaseClosed]
    assert statuses(after(CASE, late, state=state, context=AFTER_GRACE)) == {1: DeadlineStatus.MISSED}


def test_money_in_time_that_comes_in_parts_withdraws_the_miss_with_the_last_of_them() -> None:
    state = missed(1, open_case())
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR - 1, FIRST, GRACE_DATE), state=state, context=AFTER_GRACE)
    assert statuses(state) == {1: DeadlineStatus.MISSED}
    events = types_of(state, allocation(1, SECOND, GRACE_DATE), AFTER_GRACE)
    assert events == [PaymentAllocated, DeadlineMissWithdrawn, CaseClosed]


def test_a_late_part_does_not_count_towards_what_was_in_time() -> None:
    state = missed(1, open_case())
    state = after(CASE, allocation(100_000, FIRST, date(2026, 3, 25)), state=state, context=AFTER_GRACE)
    events = types_of(state, allocation(25_500, SECOND, GRACE_DATE), AFTER_GRACE)
    assert events == [AllocationWithdrawn, PaymentAllocated, AllocationRestated, CaseClosed]


def test_late_money_on_a_deadline_that_nobody_has_marked_yet_does_not_meet_it() -> None:
    """The clock was down; what ends the case says first what had been missed."""
    late = allocation(CLAIM_TOTAL_MINOR, FIRST, date(2026, 3, 25))
    assert types_of(open_case(), late, AFTER_GRACE) == [PaymentAllocated, DeadlineMissed, CaseClosed]


def test_money_known_in_time_of_a_day_after_the_grace_leaves_the_deadline_running() -> None:
    part = allocation(CLAIM_TOTAL_MINOR - 1, FIRST, date(2026, 3, 25))
    assert statuses(after(CASE, part, state=open_case())) == {1: DeadlineStatus.RUNNING}


def test_a_direct_payment_reported_late_counts_from_when_the_creditor_had_it() -> None:
    report = ReportDirectPayment("SEK", CLAIM_TOTAL_MINOR, GRACE_DATE)
    assert DeadlineMissWithdrawn in types_of(missed(1, open_case()), report, AFTER_GRACE)


def test_a_missed_instalment_that_was_paid_in_time_is_withdrawn_and_the_next_goes_on_as_it_ran() -> None:
    state = missed(2, after(CASE, PLAN, state=open_case()))
    assert list(state.deadlines.running()) == [3]
    paid = allocation(50_000, FIRST, date(2026, 3, 25))
    assert types_of(state, paid, AFTER_GRACE) == [PaymentAllocated, DeadlineMissWithdrawn]
    state = after(CASE, paid, state=state, context=AFTER_GRACE)
    assert statuses(state) == {1: DeadlineStatus.ENDED, 2: DeadlineStatus.MET, 3: DeadlineStatus.RUNNING}


def test_an_instalment_whose_money_bounces_runs_again_with_the_grace_that_it_had() -> None:
    state = after(CASE, PLAN, state=open_case())
    before = state.deadlines.by_number[2]
    state = after(CASE, allocation(50_000, FIRST), state=state)
    assert statuses(state)[2] is DeadlineStatus.MET
    events = accepted(CASE, state, bounced(FIRST))
    assert [type(event) for event in events] == [AllocationReversed, DeadlineResumed]
    resumed = events[1]
    assert isinstance(resumed, DeadlineResumed)
    assert (resumed.deadline, resumed.due_at, resumed.grace_until) == (2, before.due_at, before.grace_until)
    state = CASE.evolve_all(state, events)
    assert state.deadlines.by_number[2] == before
    assert statuses(missed(2, state))[2] is DeadlineStatus.MISSED


def test_an_instalment_that_other_money_still_covers_stays_met() -> None:
    state = after(CASE, PLAN, allocation(50_000, FIRST), allocation(10_000, SECOND), state=open_case())
    assert types_of(state, bounced(SECOND)) == [AllocationReversed]


def test_a_withdrawn_miss_whose_money_bounces_runs_again_and_is_missed_for_good() -> None:
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR, FIRST), state=missed(1, open_case()), context=AFTER_GRACE)
    state = after(CASE, bounced(FIRST), state=state, context=AFTER_GRACE)
    assert statuses(state) == {1: DeadlineStatus.RUNNING}
    assert statuses(missed(1, state)) == {1: DeadlineStatus.MISSED}


def test_a_case_that_opens_again_goes_on_with_its_plan_and_its_deadlines() -> None:
    state = after(CASE, PLAN, state=open_case())
    running = set(state.deadlines.running())
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR, FIRST), state=state)
    assert (state.life.has_ended, state.plan.in_force) == (True, False)
    assert types_of(state, bounced(FIRST))[:2] == [AllocationReversed, CaseReopened]
    state = after(CASE, bounced(FIRST), state=state)
    assert (set(state.deadlines.running()), state.plan.in_force) == (running, True)
    _, met, following = accepted(CASE, state, allocation(50_000, SECOND))
    assert (met, type(following)) == (DeadlineMet(2, DeadlineKind.INSTALMENT), DeadlineSet)


def test_a_plan_of_which_only_the_first_money_bounces_goes_on_with_the_instalment_that_is_still_owed() -> None:
    """What is left keeps the first instalment; the next had never got a deadline, as nothing was owed any more."""
    state = after(CASE, PLAN, allocation(25_500, FIRST), allocation(100_000, SECOND), state=open_case())
    assert state.life.has_ended
    state = after(CASE, bounced(FIRST), state=state)
    assert (state.outstanding_minor, state.plan.in_force) == (25_500, True)
    running = [one.kind for one in state.deadlines.running().values()]
    assert running == [DeadlineKind.INSTALMENT], "a plan in force waits for its next instalment"


def test_an_instalment_that_is_paid_again_after_its_money_bounced_does_not_set_one_too_many() -> None:
    state = after(CASE, PLAN, allocation(50_000, FIRST), bounced(FIRST), state=open_case())
    assert list(state.deadlines.running()) == [2, 3]
    assert types_of(state, allocation(50_000, SECOND)) == [PaymentAllocated, DeadlineMet]
    assert types_of(missed(2, state), allocation(100_000, SECOND)) == [
        PaymentAllocated, DeadlineMissWithdrawn, DeadlineMet, DeadlineSet,
    ]  # fmt: skip


def test_a_plan_that_had_ended_before_its_case_does_not_come_back_with_it() -> None:
    state = after(CASE, PLAN, TerminatePlan("customer_asked"), state=open_case())
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR, FIRST), bounced(FIRST), state=state)
    assert (state.life.is_open, state.plan.in_force, state.deadlines.running()) == (True, False, {})


def test_deadlines_of_a_case_that_a_person_ended_stay_ended_when_money_bounces() -> None:
    state = after(CASE, allocation(500, FIRST), CloseCase(Outcome.UNLOCATABLE, "moved_abroad"), state=open_case())
    assert types_of(state, bounced(FIRST)) == [AllocationReversed]
    assert after(CASE, bounced(FIRST), state=state).deadlines.running() == {}
