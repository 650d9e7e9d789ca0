"""One plan over several cases of a person: the keeper carries it to the cases and back, and the matcher splits its
payments. Whatever the order of reading and wherever it crashes, the plan is on all of its cases or on none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.policies.allocator import Allocator
from consumers.policies.deadline_clock import DeadlineClock
from consumers.policies.matcher.policy import Matcher
from consumers.policies.matcher.pouring import KnownCase, PlanInstalment, by_plan
from consumers.policies.person_keeper import PersonKeeper
from domain.case.affordability.assessing import AssessAffordability
from domain.case.affordability.household import Adults
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel
from domain.case.plans.breaching import BreachPlan, PlanBreached
from domain.case.plans.combining import PlanPartTaken
from domain.case.plans.rescheduling import PlanRescheduled, ReschedulePlan
from domain.case.plans.state import Instalment, PlanStatus, Proposer
from domain.case.plans.terminating import PlanTerminated, TerminatePlan
from domain.payment.matching.matching import MatchMethod, PaymentMatched
from domain.payment.state import PaymentStatus
from domain.person.plans.agreeing import AgreeCombinedPlan, CombinedPlanAgreed, PlanPart
from domain.person.plans.changing import ChangeCombinedPlan, PlanChangeRecorded
from domain.person.plans.ending import EndCombinedPlan
from domain.person.plans.splitting import by_day, split
from domain.person.plans.state import ChangeStatus, CombinedPlan, CombinedStatus
from domain.person.registration.merging import MergePerson
from domain.person.registration.registering import PersonKind, RegisterPerson
from domain.person.state import PersonState
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import case_state, count, status
from tests.unit.policies.samples import claim, payment

BO = UUID(int=8)
A, RECEIVE_A = claim(1, "12345674", principal_minor=70_000, due_date=date(2026, 1, 15))
B, RECEIVE_B = claim(2, "22345672", principal_minor=50_000)
MONTHS = tuple(Instalment(date(2026, month, 25), 40_000) for month in (3, 4, 5))
PARTS = split(MONTHS, {A: 70_000, B: 50_000})
AGREE = AgreeCombinedPlan(
    Channel.PHONE,
    Proposer.CUSTOMER,
    date(2026, 3, 2),
    "SEK",
    tuple(PlanPart(case, part) for case, part in PARTS.items()),
    BO,
)
"""400.00 a month for three months, over 700.00 and 500.00: 233.33 and 166.67, 233.34 and 166.66, 233.33 and 166.67."""


def worker_set(ledger: LittleLedger, seed: int = 0) -> list[PolicyReader]:
    made = (PersonKeeper(), Matcher(), Allocator(), DeadlineClock())
    return [PolicyReader(policy, ledger, seed) for policy in made]


@pytest.fixture
def readers(ledger: LittleLedger) -> list[PolicyReader]:
    """Two cases of one person, who is on file."""
    for case, receive in ((A, RECEIVE_A), (B, RECEIVE_B)):
        ledger.ask(case, replace(receive, person_id=BO))
    made = worker_set(ledger)
    settle(*made)
    return made


def plan(ledger: LittleLedger) -> CombinedPlan:
    state = ledger.states[BO]
    assert isinstance(state, PersonState)
    return list(state.combined_plans.by_id.values())[-1]


def plans(ledger: LittleLedger) -> list[PlanStatus]:
    return [case_state(ledger, case).plan.status for case in (A, B)]


def reference(ledger: LittleLedger) -> str:
    return next(e.event.reference for e in ledger.events() if isinstance(e.event, CombinedPlanAgreed))


def paid(ledger: LittleLedger) -> list[int]:
    return [case_state(ledger, case).credits.covered_minor for case in (A, B)]


def agreed(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    ledger.ask(BO, AGREE)
    settle(*readers)


def to(ledger: LittleLedger, readers: list[PolicyReader], day: date) -> None:
    ledger.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    settle(*readers)


def pay(ledger: LittleLedger, readers: list[PolicyReader], number: int, amount_minor: int) -> UUID:
    payment_id, receive = payment(number, amount_minor, reference(ledger))
    ledger.ask(payment_id, replace(receive, value_date=ledger.now.date()))
    settle(*readers)
    return payment_id


def test_each_months_sum_is_split_to_the_minor_unit() -> None:
    assert [[one.amount_minor for one in part] for part in PARTS.values()] == [
        [23_333, 23_334, 23_333],
        [16_667, 16_666, 16_667],
    ]


@given(
    st.dictionaries(st.uuids(), st.integers(1, 10**9), min_size=1, max_size=6),
    st.integers(1, 40),
)
@settings(deadline=None)
def test_whatever_is_owed_the_parts_of_a_month_are_its_sum_and_the_parts_of_a_case_its_debt(
    owed: dict[UUID, int], months: int
) -> None:
    whole = sum(owed.values())
    a_month = -(-whole // months)
    count_of = -(-whole // a_month)
    amounts = [a_month] * (count_of - 1) + [whole - a_month * (count_of - 1)]
    due = tuple(Instalment(date(2026, 1, 1) + timedelta(days=30 * n), amount) for n, amount in enumerate(amounts))
    parts = split(due, owed)
    assert by_day(list(parts.values())) == due
    assert {case: sum(one.amount_minor for one in part) for case, part in parts.items()} == owed
    assert all(one.amount_minor > 0 for part in parts.values() for one in part)


def test_every_case_takes_its_part_and_the_person_has_one_plan(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    assert plans(ledger) == [PlanStatus.AGREED, PlanStatus.AGREED]
    assert plan(ledger).status is CombinedStatus.IN_FORCE
    assert {case_state(ledger, case).plan.combined for case in (A, B)} == {plan(ledger).plan_id}
    assert ledger.refusals() == [] and ledger.kept == []


def test_a_months_sum_paid_with_the_one_reference_keeps_the_month_on_each_case(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    payment_id = pay(ledger, readers, 1, 40_000)
    assert paid(ledger) == [23_333, 16_667]
    assert status(ledger, payment_id) is PaymentStatus.MATCHED
    [matched] = [e.event for e in ledger.events() if isinstance(e.event, PaymentMatched)]
    assert matched.method is MatchMethod.PLAN_REFERENCE
    for number in (2, 3):
        pay(ledger, readers, number, 40_000)
    assert plan(ledger).status is CombinedStatus.COMPLETED
    assert [case_state(ledger, case).life.outcome for case in (A, B)] == [Outcome.PAID_IN_FULL] * 2


def test_a_payment_before_the_plan_was_known_waits_and_is_split_then(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    ledger.ask(BO, AGREE)
    early = pay(ledger, [readers[1], readers[2]], 1, 40_000)
    assert status(ledger, early) is PaymentStatus.SUSPENSE
    settle(*readers)
    assert status(ledger, early) is PaymentStatus.MATCHED and paid(ledger) == [23_333, 16_667]


def test_too_little_keeps_the_older_case_and_what_is_missing_comes_first_next_time(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    pay(ledger, readers, 1, 30_000)
    assert paid(ledger) == [23_333, 6_667]
    pay(ledger, readers, 2, 50_000)
    assert paid(ledger) == [46_667, 33_333]


def test_who_paid_one_case_by_its_own_reference_pays_the_other_first(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    own, receive = payment(9, 23_333, "12345674")
    ledger.ask(own, receive)
    settle(*readers)
    pay(ledger, readers, 1, 16_667)
    assert paid(ledger) == [23_333, 16_667]


def test_when_a_case_does_not_take_its_part_none_has_one(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    ledger.ask(B, CloseCase(Outcome.WRITTEN_OFF, "too_small"))
    ledger.ask(BO, AGREE)  # before the person has heard that the case is closed
    settle(*readers)
    assert plans(ledger) == [PlanStatus.TERMINATED, PlanStatus.NONE]
    assert plan(ledger).status is CombinedStatus.ENDED
    assert count(ledger, PlanTerminated) == 1


def assess(ledger: LittleLedger, case: UUID, left_minor: int) -> None:
    by_hand = ("The authority's table for 2026", (), 1_000_000)
    ledger.ask(case, AssessAffordability(BO, Channel.PHONE, Adults.SINGLE, 1_000_000 + left_minor, 0, 0, *by_hand))


def test_one_assessment_on_one_case_judges_what_is_paid_on_all(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    assess(ledger, B, 30_000)  # a part of 166.67 could be kept, and 400.00 cannot
    agreed(ledger, readers)
    assert plan(ledger).status is CombinedStatus.ENDED
    assert [refusal.code for refusal in ledger.refusals()] == ["plan_unaffordable"]
    assess(ledger, B, 60_000)
    ledger.ask(BO, replace(AGREE, channel=Channel.MY_PAGE))
    settle(*readers)
    assert plan(ledger).status is CombinedStatus.IN_FORCE


def test_notice_of_a_breach_is_given_on_all_cases_with_arrears_and_the_plan_ends_on_all(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    to(ledger, readers, date(2026, 4, 1))
    assert plans(ledger) == [PlanStatus.IN_ARREARS] * 2
    to(ledger, readers, date(2026, 4, 14))
    ledger.ask(A, BreachPlan(Channel.LETTER))
    settle(*readers)
    assert plans(ledger) == [PlanStatus.BREACHED] * 2
    assert count(ledger, PlanBreached) == 2 and plan(ledger).status is CombinedStatus.BREACHED
    to(ledger, readers, date(2026, 6, 1))
    assert plans(ledger) == [PlanStatus.TERMINATED] * 2
    assert plan(ledger).status is CombinedStatus.ENDED
    assert ledger.kept == []


def test_a_plan_that_ends_on_one_case_ends_on_the_others(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    agreed(ledger, readers)
    ledger.ask(A, TerminatePlan("customer_asked"))
    settle(*readers)
    assert plans(ledger) == [PlanStatus.TERMINATED] * 2


def test_a_person_ends_it_on_all_cases(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    agreed(ledger, readers)
    ledger.ask(BO, EndCombinedPlan("less_income"))
    settle(*readers)
    assert plans(ledger) == [PlanStatus.TERMINATED] * 2
    assert plan(ledger).status is CombinedStatus.ENDED


def test_when_the_creditor_takes_one_claim_back_the_rest_goes_on(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    ledger.ask(A, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "creditor_asked"))
    settle(*readers)
    assert plan(ledger).status is CombinedStatus.IN_FORCE
    pay(ledger, readers, 1, 16_667)
    assert case_state(ledger, B).credits.covered_minor == 16_667


def test_a_part_is_not_changed_by_itself(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    agreed(ledger, readers)
    ledger.ask(A, ReschedulePlan(Channel.PHONE, Proposer.CUSTOMER, (Instalment(date(2026, 3, 30), 70_000),), "later"))
    [refusal] = ledger.refusals()
    assert (refusal.code, refusal.rule) == ("part_of_combined_plan", "plan.parts_together")


def test_one_plan_at_a_time_and_only_over_cases_of_this_person(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    ledger.ask(BO, replace(AGREE, parts=AGREE.parts[:1]))
    ledger.ask(BO, replace(AGREE, parts=(AGREE.parts[0], PlanPart(UUID(int=99), AGREE.parts[1].instalments))))
    agreed(ledger, readers)
    ledger.ask(BO, replace(AGREE, channel=Channel.CHAT))
    codes = [refusal.code for refusal in ledger.refusals()]
    assert codes == ["too_few_cases", "case_not_of_person", "combined_plan_in_force"]


LOWER = tuple(Instalment(date(2026, 4 + month, 25), 10_000) for month in range(8))
"""800.00 that is left after the first month, 100.00 a month."""


def change_of(owed: dict[UUID, int], months: tuple[Instalment, ...] = LOWER) -> ChangeCombinedPlan:
    parts = tuple(PlanPart(case, part) for case, part in split(months, owed).items())
    return ChangeCombinedPlan(Channel.PHONE, Proposer.CUSTOMER, "less_income", "SEK", parts)


AFTER_A_MONTH = {A: 70_000 - 23_333, B: 50_000 - 16_667}


def test_a_plan_is_changed_on_all_of_its_cases_at_once_and_paid_with_the_same_reference(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    pay(ledger, readers, 1, 40_000)
    ledger.ask(BO, change_of(AFTER_A_MONTH))
    settle(*readers)
    assert plans(ledger) == [PlanStatus.AGREED] * 2
    assert [case_state(ledger, case).plan.version for case in (A, B)] == [2, 2]
    assert plan(ledger).status is CombinedStatus.IN_FORCE and plan(ledger).change is None
    # 466.67 and 333.33 are left: of each 100.00 the first case gets 58.33 and the second 41.67
    pay(ledger, readers, 2, 10_000)
    assert paid(ledger) == [23_333 + 5_833, 16_667 + 4_167]
    for number in range(3, 10):
        pay(ledger, readers, number, 10_000)
    assert plan(ledger).status is CombinedStatus.COMPLETED
    assert [case_state(ledger, case).life.outcome for case in (A, B)] == [Outcome.PAID_IN_FULL] * 2
    assert ledger.kept == []


def test_when_one_case_cannot_take_the_change_the_plan_goes_on_as_it_was_on_all(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    own, receive = payment(9, 1_000, "22345672")
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, (*MONTHS[1:], Instalment(date(2026, 6, 25), 40_000))))
    ledger.ask(own, receive)  # comes in before the second case is asked: its part is not what is owed any more
    settle(*readers[1:], readers[0])
    assert count(ledger, PlanRescheduled) == 0
    assert [case_state(ledger, case).plan.instalments for case in (A, B)] == list(PARTS.values())
    assert [refusal.code for refusal in ledger.refusals()] == ["plan_total_differs"]
    last = [e.event for e in ledger.events() if isinstance(e.event, PlanChangeRecorded)][-1]
    assert (last.change_status, last.reason) == (ChangeStatus.DROPPED, "plan_total_differs")
    assert plan(ledger).status is CombinedStatus.IN_FORCE and plan(ledger).change is None


def test_what_is_paid_while_the_cases_are_asked_counts_for_the_new_schedule(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, tuple(replace(one, amount_minor=15_000) for one in LOWER)))
    readers[0].round(crash=False)  # asks both cases
    own, receive = payment(9, 8_750, "12345674")
    ledger.ask(own, receive)
    settle(*readers[1:])
    settle(*readers)
    a = case_state(ledger, A).plan
    assert (a.version, a.paid_before_minor, paid(ledger)[0]) == (2, 0, 8_750)
    assert a.instalments_set == 2, "the first instalment of the new schedule, 87.50, is paid"


def test_a_change_is_judged_by_what_the_household_pays_on_all_cases(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    assess(ledger, B, 30_000)
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, MONTHS))  # the same again: 400.00 a month, and 300.00 are left
    settle(*readers)
    assert [refusal.code for refusal in ledger.refusals()] == ["plan_unaffordable"]
    assert count(ledger, PlanRescheduled) == 0 and plan(ledger).status is CombinedStatus.IN_FORCE


def test_arrears_and_a_notice_of_a_breach_are_part_of_the_new_schedule(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    to(ledger, readers, date(2026, 4, 14))
    ledger.ask(A, BreachPlan(Channel.LETTER))
    settle(*readers)
    assert plan(ledger).status is CombinedStatus.BREACHED
    later = tuple(Instalment(date(2026, month, 25), 40_000) for month in (5, 6, 7))
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, later))
    settle(*readers)
    assert plans(ledger) == [PlanStatus.AGREED] * 2 and plan(ledger).status is CombinedStatus.IN_FORCE
    to(ledger, readers, date(2026, 5, 20))
    assert plans(ledger) == [PlanStatus.AGREED] * 2, "what the notice gave time for is asked for no more"


def test_a_change_names_each_case_on_which_the_plan_goes_on(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    ledger.ask(BO, change_of(AFTER_A_MONTH))
    agreed(ledger, readers)
    ledger.ask(BO, replace(change_of(AFTER_A_MONTH), parts=AGREE.parts[:1]))
    ledger.ask(BO, replace(change_of(AFTER_A_MONTH), parts=(*AGREE.parts, AGREE.parts[0])))
    codes = [refusal.code for refusal in ledger.refusals()]
    assert codes == ["no_combined_plan", "change_misses_a_case", "change_misses_a_case"]


def test_the_later_of_two_changes_holds_and_the_answers_to_the_other_are_nothing_new(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    agreed(ledger, readers)
    other = tuple(Instalment(date(2026, month, 25), 20_000) for month in range(4, 10))
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, MONTHS))
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, other))
    settle(*readers)
    assert plan(ledger).changes == 2
    assert [case_state(ledger, case).plan.instalments[0].due_date for case in (A, B)] == [date(2026, 4, 25)] * 2
    assert {refusal.code for refusal in ledger.refusals()} <= {"plan_change_settled", "plan_part_known"}
    assert ledger.kept == []


@given(st.integers(0, 10_000), st.lists(st.booleans(), max_size=12), st.booleans())
@settings(max_examples=25, deadline=None)
def test_whatever_crashes_and_in_whatever_order_it_is_read_a_change_is_on_all_cases_or_on_none(
    seed: int, crashes: list[bool], one_is_paid_meanwhile: bool
) -> None:
    ledger = LittleLedger()
    for case, receive in ((A, RECEIVE_A), (B, RECEIVE_B)):
        ledger.ask(case, replace(receive, person_id=BO))
    readers = worker_set(ledger, seed)
    settle(*readers)
    agreed(ledger, readers)
    ledger.ask(BO, change_of({A: 70_000, B: 50_000}, tuple(replace(one, amount_minor=15_000) for one in LOWER)))
    if one_is_paid_meanwhile:
        own, receive = payment(9, 1_000, "22345672")
        ledger.ask(own, receive)
    for crash in crashes:
        readers[0].round(crash)
    readers[0].forget()
    settle(*readers)
    versions = [case_state(ledger, case).plan.version for case in (A, B)]
    assert versions in ([1, 1], [2, 2])
    assert plan(ledger).change is None and plan(ledger).status is CombinedStatus.IN_FORCE
    assert one_is_paid_meanwhile or versions == [2, 2]


def test_a_plan_goes_on_when_the_person_turns_out_to_be_another_one(
    ledger: LittleLedger, readers: list[PolicyReader]
) -> None:
    stays = UUID(int=9)
    agreed(ledger, readers)
    ledger.ask(stays, RegisterPerson(stays, PersonKind.NATURAL, "SE", "Bo Ek", None, None, None, None, None))
    ledger.ask(BO, MergePerson(stays, BO))
    settle(*readers)
    pay(ledger, readers, 1, 40_000)
    assert paid(ledger) == [23_333, 16_667]
    ledger.ask(BO, change_of(AFTER_A_MONTH))
    settle(*readers)
    assert [case_state(ledger, case).plan.version for case in (A, B)] == [2, 2]
    pay(ledger, readers, 2, 10_000)
    assert paid(ledger) == [23_333 + 5_833, 16_667 + 4_167]
    ledger.ask(BO, EndCombinedPlan("less_income"))
    settle(*readers)
    assert plans(ledger) == [PlanStatus.TERMINATED] * 2 and plan(ledger).status is CombinedStatus.ENDED
    assert ledger.kept == []


@given(st.integers(0, 10_000), st.lists(st.booleans(), max_size=12), st.booleans())
@settings(max_examples=25, deadline=None)
def test_whatever_crashes_and_in_whatever_order_it_is_read_it_is_on_all_cases_or_on_none(
    seed: int, crashes: list[bool], one_is_closed: bool
) -> None:
    ledger = LittleLedger()
    for case, receive in ((A, RECEIVE_A), (B, RECEIVE_B)):
        ledger.ask(case, replace(receive, person_id=BO))
    readers = worker_set(ledger, seed)
    settle(*readers)
    if one_is_closed:
        ledger.ask(B, CloseCase(Outcome.WRITTEN_OFF, "too_small"))
    ledger.ask(BO, AGREE)
    for crash in crashes:
        readers[0].round(crash)
    readers[0].forget()
    settle(*readers)
    in_force = [status is PlanStatus.AGREED for status in plans(ledger)]
    assert in_force == [not one_is_closed] * 2
    assert count(ledger, PlanPartTaken) == (1 if one_is_closed else 2)
    assert plan(ledger).status is (CombinedStatus.ENDED if one_is_closed else CombinedStatus.IN_FORCE)


@given(st.integers(1, 200_000), st.integers(0, 70_000), st.integers(0, 50_000))
def test_every_minor_unit_of_a_payment_is_on_a_case(amount_minor: int, paid_a: int, paid_b: int) -> None:
    cases = [
        KnownCase(A, "x", "SEK", 70_000 - paid_a, date(2026, 1, 15), is_open=True, paid_minor=paid_a),
        KnownCase(B, "y", "SEK", 50_000 - paid_b, date(2026, 1, 31), is_open=True, paid_minor=paid_b),
    ]
    ahead = [
        PlanInstalment(one.due_date, case, sum(each.amount_minor for each in part[: n + 1]))
        for case, part in PARTS.items()
        for n, one in enumerate(part)
    ]
    portions = by_plan(amount_minor, ahead, cases)
    assert sum(portion.amount_minor for portion in portions) == amount_minor
    owed = {case.case_id: case.owed_minor for case in cases}
    over = {p.case_id: p.amount_minor - owed[p.case_id] for p in portions if p.amount_minor > owed[p.case_id]}
    assert sum(over.values()) == max(0, amount_minor - sum(owed.values()))
