"""Fees and court costs where one more day, one more cent or one more fee makes the difference; figures by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.allocation.restating import AllocationWithdrawn
from domain.case.charges.charging import ChargeFee, FeeCharged
from domain.case.charges.court_costs import CourtCost, CourtCostsReduced
from domain.case.charges.fees_state import CourtCharge, FeeKind, Fees
from domain.case.charges.waiving import FeeWaived, plan_fees_lapsed
from domain.case.notices.state import NoticeKind
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.codes import Contest, CreditorVat, Debtor, Weight
from domain.law.fee_caps import CollectorsWork, collector_fee_cap
from tests.unit.domain.courts import TITLE, going_on, on, types_of
from tests.unit.domain.samples import CONTEXT, accepted, after, allocation
from tests.unit.domain.test_agreed_fees import in_plan
from tests.unit.domain.test_costs_of_a_title import BOTH, NONE_AWARDED, charged, paid
from tests.unit.domain.test_fees import case_in, fee, letter, refused
from tests.unit.domain.test_fees import charged as charged_fee


def refusal_of(state: CaseState, command: ChargeFee) -> Refusal:
    decision = CASE.decide(state, replace(command, currency=state.currency), CONTEXT)
    assert isinstance(decision, Refusal)
    return decision


# Letters


def test_on_the_last_day_to_pay_a_german_letter_is_still_the_first_and_from_the_next_day_on_it_was_not_paid() -> None:
    """RVG VV 2300: of 400 euro 0.5 x 51.50 until the end of the day by which it asks, 0.9 x 51.50 afterwards."""
    for pay_by, amount in ((date(2026, 3, 2), 2_575), (date(2026, 3, 1), 4_635)):
        demand = letter(NoticeKind.PAYMENT_DEMAND, date(2026, 2, 2), pay_by)
        assert charged_fee(case_in("DE", demand, principal_minor=40_000), fee(FeeKind.COLLECTOR)).amount_minor == amount


def test_reminders_that_cost_a_finnish_consumer_something_are_two_weeks_apart() -> None:
    """Perintälaki 10 a §. The rows of a business debtor have no such time."""
    first = letter(NoticeKind.REMINDER, date(2026, 2, 16), date(2026, 2, 23))
    for second_on, code in ((date(2026, 3, 1), "letter_too_early_for_fee"), (date(2026, 3, 2), None)):
        state = case_in("FI", first, letter(NoticeKind.REMINDER, second_on))
        state = CASE.evolve(state, charged_fee(state, fee(FeeKind.REMINDER, 1)))
        if code is None:
            assert charged_fee(state, fee(FeeKind.REMINDER, 2)).amount_minor == 500
        else:
            assert refused(state, fee(FeeKind.REMINDER, 2)) == (code, "FI.reminder_gap_min.2022-05-01.consumer")


def test_what_too_many_fees_are_of_is_said() -> None:
    """NO inkassoforskriften § 1-3."""
    missed = [
        letter(NoticeKind.REMINDER, day, day + timedelta(days=14)) for day in (date(2026, 1, 1), date(2026, 1, 20))
    ]
    state = case_in("NO", *missed, letter(NoticeKind.REMINDER), due_date=date(2025, 12, 1))
    for number in (1, 2):
        state = CASE.evolve(state, charged_fee(state, fee(FeeKind.REMINDER, number)))
    message = refusal_of(state, fee(FeeKind.REMINDER, 3)).message
    assert message == "Of one claim 2 letters before the payment demand may be charged for."


def test_a_fee_is_in_the_currency_of_its_case_and_of_the_row_that_allows_it() -> None:
    """A Swedish case in euro has no fee: the row of the reminder is in kronor."""
    reminder = fee(FeeKind.REMINDER, agreed=True)
    swedish = case_in("SE", letter(NoticeKind.REMINDER))
    in_euro = CASE.decide(swedish, replace(reminder, currency="EUR"), CONTEXT)
    assert isinstance(in_euro, Refusal)
    assert (in_euro.code, in_euro.message) == (
        "currency_differs", "The case is in SEK, and the fee is in another currency.",
    )  # fmt: skip
    assert refused(case_in("SE", letter(NoticeKind.REMINDER), currency="EUR"), reminder) == ("currency_differs", None)


# Plans


def test_a_norwegian_plan_at_court_costs_nothing_by_the_row_of_its_fee() -> None:
    state = in_plan("NO")
    at_court = state._replace(life=replace(state.life, stage=Stage.TITLE))
    refusal = refusal_of(at_court, ChargeFee(FeeKind.PLAN, 1, None, "NOK", False))
    rule = "NO.plan_fee_cap.2026-01-01.instalments-from-5+vat_deducted"
    assert (refusal.code, refusal.rule) == ("plan_at_court", rule)
    assert refusal.message == "The case is at court or enforced, where a plan costs nothing more."


def test_the_highest_fee_of_a_finnish_plan_is_named_where_its_step_is_not_on_file() -> None:
    for minor, said in ((3_000, "up to 50.00 EUR"), (5_001, "No plan costs more than 50.00 EUR.")):
        assert said in refusal_of(in_plan("FI"), ChargeFee(FeeKind.PLAN, 1, minor, "EUR", False)).message


def with_fees(*amounts_minor: int) -> CaseState:
    """A Norwegian plan for which such fees were charged, one after the other."""
    state = in_plan("NO")
    for number, minor in enumerate(amounts_minor, start=1):
        one = FeeCharged(number, FeeKind.PLAN, number, "NOK", minor, date(2026, 3, 2), (), Debtor.CONSUMER, False)
        state = CASE.evolve(state, one)
    return state


def test_what_lapses_of_a_plans_fees_at_court_says_which_how_much_and_why() -> None:
    """Inkassoforskriften § 2-4."""
    assert plan_fees_lapsed(with_fees(112_500)) == [FeeWaived(1, "case_goes_to_court", "NOK", 112_500)]


def test_a_plans_fee_of_which_some_was_paid_does_not_lapse_with_another_that_was_not() -> None:
    """1,000.00 and 700.00 were charged and 500.00 of them paid: 1,200.00 are owed, of which the first fee is 1,000.00,
    and of the second only 200.00 are left."""
    state = after(CASE, replace(allocation(50_000), currency="NOK"), state=with_fees(100_000, 70_000))
    assert state.balance.owed("fees") == 120_000
    assert plan_fees_lapsed(state) == [FeeWaived(1, "case_goes_to_court", "NOK", 100_000)]


# Court costs


def test_what_a_title_takes_off_leaves_what_enforcement_costs() -> None:
    """300.00 and 380.00 of the court, 600.00 of enforcement in between: 400.00 less are 280.00 of the first."""
    day = date(2026, 4, 20)
    fees = Fees({}, (CourtCharge(day, 30_000, False), CourtCharge(day, 60_000, True), CourtCharge(day, 38_000, False)))
    assert [one.amount_minor for one in fees.without_of_court(40_000).court_costs] == [28_000, 60_000, 0]


@pytest.mark.parametrize(("awarded", "off"), [(68_000, None), (67_999, 1), (0, 68_000)])
def test_what_is_not_awarded_is_taken_off_to_the_minor_unit_and_nothing_else(awarded: int, off: int | None) -> None:
    title = replace(TITLE, costs_awarded_minor=awarded)
    events = accepted(CASE, charged(*BOTH), title, on(title.obtained_on))
    reduced = [event for event in events if isinstance(event, CourtCostsReduced)]
    assert reduced == ([] if off is None else [CourtCostsReduced("SEK", off)])
    assert AllocationWithdrawn not in types_of(events), "nothing was paid that could be allocated anew"


def test_money_counts_anew_from_the_day_before_the_first_that_paid_for_the_court() -> None:
    events = accepted(CASE, paid(50_000, charged(CourtCost.PAYMENT_ORDER)), NONE_AWARDED, on(TITLE.obtained_on))
    (withdrawn,) = [event for event in events if isinstance(event, AllocationWithdrawn)]
    assert (withdrawn.value_date, withdrawn.known_late) == (date(2026, 3, 18), date(2026, 3, 17))
    assert going_on(paid(50_000, charged(*BOTH)), (TITLE.obtained_on, NONE_AWARDED)).fees.of_court_minor == 0


# Rows


def test_a_day_before_the_norwegian_rows_has_no_cap_and_says_which_row_is_missing() -> None:
    work = CollectorsWork(Weight.SIMPLE, Contest.FIRST_LETTER, CreditorVat.DEDUCTED)
    refusal = collector_fee_cap("NO", date(1990, 1, 2), Money(800_000, "NOK"), date(1989, 12, 1), Debtor.CONSUMER, work)
    assert isinstance(refusal, Refusal) and refusal.code == "rule_missing"
    assert refusal.rule is not None and refusal.rule.startswith("NO.")
