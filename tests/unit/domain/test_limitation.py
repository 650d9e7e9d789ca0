"""Until when a claim can be demanded by law, what begins a new period, and what revives nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.allocation.reversing import ReverseAllocation
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.case.legal.ending import WithdrawLegalAction
from domain.case.legal.state import Forum
from domain.case.limitation.interrupting import InterruptLimitation, LimitationInterrupted
from domain.case.notices.arriving import RecordDelivery
from domain.case.state import CASE
from domain.law.codes import Interruption
from tests.unit.domain.courts import (
    DEMAND,
    MONDAY,
    PAYMENT,
    START,
    VALIDATE,
    demanded,
    filed,
    going_on,
    last_day,
    on,
    refused,
    titled,
)
from tests.unit.domain.samples import accepted, allocation, open_case


def test_a_swedish_consumer_claim_ends_three_years_after_it_is_taken_to_have_arisen() -> None:
    """SE preskriptionslag (1981:130) 2 §: 90 days before 30 January 2026 is 1 November 2025."""
    state = demanded()
    assert last_day(state) == date(2028, 11, 1)
    due = date(2023, 2, 1)
    old = demanded(due_date=due)
    assert last_day(old) == date(2025, 11, 3)
    refusal = refused(old, START, date(2026, 3, 16))
    assert (refusal.code, refusal.rule) == ("time_barred", "SE.limitation_period.2022-08-01.consumer")


def test_a_payment_counts_from_the_banks_day_and_no_more_when_it_is_reversed() -> None:
    """SE preskriptionslag 5 § 1, 6 §."""
    state = going_on(demanded(), (date(2026, 3, 12), allocation(10_000, PAYMENT, on=date(2026, 3, 10))))
    assert last_day(state) == date(2029, 3, 10)
    assert last_day(going_on(state, (date(2026, 3, 20), ReverseAllocation(PAYMENT, "chargeback")))) == date(2028, 11, 1)


def test_a_letter_counts_when_its_delivery_is_recorded() -> None:
    """SE preskriptionslag 5 § 2: the debtor receives a written demand."""
    assert last_day(demanded()) == date(2028, 11, 1)
    assert last_day(going_on(demanded(), (date(2026, 3, 5), RecordDelivery(1)))) == date(2029, 3, 2)


def test_a_new_period_counts_from_the_judgment_and_from_the_end_of_an_action_that_the_debtor_heard_of() -> None:
    """SE preskriptionslag 7 §: once more three years; nothing, when the debtor was never told."""
    assert last_day(titled()) == date(2029, 4, 20)
    end = date(2026, 4, 1)
    told = going_on(filed(), (end, WithdrawLegalAction(end, "debtor_agrees", True)))
    untold = going_on(filed(), (end, WithdrawLegalAction(end, "not_served", False)))
    assert (last_day(told), last_day(untold)) == (date(2029, 4, 1), date(2028, 11, 1))


def test_a_danish_title_or_written_acknowledgement_gives_ten_years_and_a_payment_none() -> None:
    """DK forældelsesloven §§ 2, 3, 5: three years from the due date."""
    claim = open_case(pay_by=None, jurisdiction="DK", currency="DKK")
    assert last_day(claim) == date(2029, 1, 30)
    paid = going_on(claim, (date(2026, 3, 12), replace(allocation(10_000, on=date(2026, 3, 10)), currency="DKK")))
    assert last_day(paid) == date(2029, 1, 30)
    acknowledged = InterruptLimitation(Interruption.ACKNOWLEDGEMENT, date(2026, 3, 4))
    (event,) = accepted(CASE, claim, acknowledged, on(date(2026, 3, 5)))
    assert isinstance(event, LimitationInterrupted)
    assert (event.limited_until, event.rule) == (
        date(2036, 3, 4),
        "DK.limitation_restart.2015-11-09.acknowledgement",
    )
    demand = InterruptLimitation(Interruption.WRITTEN_DEMAND, date(2026, 3, 4))
    assert refused(claim, demand, date(2026, 3, 5)).code == "rule_missing"


def test_what_comes_after_the_end_revives_nothing() -> None:
    old = demanded(due_date=date(2023, 2, 1))
    late = InterruptLimitation(Interruption.ACKNOWLEDGEMENT, date(2025, 11, 4))
    assert refused(old, late, MONDAY).code == "time_barred"
    paid = going_on(old, (date(2026, 3, 12), allocation(10_000, on=date(2026, 3, 10))))
    assert last_day(paid) == date(2025, 11, 3)


def test_where_no_period_is_on_file_a_young_claim_goes_on_and_an_older_one_waits_for_the_row() -> None:
    """Agency policy: 24 months. Finland's period is known only from memory."""
    finnish = {"jurisdiction": "FI", "currency": "EUR", "pay_by": None}
    for due, is_young in ((date(2024, 3, 23), True), (date(2024, 3, 22), False)):
        reminded = replace(VALIDATE, reminded_on=date(2024, 4, 20))
        state = going_on(open_case(**finnish, due_date=due), (MONDAY, reminded), (MONDAY, DEMAND))
        day = date(2026, 3, 23)
        start = replace(START, forum=Forum.SUMMARY_CLAIM, started_on=day)
        if is_young:
            assert accepted(CASE, state, start, on(day))
        else:
            refusal = refused(state, start, day)
            assert (refusal.code, refusal.rule) == ("rule_missing", "FI.limitation_period")


def test_a_case_ends_as_time_barred_only_when_its_claim_is() -> None:
    """SE preskriptionslag 2 §: three years of a consumer. Policy: they count from 90 days before the due date."""
    too_early = refused(open_case(), CloseCase(Outcome.TIME_BARRED, "too_old"), date(2028, 11, 1))
    assert (too_early.code, too_early.rule) == ("not_time_barred", "SE.limitation_period.2022-08-01.consumer")
    then = on(date(2028, 11, 2))
    (closed,) = accepted(CASE, open_case(pay_by=None), CloseCase(Outcome.TIME_BARRED, "too_old"), then)
    assert isinstance(closed, CaseClosed)


def test_where_no_row_says_when_a_claim_is_time_barred_an_old_one_may_end_so_and_a_young_one_not() -> None:
    """Agency policy: a claim of up to 24 months is taken to be in time (FI has no limitation period on file)."""
    finnish = open_case(jurisdiction="FI", currency="EUR", pay_by=None)
    young = refused(finnish, CloseCase(Outcome.TIME_BARRED, "too_old"), date(2028, 1, 30))
    assert (young.code, young.rule) == ("not_time_barred", "FI.limitation_unchecked_for.1970-01-01")
    assert accepted(CASE, finnish, CloseCase(Outcome.TIME_BARRED, "too_old"), on(date(2028, 1, 31)))
