"""Bank and ledger side by side: a day comes to zero, or there is a difference that somebody must explain."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bank_account.assigning import AssignDifference, DifferenceAssigned
from domain.bank_account.explaining import DifferenceExplained, ExplainDifference
from domain.bank_account.figures import BankDay, BankReport, bank_days, said_of
from domain.bank_account.reconciling import (
    AccountReconciled,
    DifferenceCleared,
    ReconcileBankDay,
    ReconciliationDifferenceChanged,
    ReconciliationDifferenceFound,
)
from domain.bank_account.state import BANK_ACCOUNT, BankAccountState, DayStatus
from domain.deposit.receiving import DepositKind
from domain.kernel.decision import Context
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal

ACCOUNT = "SE3550000000054910000003"
MONDAY = date(2026, 3, 9)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days) for days in (1, 2, 3))
NOW = datetime(2026, 3, 10, 6, 30, tzinfo=UTC)
POLICY = Context(NOW, NOW, Actor("system", "reconciler"))
ANNA = Context(NOW, NOW, Actor("user", "anna"))


def statement(day: date, opening: int, closing: int, serial: str = "1", first: date | None = None) -> BankReport:
    return BankReport(DepositKind.STATEMENT, serial, first or day, day, closing - opening, opening, closing)


def deposit(day: date, amount: int, kind: DepositKind = DepositKind.DEPOSIT) -> BankReport:
    return BankReport(kind, "1", day, day, amount, None, None)


def days(reports: list[BankReport], ledger: dict[date, int]) -> list[tuple[date, int, int, int]]:
    """Each day with the bank's figure, the ledger's, and the gap before it."""
    return [
        (one.day, one.bank_minor, one.ledger_minor, one.gap_minor) for one in bank_days(ACCOUNT, "SEK", reports, ledger)
    ]


def test_a_day_comes_to_zero_when_the_ledger_has_what_the_balances_say() -> None:
    [day] = bank_days(ACCOUNT, "SEK", [statement(MONDAY, 100, 350)], {MONDAY: 250})
    assert (day.reports, day.opening_minor, day.closing_minor, day.difference_minor) == (1, 100, 350, 0)
    assert day.comes_to_zero


def test_what_the_statement_has_and_no_line_became_is_a_difference() -> None:
    # 250 came by the balances, of which a return of 70 was kept for a person.
    [day] = bank_days(ACCOUNT, "SEK", [replace_amount(statement(MONDAY, 100, 350), 180)], {MONDAY: 180})
    assert (day.difference_minor, day.gap_minor, day.comes_to_zero) == (70, 0, False)


def replace_amount(one: BankReport, amount: int) -> BankReport:
    return one._replace(amount_minor=amount)


def test_several_statements_of_a_day_are_one_after_another_whatever_order_they_come_in() -> None:
    afternoon, morning = statement(MONDAY, 150, 90, "2"), statement(MONDAY, 100, 150, "1")
    [day] = bank_days(ACCOUNT, "SEK", [afternoon, morning], {MONDAY: -10})
    assert (day.reports, day.opening_minor, day.closing_minor) == (2, 100, 90)
    assert day.comes_to_zero


def test_a_statement_that_opens_elsewhere_than_the_one_before_it_closed_leaves_a_gap() -> None:
    reports = [statement(MONDAY, 0, 100), statement(WEDNESDAY, 130, 200)]
    assert days(reports, {MONDAY: 100, WEDNESDAY: 70}) == [(MONDAY, 100, 100, 0), (WEDNESDAY, 70, 70, 30)]


def test_the_missing_statement_closes_the_gap() -> None:
    reports = [statement(MONDAY, 0, 100), statement(WEDNESDAY, 130, 200), statement(TUESDAY, 100, 130)]
    found = bank_days(ACCOUNT, "SEK", reports, {MONDAY: 100, TUESDAY: 30, WEDNESDAY: 70})
    assert [one.comes_to_zero for one in found] == [True, True, True]


def test_a_day_on_which_only_the_ledger_has_money_has_no_statement() -> None:
    reports = [statement(MONDAY, 0, 100), statement(WEDNESDAY, 100, 200)]
    tuesday = bank_days(ACCOUNT, "SEK", reports, {MONDAY: 100, TUESDAY: 40, WEDNESDAY: 100})[1]
    assert (tuesday.day, tuesday.reports, tuesday.difference_minor) == (TUESDAY, 0, -40)


def test_before_the_first_statement_and_after_the_last_nothing_is_judged() -> None:
    assert days([statement(TUESDAY, 0, 5)], {MONDAY: 40, TUESDAY: 5, WEDNESDAY: 9}) == [(TUESDAY, 5, 5, 0)]
    assert days([], {MONDAY: 40}) == []


def test_a_statement_over_several_days_covers_them_all() -> None:
    reports = [statement(THURSDAY, 0, 60, first=MONDAY)]
    assert days(reports, {MONDAY: 10, WEDNESDAY: 20, THURSDAY: 30}) == [(THURSDAY, 60, 60, 0)]


def test_the_same_statement_told_in_two_ways_does_not_go_unnoticed() -> None:
    twice = [statement(MONDAY, 0, 100, "1"), statement(MONDAY, 0, 100, "20260309")]
    [day] = bank_days(ACCOUNT, "SEK", twice, {MONDAY: 100})
    assert (day.difference_minor, day.gap_minor) == (100, -100)


def test_deposits_count_where_there_is_no_statement_and_notifications_never() -> None:
    note = deposit(MONDAY, 999, DepositKind.NOTIFICATION)
    assert days([deposit(MONDAY, 40), deposit(MONDAY, 60), note], {MONDAY: 100}) == [(MONDAY, 100, 100, 0)]
    assert days([note], {MONDAY: 999}) == []
    assert days([deposit(MONDAY, 40), statement(MONDAY, 0, 70)], {MONDAY: 70}) == [(MONDAY, 70, 70, 0)]


LINES = st.lists(st.tuples(st.integers(0, 6), st.integers(-90_000, 90_000).filter(bool)), max_size=12)


@given(lines=LINES, opening=st.integers(-1_000, 1_000), data=st.data())
def test_any_lines_kept_back_are_exactly_the_difference_of_their_days(
    lines: list[tuple[int, int]], opening: int, data: st.DataObject
) -> None:
    moved: Counter[date] = Counter({MONDAY + timedelta(day): 0 for day in range(7)})
    for day, amount in lines:
        moved[MONDAY + timedelta(day)] += amount
    closings = list(accumulate((moved[MONDAY + timedelta(day)] for day in range(7)), initial=opening))
    reports = [statement(MONDAY + timedelta(day), closings[day], closings[day + 1], str(day)) for day in range(7)]
    kept = data.draw(st.sets(st.sampled_from(range(len(lines))))) if lines else set()
    ledger = Counter(moved)
    missing: Counter[date] = Counter()
    for place in kept:
        day, amount = lines[place]
        ledger[MONDAY + timedelta(day)] -= amount
        missing[MONDAY + timedelta(day)] += amount
    found = bank_days(ACCOUNT, "SEK", data.draw(st.permutations(reports)), ledger)
    assert {one.day: one.difference_minor for one in found} == {one: missing[one] for one in moved}
    assert not any(one.gap_minor for one in found)


@given(
    reports=st.lists(
        st.builds(
            statement, st.sampled_from([MONDAY, TUESDAY, WEDNESDAY]), st.integers(0, 3), st.integers(0, 3),
            st.sampled_from("12"),
        ),
        max_size=6,
    ),
    data=st.data(),
)  # fmt: skip
def test_the_order_of_reports_never_matters(reports: list[BankReport], data: st.DataObject) -> None:
    ledger = {MONDAY: 2, TUESDAY: 1, THURSDAY: 4}
    again = data.draw(st.permutations(reports))
    assert bank_days(ACCOUNT, "SEK", reports, ledger) == bank_days(ACCOUNT, "SEK", again, ledger)


def day_of(bank: int, ledger: int, day: date = MONDAY, first: date | None = None) -> ReconcileBankDay:
    return ReconcileBankDay(ACCOUNT, "SEK", first or day, day, 1, None, 0, bank, bank, ledger)


def told(*commands: Command, context: Context = POLICY) -> tuple[BankAccountState, list[Event]]:
    """The account after these, and the events of the last."""
    state, events = BANK_ACCOUNT.initial, list[Event]()
    for command in commands:
        decision = BANK_ACCOUNT.decide(state, command, context)
        assert not isinstance(decision, Refusal), decision
        events = list(decision)
        state = BANK_ACCOUNT.evolve_all(state, events)
    return state, events


def refused(state: BankAccountState, command: Command, context: Context = POLICY) -> str:
    decision = BANK_ACCOUNT.decide(state, command, context)
    return decision.code if isinstance(decision, Refusal) else ""


def test_a_day_that_comes_to_zero_is_reconciled_and_said_once() -> None:
    state, [event] = told(day_of(250, 250))
    assert isinstance(event, AccountReconciled)
    assert event.sentence() == f"{ACCOUNT} reconciled for 2026-03-09: 2.50 SEK moved, by the bank and by the ledger"
    assert refused(state, day_of(250, 250)) == "bank_day_known"


def test_a_difference_is_found_changes_and_is_gone_when_what_was_missing_has_come() -> None:
    _, [found] = told(day_of(250, 0))
    assert isinstance(found, ReconciliationDifferenceFound)
    assert found.sentence() == (f"Difference 1 on {ACCOUNT}, 2026-03-09: the bank has 2.50 SEK more than the ledger")
    _, [changed] = told(day_of(250, 0), day_of(250, 100))
    assert isinstance(changed, ReconciliationDifferenceChanged)
    assert (changed.number, changed.difference_minor) == (1, 150)
    state, [cleared, reconciled] = told(day_of(250, 0), day_of(250, 100), day_of(250, 250))
    assert isinstance(cleared, DifferenceCleared)
    assert isinstance(reconciled, AccountReconciled)
    assert state.reconciliation.days[MONDAY].status is DayStatus.RECONCILED


def test_a_person_explains_a_difference_and_other_figures_are_another_one() -> None:
    explain = ExplainDifference(1, "bank_corrects_tomorrow")
    state, _ = told(day_of(250, 0))
    assert refused(state, explain) == "person_needed", "no machine explains one"
    assert refused(state, replace(explain, number=2), ANNA) == "difference_not_open"
    state, [explained] = told(day_of(250, 0), explain, context=ANNA)
    assert isinstance(explained, DifferenceExplained)
    assert (explained.explained_by, explained.day) == ("anna", MONDAY)
    assert refused(state, explain, ANNA) == "difference_not_open"
    assert refused(state, day_of(250, 0)) == "bank_day_known", "it stays explained while its figures are the same"
    _, [again] = told(day_of(250, 0), explain, day_of(250, 10), context=ANNA)
    assert isinstance(again, ReconciliationDifferenceFound)
    assert again.number == 2


def test_somebody_looks_after_a_difference_also_when_it_changes() -> None:
    state, [assigned] = told(day_of(250, 0), AssignDifference(1, "bo"))
    assert isinstance(assigned, DifferenceAssigned)
    assert refused(state, AssignDifference(1, "bo")) == "difference_assigned_already"
    state, [assigned] = told(day_of(250, 0), AssignDifference(1, "bo"), day_of(250, 10), AssignDifference(1, "eva"))
    assert isinstance(assigned, DifferenceAssigned)
    assert assigned.instead_of == "bo"
    assert state.reconciliation.days[MONDAY].owner == "eva"


def test_a_day_that_a_later_statement_covers_is_none_by_itself_any_more() -> None:
    _, events = told(day_of(0, 40, TUESDAY), day_of(100, 100, WEDNESDAY, first=MONDAY))
    assert [type(one) for one in events] == [DifferenceCleared, AccountReconciled]


@given(st.lists(st.tuples(st.sampled_from([MONDAY, TUESDAY]), st.integers(0, 2), st.integers(0, 2)), max_size=8))
def test_a_difference_is_open_exactly_while_the_last_word_of_its_day_is_one(
    said: list[tuple[date, int, int]],
) -> None:
    state, last = BANK_ACCOUNT.initial, dict[date, BankDay]()
    for day, bank, ledger in said:
        command = day_of(bank, ledger, day)
        decision = BANK_ACCOUNT.decide(state, command, POLICY)
        assert isinstance(decision, Refusal) == (last.get(day) == said_of(command))
        if not isinstance(decision, Refusal):
            state = BANK_ACCOUNT.evolve_all(state, decision)
        last[day] = said_of(command)
    found = {day: one.status is DayStatus.OPEN for day, one in state.reconciliation.days.items()}
    assert found == {day: not one.comes_to_zero for day, one in last.items()}
    numbers = [one.number for one in state.reconciliation.days.values() if one.status is DayStatus.OPEN]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("reports", [0, 1])
def test_a_difference_says_whether_a_statement_is_missing(reports: int) -> None:
    command = ReconcileBankDay(ACCOUNT, "SEK", TUESDAY, TUESDAY, reports, 10, 40, 40, 0, 0)
    _, [found] = told(replace(command, ledger_minor=0 if reports else 500))
    expected = "0.30 SEK between statements" if reports else "the ledger has 5.00 SEK and no statement has come"
    assert found.sentence() == f"Difference 1 on {ACCOUNT}, 2026-03-10: {expected}"
