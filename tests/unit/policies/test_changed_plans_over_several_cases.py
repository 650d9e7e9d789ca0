"""A plan over several cases is changed on all of them or on none.

Whatever the order of reading, and wherever it crashes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.closure.closing import Outcome
from domain.case.contacts.contact import Channel
from domain.case.plans.breaching import BreachPlan
from domain.case.plans.rescheduling import PlanRescheduled
from domain.case.plans.state import Instalment, PlanStatus
from domain.person.plans.changing import PlanChangeRecorded
from domain.person.plans.state import ChangeStatus, CombinedStatus
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import case_state, count
from tests.unit.policies.plans_over_cases import (
    AFTER_A_MONTH,
    AGREE,
    BO,
    LOWER,
    MONTHS,
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
from tests.unit.policies.samples import payment


@pytest.fixture
def readers(ledger: LittleLedger) -> list[PolicyReader]:
    """Two cases of one person, and the policies."""
    return of_one_person(ledger)


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
        ledger.ask(*payment(9, 1_000, "22345672"))
    for crash in crashes:
        readers[0].round(crash)
    readers[0].forget()
    settle(*readers)
    versions = [case_state(ledger, case).plan.version for case in (A, B)]
    assert versions in ([1, 1], [2, 2])
    assert plan(ledger).change is None and plan(ledger).status is CombinedStatus.IN_FORCE
    assert one_is_paid_meanwhile or versions == [2, 2]
