"""Rules that hold for a case whatever happens to it, in whichever order."""

from __future__ import annotations

from datetime import timedelta

from domain.case.allocation.reversing import AllocationReversed
from domain.case.closure.closing import ENDED_BY_PAYMENT
from domain.case.closure.reopening import FINAL, CaseReopened, ReopenCase
from domain.case.deadlines.meeting import DeadlineMet, DeadlineMissWithdrawn
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.deadlines.settling import is_met
from domain.case.deadlines.state import DeadlineKind, DeadlineStatus
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.ledger import Account
from domain.kernel.message import Command
from tests.for_each import for_each
from tests.unit.domain.drawn_lives import never_come_to, whatever_happens
from tests.unit.domain.random_life import Step, case_lives, lived
from tests.unit.domain.samples import AGENT, NOW, open_case, refusal_code
from tests.unit.golden_samples import golden_command


def settled_steps(asked: list[object]) -> list[Step]:
    """The last event of each decision: what holds then is what others can see."""
    return [step for step in lived(CASE, asked) if step.is_last]  # type: ignore[arg-type]


@whatever_happens(case_lives, number=120)
def test_an_open_case_owes_something_and_a_closed_one_nothing(asked: list[object]) -> None:
    for step in settled_steps(asked):
        state: CaseState = step.after
        assert (state.life.is_open) is (state.outstanding_minor > 0)
        assert bool(state.life.outcome) is (state.life.has_ended)


@whatever_happens(case_lives, number=120)
def test_a_case_opens_again_only_if_payment_had_ended_it_or_a_person_says_why(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if step.before.life.has_ended and step.after.life.is_open:
            assert step.before.life.outcome not in FINAL
            assert step.before.life.outcome in ENDED_BY_PAYMENT or isinstance(step.command, ReopenCase)


@whatever_happens(case_lives, number=120)
def test_a_case_that_opens_again_owes_all_that_its_end_had_given_up(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, CaseReopened):
            again = step.after.outstanding_minor - step.before.outstanding_minor
            given_up = step.before.balance.on(Account.WRITTEN_OFF) - step.after.balance.on(Account.WRITTEN_OFF)
            assert again == given_up == step.before.closure.written_off.covered_minor
            assert step.after.closure.written_off.covered_minor == 0


@whatever_happens(case_lives, number=120)
def test_deadlines_stand_as_the_money_of_the_banks_days_has_them(asked: list[object]) -> None:
    for step in settled_steps(asked):
        state: CaseState = step.after
        if not state.life.is_open:
            assert state.deadlines.unsettled() == {}
            continue
        for one in state.deadlines.by_number.values():
            if one.status is DeadlineStatus.MET:
                assert is_met(one, state.credits.covered_day_by_day(), state.outstanding_minor)
            elif one.status in (DeadlineStatus.RUNNING, DeadlineStatus.MISSED):
                assert not is_met(one, state.credits.covered_day_by_day(), state.outstanding_minor)


@whatever_happens(case_lives, number=120)
def test_a_plan_in_force_waits_for_an_instalment_while_one_is_ahead(asked: list[object]) -> None:
    for step in settled_steps(asked):
        state: CaseState = step.after
        waits = any(one.kind == DeadlineKind.INSTALMENT for one in state.deadlines.unsettled().values())
        assert waits or state.plan.next_instalment() is None
        assert state.plan.instalments_set <= len(state.plan.instalments)


@whatever_happens(case_lives, number=120)
def test_a_deadline_gets_a_verdict_only_while_it_runs_and_a_miss_is_withdrawn_only_where_one_was(
    asked: list[object],
) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, DeadlineMet | DeadlineMissed):
            assert step.before.deadlines.by_number[step.event.deadline].status is DeadlineStatus.RUNNING
        elif isinstance(step.event, DeadlineMissWithdrawn):
            assert step.before.deadlines.by_number[step.event.deadline].status is DeadlineStatus.MISSED


@whatever_happens(case_lives)
def test_deadlines_are_numbered_from_one_without_a_gap(asked: list[object]) -> None:
    for step in settled_steps(asked):
        numbers = sorted(step.after.deadlines.by_number)
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_lives_that_these_rules_are_tried_on_come_to_what_is_rare() -> None:
    rare = {"CaseReopened", "DeadlineResumed", "DeadlineMissWithdrawn", "DirectPaymentReported", "PlanTerminated"}
    rare.add("ClosureApproved")

    def told(step: Step) -> set[str]:
        is_written_off = isinstance(step.event, AllocationReversed) and step.event.is_written_off
        return {type(step.event).__name__, *(["written off"] if is_written_off else [])}

    assert never_come_to({*rare, "written off"}, CASE, case_lives, told) == set()


NOT_SAID_LATER = {
    *("ReceiveClaim", "AllocatePayment", "ReverseAllocation", "MarkDeadlineMissed", "HeedWishes"),
    "GiveBackOverpayment",
}
"""What begins a case, and what policies send, which happens when it is sent."""


@for_each("cls", [one for one in CASE.commands.values() if one.__name__ not in NOT_SAID_LATER])
def test_nothing_that_people_do_on_a_case_happened_before_it_was_here(cls: type[Command]) -> None:
    before = Context(NOW + timedelta(days=2), NOW - timedelta(minutes=6), AGENT)
    assert refusal_code(CASE, open_case(), golden_command(cls), before) == "happened_before_the_claim"
