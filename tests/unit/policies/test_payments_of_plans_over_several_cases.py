"""What is paid on a plan over several cases: the matcher splits it so that the month is kept on each case."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.policies.matcher.pouring import KnownCase, PlanInstalment, by_plan
from domain.case.closure.closing import Outcome
from domain.payment.matching.matching import MatchMethod, PaymentMatched
from domain.payment.state import PaymentStatus
from domain.person.plans.state import CombinedStatus
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import case_state, status
from tests.unit.policies.plans_over_cases import (
    AGREE,
    BO,
    PARTS,
    A,
    B,
    agreed,
    of_one_person,
    paid,
    pay,
    plan,
)
from tests.unit.policies.samples import payment


@pytest.fixture
def readers(ledger: LittleLedger) -> list[PolicyReader]:
    """Two cases of one person, and the policies."""
    return of_one_person(ledger)


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
