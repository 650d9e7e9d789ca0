"""A plan rests, is completed, and goes on when its money bounces."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.charges.charging import FeeCharged
from domain.case.charges.fees_state import FeeKind
from domain.case.closure.closing import CaseClosed, Outcome
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.deadlines.pausing import DeadlinePaused
from domain.case.deadlines.resuming import DeadlineResumed
from domain.case.deadlines.state import DeadlineStatus
from domain.case.plans.completing import PlanCompleted, PlanCompletionWithdrawn
from domain.case.plans.pausing import PausePlan, PlanPaused, PlanResumed, ResumePlan
from domain.case.plans.state import Instalment, PlanStatus
from domain.case.state import CASE, CaseState
from domain.kernel.refusal import Refusal
from domain.law.codes import Debtor
from tests.unit.domain.agreed_plans import MUCH_LATER, OFFER, in_plan, on
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, NOW, accepted, after, allocation, at, open_case, refusal_code


def test_a_plan_that_rests_asks_for_nothing_and_goes_on_later_by_as_long() -> None:
    paused, still = accepted(CASE, in_plan(), PausePlan(date(2026, 5, 4), "parental_leave"))
    assert isinstance(paused, PlanPaused) and isinstance(still, DeadlinePaused)
    assert (paused.resume_until, paused.rule) == (
        datetime(2026, 5, 4, 22, tzinfo=UTC), "SE.plan_pause_longest.1970-01-01",
    )  # fmt: skip
    rests = CASE.evolve_all(in_plan(), [paused, still])
    assert rests.plan.status is PlanStatus.PAUSED
    assert refusal_code(CASE, rests, PausePlan(date(2026, 5, 4), "again")) == "plan_paused"
    resumed, runs = accepted(CASE, rests, ResumePlan("back_at_work"), on(date(2026, 4, 1)))
    assert resumed == PlanResumed(1, "back_at_work")
    assert isinstance(runs, DeadlineResumed) and runs.due_date == date(2026, 4, 24), "thirty days later"
    goes_on = CASE.evolve_all(rests, [resumed, runs])
    assert goes_on.plan.later_by == timedelta(days=30)
    assert refusal_code(CASE, goes_on, ResumePlan("again")) == "plan_not_paused"


def test_a_rest_is_no_longer_than_policy_allows() -> None:
    too_long = CASE.decide(in_plan(), PausePlan(date(2026, 6, 1), "asked"), at(NOW))
    assert isinstance(too_long, Refusal)
    assert (too_long.code, too_long.rule) == ("pause_too_long", "SE.plan_pause_longest.1970-01-01")
    assert accepted(CASE, in_plan(), PausePlan(date(2026, 5, 31), "asked"))
    assert refusal_code(CASE, open_case(), PausePlan(date(2026, 5, 1), "asked")) == "no_plan_in_force"


def test_the_last_instalment_completes_the_plan_and_the_case_ends_with_it() -> None:
    state = after(CASE, allocation(50_000), allocation(50_000), state=in_plan())
    *_, met, completed, closed = accepted(CASE, state, allocation(25_500))
    assert isinstance(met, DeadlineMet)
    assert completed == PlanCompleted(1, "SEK", 0)
    assert isinstance(closed, CaseClosed)


def test_a_completed_plan_whose_money_bounces_goes_on_with_its_case() -> None:
    payment = UUID(int=5)
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR, payment), state=in_plan())
    assert state.plan.status is PlanStatus.COMPLETED
    state = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=state)
    assert (state.plan.status, state.life.is_open) == (PlanStatus.AGREED, True)


def with_a_rest(payment: UUID) -> CaseState:
    """All instalments are paid, the last by this payment; a fee of 60.00 that was charged meanwhile is owed beside."""
    fee = FeeCharged(
        1, FeeKind.REMINDER, 1, "SEK", 6_000, date(2026, 3, 2), (), debtor_kind=Debtor.CONSUMER, debtor_assumed=True
    )
    state = after(CASE, allocation(100_000), state=CASE.evolve(in_plan(), fee))
    completed: CaseState = after(CASE, allocation(25_500, payment), state=state)
    assert (completed.plan.status, completed.outstanding_minor) == (PlanStatus.COMPLETED, 6_000)
    return completed


def test_a_completed_plan_with_a_rest_beside_it_is_in_force_again_when_its_money_bounces() -> None:
    payment = UUID(int=5)
    state = with_a_rest(payment)
    events = accepted(CASE, state, ReverseAllocation(payment, "returned_by_bank"))
    assert events[-1] == PlanCompletionWithdrawn(1, "SEK", 25_500)
    again = CASE.evolve_all(state, events)
    assert (again.plan.status, again.outstanding_minor) == (PlanStatus.AGREED, 31_500)
    (running,) = again.deadlines.running().items()
    assert running[1].due_date == in_plan().plan.instalments[-1].due_date, "its last instalment runs again"
    missed = after(CASE, MarkDeadlineMissed(running[0], running[1].grace_until), state=again, context=on(MUCH_LATER))
    assert missed.plan.status is PlanStatus.IN_ARREARS
    assert after(CASE, allocation(25_500), state=missed, context=on(MUCH_LATER)).plan.status is PlanStatus.COMPLETED


def test_a_plan_that_is_paid_while_it_rests_leaves_nothing_standing_still() -> None:
    """It used to: its instalment stood still for ever when something was still owed beside the plan."""
    fee = FeeCharged(
        1, FeeKind.REMINDER, 1, "SEK", 6_000, date(2026, 3, 2), (), debtor_kind=Debtor.CONSUMER, debtor_assumed=True
    )
    rests = after(CASE, PausePlan(date(2026, 5, 4), "asked"), state=in_plan())
    beside = after(CASE, allocation(CLAIM_TOTAL_MINOR), state=CASE.evolve(rests, fee))
    assert (beside.plan.status, beside.outstanding_minor) == (PlanStatus.COMPLETED, 6_000)
    assert beside.deadlines.by_number[2].status is DeadlineStatus.MET
    payment = UUID(int=5)
    paid = after(CASE, allocation(CLAIM_TOTAL_MINOR, payment), state=rests)
    again = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=paid)
    assert (again.plan.status, again.deadlines.paused()) == (PlanStatus.AGREED, {}), "nor when its money bounces"


def test_a_plan_that_was_proposed_for_the_rest_falls_away_when_the_completed_one_goes_on() -> None:
    payment = UUID(int=5)
    proposed = after(
        CASE, replace(OFFER, instalments=(Instalment(date(2026, 5, 25), 6_000),)), state=with_a_rest(payment)
    )
    assert proposed.plan.status is PlanStatus.PROPOSED
    events = accepted(CASE, proposed, ReverseAllocation(payment, "returned_by_bank"))
    assert [type(one).__name__ for one in events[-3:]] == [
        "PlanRejected",
        "DeadlineWithdrawn",
        "PlanCompletionWithdrawn",
    ]
    assert events[-3].sentence() == "Proposed plan 1 no longer stands: earlier_plan_goes_on"
    again = CASE.evolve_all(proposed, events)
    assert (again.plan.status, again.plan.proposal) == (PlanStatus.AGREED, None)


def test_a_case_that_was_paid_after_its_plan_opens_with_the_plan_when_an_instalment_bounces() -> None:
    payment, rest = UUID(int=5), UUID(int=6)
    closed = after(CASE, allocation(6_000, rest), state=with_a_rest(payment))
    assert closed.life.outcome is Outcome.PAID_IN_FULL
    again = after(CASE, ReverseAllocation(payment, "returned_by_bank"), state=closed)
    assert (again.life.is_open, again.plan.status, again.outstanding_minor) == (True, PlanStatus.AGREED, 25_500)
    of_the_rest = after(CASE, ReverseAllocation(rest, "returned_by_bank"), state=closed)
    assert (of_the_rest.plan.status, of_the_rest.outstanding_minor) == (PlanStatus.COMPLETED, 6_000)
