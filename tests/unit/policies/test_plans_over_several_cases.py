"""One plan over several cases of a person: the keeper carries it to the cases and back.

Whatever the order of reading and wherever it crashes, the plan is on all of its cases or on none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.contacts.contact import Channel
from domain.case.plans.breaching import BreachPlan, PlanBreached
from domain.case.plans.combining import PlanPartTaken
from domain.case.plans.rescheduling import ReschedulePlan
from domain.case.plans.state import Instalment, PlanStatus, Proposer
from domain.case.plans.terminating import PlanTerminated, TerminatePlan
from domain.person.plans.agreeing import PlanPart
from domain.person.plans.ending import EndCombinedPlan
from domain.person.plans.splitting import by_day, split
from domain.person.plans.state import CombinedStatus
from domain.person.registration.merging import MergePerson
from domain.person.registration.registering import PersonKind, RegisterPerson
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import case_state, count
from tests.unit.policies.plans_over_cases import (
    AFTER_A_MONTH,
    AGREE,
    BO,
    PARTS,
    RECEIVE_A,
    RECEIVE_B,
    A,
    B,
    agreed,
    assess,
    change_of,
    of_one_person,
    paid,
    pay,
    plan,
    plans,
    to,
    worker_set,
)


@pytest.fixture
def readers(ledger: LittleLedger) -> list[PolicyReader]:
    """Two cases of one person, and the policies."""
    return of_one_person(ledger)


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


def test_when_a_case_does_not_take_its_part_none_has_one(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    ledger.ask(B, CloseCase(Outcome.WRITTEN_OFF, "too_small"))
    ledger.ask(BO, AGREE)  # before the person has heard that the case is closed
    settle(*readers)
    assert plans(ledger) == [PlanStatus.TERMINATED, PlanStatus.NONE]
    assert plan(ledger).status is CombinedStatus.ENDED
    assert count(ledger, PlanTerminated) == 1


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
