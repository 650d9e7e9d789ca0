from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case.contacts.contact import RecordContact
from domain.case.deadlines.deadline import DeadlineMet, DeadlineMissed, DeadlineSet, MarkDeadlineMissed, SetDeadline
from domain.case.plans.agreeing import AgreePlan, PlanAgreed
from domain.case.state import CASE, Instalment
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, PERSON, accepted, after, allocation, open_case, refusal_code

PLAN = AgreePlan(
    channel="my_page",
    proposed_by="customer",
    agreed_on=date(2026, 3, 5),
    instalments=(
        Instalment(date(2026, 3, 25), 50_000),
        Instalment(date(2026, 4, 27), 50_000),
        Instalment(date(2026, 5, 25), 25_500),
    ),
)


def test_a_deadline_ends_with_the_local_day_and_is_missed_after_three_bank_days() -> None:
    deadline = accepted(CASE, open_case(pay_by=None), SetDeadline("promise", date(2026, 4, 2), 0))[0]
    assert isinstance(deadline, DeadlineSet)
    # Thursday before Easter; summer time since 29 March; then come Good Friday, Easter Monday and three bank days.
    assert deadline.due_at == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert deadline.grace_until == datetime(2026, 4, 9, 22, tzinfo=UTC)


def test_the_day_when_clocks_change_is_an_hour_shorter() -> None:
    state = open_case(pay_by=None)
    before = accepted(CASE, state, SetDeadline("promise", date(2026, 3, 28), 0))[0]
    on_the_day = accepted(CASE, state, SetDeadline("promise", date(2026, 3, 29), 0))[0]
    assert isinstance(before, DeadlineSet)
    assert isinstance(on_the_day, DeadlineSet)
    assert on_the_day.due_at - before.due_at == timedelta(hours=23)


def test_a_deadline_is_missed_once_and_not_before_its_grace_has_passed() -> None:
    state = open_case()
    grace_until = state.deadlines[1].grace_until
    assert refusal_code(CASE, state, MarkDeadlineMissed(1, grace_until - timedelta(seconds=1))) == "deadline_not_due"
    (missed,) = accepted(CASE, state, MarkDeadlineMissed(1, grace_until))
    assert isinstance(missed, DeadlineMissed)
    state = CASE.evolve(state, missed)
    assert refusal_code(CASE, state, MarkDeadlineMissed(1, grace_until)) == "deadline_settled"
    assert refusal_code(CASE, state, MarkDeadlineMissed(2, grace_until)) == "deadline_unknown"


def test_parts_of_the_sum_meet_a_deadline_together() -> None:
    state = after(CASE, SetDeadline("promise", date(2026, 3, 20), 10_000), state=open_case(pay_by=None))
    assert not any(isinstance(e, DeadlineMet) for e in accepted(CASE, state, allocation(6_000)))
    state = after(CASE, allocation(6_000), state=state)
    assert any(isinstance(e, DeadlineMet) for e in accepted(CASE, state, allocation(4_000)))


def test_a_plan_takes_the_place_of_the_demand_and_its_first_instalment_runs() -> None:
    agreed, first = accepted(CASE, open_case(), PLAN)
    assert isinstance(agreed, PlanAgreed)
    assert isinstance(first, DeadlineSet)
    assert (first.deadline, first.kind, first.amount_minor) == (2, "instalment", 50_000)
    assert set(after(CASE, PLAN, state=open_case()).deadlines) == {2}


def test_an_instalment_that_is_kept_lets_the_next_one_run() -> None:
    state = after(CASE, PLAN, state=open_case())
    _, met, following = accepted(CASE, state, allocation(50_000))
    assert (met, type(following)) == (DeadlineMet(2, "instalment"), DeadlineSet)


def test_money_paid_early_counts_towards_the_next_instalment() -> None:
    state = after(CASE, PLAN, state=open_case())
    events = accepted(CASE, state, allocation(100_000))
    assert [type(e) for e in events[1:]] == [DeadlineMet, DeadlineSet, DeadlineMet, DeadlineSet]


def test_a_plan_that_is_paid_off_ends_with_the_case() -> None:
    state = after(CASE, PLAN, allocation(50_000), allocation(50_000), allocation(25_500), state=open_case())
    assert (state.deadlines, state.outstanding_minor, state.plan_in_force) == ({}, 0, False)


def test_a_missed_instalment_lets_the_next_one_run() -> None:
    state = after(CASE, PLAN, state=open_case())
    events = accepted(CASE, state, MarkDeadlineMissed(2, state.deadlines[2].grace_until))
    assert [type(event) for event in events] == [DeadlineMissed, DeadlineSet]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "pigeon"}, "channel_unknown"),
        ({"proposed_by": "court"}, "proposer_unknown"),
        ({"instalments": ()}, "instalment_invalid"),
        ({"instalments": (Instalment(date(2026, 3, 4), CLAIM_TOTAL_MINOR),)}, "instalment_dates_invalid"),
        ({"instalments": (Instalment(date(2026, 3, 25), CLAIM_TOTAL_MINOR - 1),)}, "plan_total_differs"),
    ],
)
def test_a_plan_that_could_not_be_kept_to_is_refused(change: dict[str, object], code: str) -> None:
    fields = {name: getattr(PLAN, name) for name in ("channel", "proposed_by", "agreed_on", "instalments")}
    assert refusal_code(CASE, open_case(), AgreePlan(**{**fields, **change})) == code


def test_one_plan_at_a_time() -> None:
    assert refusal_code(CASE, after(CASE, PLAN, state=open_case()), PLAN) == "plan_in_force"


@pytest.mark.parametrize(
    ("channel", "direction", "code"),
    [("pigeon", "inbound", "channel_unknown"), ("phone", "sideways", "direction_unknown")],
)
def test_a_contact_has_a_known_channel_and_a_direction(channel: str, direction: str, code: str) -> None:
    contact = RecordContact(channel, direction, "payment", "reached", PERSON, None)
    assert refusal_code(CASE, open_case(), contact) == code


def test_there_is_nothing_to_do_on_a_case_that_is_not_there() -> None:
    assert refusal_code(CASE, CASE.initial, PLAN) == "case_unknown"
