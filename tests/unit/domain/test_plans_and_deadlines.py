from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.contacts.contact import Channel
from domain.case.deadlines.meeting import DeadlineMet
from domain.case.deadlines.missing import DeadlineMissed, MarkDeadlineMissed
from domain.case.deadlines.setting import DeadlineSet, SetDeadline
from domain.case.deadlines.state import DeadlineKind, DeadlineStatus
from domain.case.plans.agreeing import AgreePlan, PlanAgreed
from domain.case.plans.state import Instalment, Proposer
from domain.case.plans.terminating import PlanTerminated, TerminatePlan
from domain.case.state import CASE, CaseState
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import (
    CLAIM,
    CLAIM_TOTAL_MINOR,
    NOW,
    accepted,
    after,
    allocation,
    at,
    open_case,
    refusal_code,
)

DEMAND, REPLY = DeadlineKind.PAYMENT_DEMAND, DeadlineKind.REPLY
PLAN = AgreePlan(
    channel=Channel.MY_PAGE,
    proposed_by=Proposer.CUSTOMER,
    agreed_on=date(2026, 3, 2),
    instalments=(
        Instalment(date(2026, 3, 25), 50_000),
        Instalment(date(2026, 4, 27), 50_000),
        Instalment(date(2026, 5, 25), 25_500),
    ),
)


def statuses(state: CaseState) -> dict[int, DeadlineStatus]:
    return {number: one.status for number, one in state.deadlines.by_number.items()}


def test_a_deadline_ends_with_the_local_day_and_is_missed_after_three_bank_days() -> None:
    deadline = accepted(CASE, open_case(pay_by=None), SetDeadline(DEMAND, date(2026, 4, 1), 0))[0]
    assert isinstance(deadline, DeadlineSet)
    # Wednesday before Easter; summer time since 29 March. Banks are open on Maundy Thursday; then come Good Friday,
    # the weekend and Easter Monday, and two bank days more.
    assert deadline.due_at == datetime(2026, 4, 1, 22, tzinfo=UTC)
    assert deadline.grace_date == date(2026, 4, 8)
    assert deadline.grace_until == datetime(2026, 4, 8, 22, tzinfo=UTC)


def test_the_day_when_clocks_change_is_an_hour_shorter() -> None:
    state = open_case(pay_by=None)
    before = accepted(CASE, state, SetDeadline(DEMAND, date(2026, 3, 28), 0))[0]
    on_the_day = accepted(CASE, state, SetDeadline(DEMAND, date(2026, 3, 29), 0))[0]
    assert isinstance(before, DeadlineSet)
    assert isinstance(on_the_day, DeadlineSet)
    assert on_the_day.due_at - before.due_at == timedelta(hours=23)


def test_a_deadline_is_missed_once_and_not_before_its_grace_has_passed() -> None:
    state = open_case()
    grace_until = state.deadlines.by_number[1].grace_until
    assert refusal_code(CASE, state, MarkDeadlineMissed(1, grace_until - timedelta(seconds=1))) == "deadline_not_due"
    (missed,) = accepted(CASE, state, MarkDeadlineMissed(1, grace_until))
    assert isinstance(missed, DeadlineMissed)
    state = CASE.evolve(state, missed)
    assert statuses(state) == {1: DeadlineStatus.MISSED}
    assert refusal_code(CASE, state, MarkDeadlineMissed(1, grace_until)) == "deadline_settled"
    assert refusal_code(CASE, state, MarkDeadlineMissed(2, grace_until)) == "deadline_unknown"


def test_no_deadline_is_missed_before_its_time_has_come_whatever_the_command_says() -> None:
    state = open_case()
    grace_until = state.deadlines.by_number[1].grace_until
    for now, as_of in ((NOW, grace_until), (NOW, datetime(2199, 1, 1, tzinfo=UTC))):
        decision = CASE.decide(state, MarkDeadlineMissed(1, as_of), at(now))
        assert isinstance(decision, Refusal)
        assert decision.code == "happened_in_the_future"
    assert not isinstance(CASE.decide(state, MarkDeadlineMissed(1, grace_until), at(grace_until)), Refusal)


def test_parts_of_the_sum_meet_a_deadline_together() -> None:
    state = after(CASE, SetDeadline(DEMAND, date(2026, 3, 20), 10_000), state=open_case(pay_by=None))
    assert not any(isinstance(e, DeadlineMet) for e in accepted(CASE, state, allocation(6_000)))
    state = after(CASE, allocation(6_000), state=state)
    assert any(isinstance(e, DeadlineMet) for e in accepted(CASE, state, allocation(4_000)))


def test_what_was_paid_before_a_deadline_was_set_does_not_meet_it() -> None:
    state = after(CASE, allocation(10_000), state=open_case(pay_by=None))
    state = after(CASE, SetDeadline(DEMAND, date(2026, 3, 20), 10_000), state=state)
    assert statuses(after(CASE, allocation(9_999), state=state)) == {1: DeadlineStatus.RUNNING}
    assert statuses(after(CASE, allocation(10_000), state=state)) == {1: DeadlineStatus.MET}


def test_money_meets_no_deadline_that_is_for_no_amount_until_nothing_is_owed() -> None:
    state = after(CASE, SetDeadline(REPLY, date(2026, 3, 20), 0), state=open_case(pay_by=None))
    state = after(CASE, allocation(CLAIM_TOTAL_MINOR - 1), state=state)
    assert statuses(state) == {1: DeadlineStatus.RUNNING}
    assert statuses(after(CASE, allocation(1), state=state)) == {1: DeadlineStatus.MET}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SetDeadline(DeadlineKind.INSTALMENT, date(2026, 3, 20), 1_000), "deadline_kind_reserved"),
        (SetDeadline("soon", date(2026, 3, 20), 1_000), "kind_unknown"),  # type: ignore[arg-type]
        (SetDeadline(DEMAND, date(2026, 3, 1), 1_000), "deadline_in_the_past"),
        (SetDeadline(DEMAND, date(2026, 3, 20), CLAIM_TOTAL_MINOR + 1), "amount_invalid"),
        (SetDeadline(DEMAND, date(2026, 3, 20), -1), "amount_invalid"),
        (SetDeadline(DEMAND, date(2026, 3, 16), CLAIM_TOTAL_MINOR), "deadline_already_set"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused(command: SetDeadline, code: str) -> None:
    assert refusal_code(CASE, open_case(), command) == code


def test_a_deadline_differs_from_another_in_its_kind_its_day_or_its_amount() -> None:
    for differs in (
        SetDeadline(REPLY, date(2026, 3, 16), CLAIM_TOTAL_MINOR),
        SetDeadline(DEMAND, date(2026, 3, 17), CLAIM_TOTAL_MINOR),
        SetDeadline(DEMAND, date(2026, 3, 16), CLAIM_TOTAL_MINOR - 1),
    ):
        assert len(accepted(CASE, open_case(), differs)) == 1


def test_one_that_no_longer_runs_can_be_set_again() -> None:
    state = open_case()
    state = after(CASE, MarkDeadlineMissed(1, state.deadlines.by_number[1].grace_until), state=state)
    again = SetDeadline(DEMAND, date(2026, 3, 16), CLAIM_TOTAL_MINOR)
    assert statuses(after(CASE, again, state=state)) == {1: DeadlineStatus.MISSED, 2: DeadlineStatus.RUNNING}


def test_a_deadline_may_be_today_where_the_case_is() -> None:
    late_in_utc = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight in Stockholm, on the 2nd
    state = after(CASE, replace(CLAIM, pay_by=None), context=at(late_in_utc))
    assert accepted(CASE, state, SetDeadline(DEMAND, date(2026, 3, 2), 1_000), at(late_in_utc))
    yesterday = SetDeadline(DEMAND, date(2026, 3, 1), 1_000)
    assert refusal_code(CASE, state, yesterday, at(late_in_utc)) == "deadline_in_the_past"


def test_a_plan_takes_the_place_of_the_demand_and_its_first_instalment_runs() -> None:
    agreed, first = accepted(CASE, open_case(), PLAN)
    assert isinstance(agreed, PlanAgreed)
    assert isinstance(first, DeadlineSet)
    assert (first.deadline, first.kind, first.amount_minor) == (2, "instalment", 50_000)
    state = after(CASE, PLAN, state=open_case())
    assert statuses(state) == {1: DeadlineStatus.ENDED, 2: DeadlineStatus.RUNNING}


def test_an_instalment_that_is_kept_lets_the_next_one_run() -> None:
    state = after(CASE, PLAN, state=open_case())
    _, met, following = accepted(CASE, state, allocation(50_000))
    assert (met, type(following)) == (DeadlineMet(2, DeadlineKind.INSTALMENT), DeadlineSet)


def test_money_paid_early_counts_towards_the_next_instalment() -> None:
    state = after(CASE, PLAN, state=open_case())
    events = accepted(CASE, state, allocation(100_000))
    assert [type(e) for e in events[1:]] == [DeadlineMet, DeadlineSet, DeadlineMet, DeadlineSet]


def test_money_from_before_the_plan_keeps_none_of_its_instalments() -> None:
    state = after(CASE, allocation(100_000), state=open_case())
    plan = replace(PLAN, instalments=(Instalment(date(2026, 3, 25), 20_000), Instalment(date(2026, 4, 27), 5_500)))
    state = after(CASE, plan, state=state)
    assert list(state.deadlines.running()) == [2]
    assert statuses(after(CASE, allocation(19_999), state=state))[2] is DeadlineStatus.RUNNING
    assert statuses(after(CASE, allocation(20_000), state=state))[2] is DeadlineStatus.MET


def test_a_plan_that_is_paid_off_ends_with_the_case() -> None:
    state = after(CASE, PLAN, allocation(50_000), allocation(50_000), allocation(25_500), state=open_case())
    assert (state.deadlines.running(), state.outstanding_minor, state.plan.in_force) == ({}, 0, False)


def test_a_missed_instalment_lets_the_next_one_run() -> None:
    state = after(CASE, PLAN, state=open_case())
    events = accepted(CASE, state, MarkDeadlineMissed(2, state.deadlines.by_number[2].grace_until))
    assert [type(event) for event in events] == [DeadlineMissed, DeadlineSet]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "pigeon"}, "channel_unknown"),
        ({"proposed_by": "court"}, "proposed_by_unknown"),
        ({"instalments": ()}, "instalment_invalid"),
        ({"instalments": (Instalment(date(2026, 3, 25), 0),)}, "instalment_invalid"),
        ({"instalments": (Instalment(date(2026, 3, 1), CLAIM_TOTAL_MINOR),)}, "instalment_dates_invalid"),
        ({"agreed_on": date(2026, 3, 1)}, "happened_before_the_claim"),
        ({"agreed_on": date(2020, 1, 1)}, "happened_before_the_claim"),
        (
            {"instalments": (Instalment(date(2026, 4, 1), 500), Instalment(date(2026, 4, 1), 125_000))},
            "instalment_dates_invalid",
        ),
        ({"instalments": (Instalment(date(2026, 3, 25), CLAIM_TOTAL_MINOR - 1),)}, "plan_total_differs"),
        ({"instalments": (Instalment(date(2026, 3, 25), 1),) * 1_001}, "too_many"),
    ],
)
def test_a_plan_that_could_not_be_kept_to_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal_code(CASE, open_case(), replace(PLAN, **change)) == code  # type: ignore[arg-type]


def test_no_instalment_is_for_a_day_that_has_passed_when_the_plan_is_written_down() -> None:
    late = at(datetime(2026, 3, 26, 8, tzinfo=UTC))
    assert refusal_code(CASE, open_case(), PLAN, late) == "instalment_dates_invalid"
    on_the_day = at(datetime(2026, 3, 25, 22, 59, tzinfo=UTC))
    assert accepted(CASE, open_case(), PLAN, on_the_day)


def test_one_plan_at_a_time() -> None:
    assert refusal_code(CASE, after(CASE, PLAN, state=open_case()), PLAN) == "plan_in_force"


def test_a_plan_that_ends_takes_its_deadlines_with_it_and_makes_room_for_another() -> None:
    state = after(CASE, PLAN, allocation(50_000), state=open_case())
    (ended,) = accepted(CASE, state, TerminatePlan("customer_asked"))
    assert ended == PlanTerminated("customer_asked", 1)
    state = CASE.evolve(state, ended)
    assert statuses(state) == dict.fromkeys((1, 2, 3), DeadlineStatus.ENDED)
    assert not state.plan.in_force
    assert accepted(CASE, state, allocation(1_000)), "money still comes in, and no instalment is set"
    assert len(accepted(CASE, state, allocation(75_000))) == 1
    second = replace(PLAN, instalments=(Instalment(date(2026, 6, 1), 75_500),))
    agreed = accepted(CASE, state, second)[0]
    assert isinstance(agreed, PlanAgreed)
    assert agreed.plan == 2


@pytest.mark.parametrize("state", [open_case(), after(CASE, PLAN, TerminatePlan("asked"), state=open_case())])
def test_a_plan_that_is_not_in_force_cannot_be_ended(state: CaseState) -> None:
    assert refusal_code(CASE, state, TerminatePlan("customer_asked")) == "no_plan_in_force"


def test_the_reason_for_ending_a_plan_is_a_code() -> None:
    state = after(CASE, PLAN, state=open_case())
    assert refusal_code(CASE, state, TerminatePlan("He lost his job")) == "code_invalid"


def test_there_is_nothing_to_do_on_a_case_that_is_not_there() -> None:
    for command in (PLAN, TerminatePlan("asked"), SetDeadline(REPLY, NOW.date(), 0), MarkDeadlineMissed(1, NOW)):
        assert refusal_code(CASE, CASE.initial, command) == "case_unknown"


def test_nothing_is_demanded_beside_a_plan_and_no_plan_is_agreed_tomorrow() -> None:
    state = after(CASE, PLAN, state=open_case())
    assert refusal_code(CASE, state, SetDeadline(DeadlineKind.REPLY, date(2026, 4, 1), 0)) == "plan_in_force"
    tomorrow = replace(PLAN, agreed_on=NOW.date() + timedelta(days=1))
    assert refusal_code(CASE, open_case(), tomorrow) == "happened_in_the_future"


def test_money_that_bounces_after_its_plan_ended_wakes_no_instalment() -> None:
    payment = UUID(int=5)
    state = after(CASE, PLAN, allocation(50_000, payment), TerminatePlan("customer_asked"), state=open_case())
    (reversed_,) = accepted(CASE, state, ReverseAllocation(payment, "returned_by_bank"))
    assert CASE.evolve(state, reversed_).deadlines.running() == {}
