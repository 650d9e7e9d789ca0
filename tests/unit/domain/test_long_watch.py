"""Cases of which nothing is to be had now: who looks again and when, and what opens them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.reopening import ReopenCase, ReopeningReason
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.legal.enforcing import EnforcementResult
from domain.case.legal.monitoring import CaseMovedToMonitoring, CaseReactivated, MoveToMonitoring, ReactivateCase
from domain.case.stages.state import Stage
from domain.case.state import CASE
from tests.unit.domain.courts import ENFORCE, MONDAY, NOTHING_FOUND, demanded, going_on, on, refused, titled
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, accepted


def test_a_report_that_nothing_was_found_needs_a_day_on_which_somebody_looks_again() -> None:
    state = going_on(titled(), (ENFORCE.requested_on, ENFORCE))
    assert refused(state, replace(NOTHING_FOUND, review_on=None), date(2026, 9, 1)).code == "review_day_invalid"
    assert refused(state, replace(NOTHING_FOUND, review_on=date(2027, 9, 3)), date(2026, 9, 1)).code == (
        "review_day_invalid"
    )
    attached = replace(NOTHING_FOUND, result=EnforcementResult.ATTACHED)
    assert refused(state, attached, date(2026, 9, 1)).code == "review_day_invalid"


def test_a_monitored_case_is_looked_at_again_and_goes_on_as_far_as_it_had_come() -> None:
    watch = MoveToMonitoring("no_income", date(2026, 9, 1))
    state = going_on(demanded(), (date(2026, 3, 16), watch))
    later = MoveToMonitoring("still_no_income", date(2027, 3, 1))
    (again,) = accepted(CASE, state, later, on(date(2026, 9, 1)))
    assert isinstance(again, CaseMovedToMonitoring)
    assert (again.review, again.next_review) == (1, 2)
    (back,) = accepted(CASE, going_on(state, (date(2026, 9, 1), later)), ReactivateCase("has_income"), on(MONDAY))
    assert isinstance(back, CaseReactivated)
    assert (back.stage, back.review) == (Stage.DEMAND, 2)


def test_a_case_on_hold_is_not_taken_up_again() -> None:
    hold = PlaceHold(HoldType.VULNERABILITY, "as_told", date(2026, 6, 1))
    state = going_on(demanded(), (MONDAY, MoveToMonitoring("no_income", date(2026, 9, 1))), (MONDAY, hold))
    assert refused(state, ReactivateCase("has_income"), MONDAY).rule == "hold.vulnerability"


def test_a_new_title_opens_a_case_that_was_written_off() -> None:
    written_off = going_on(titled(), (date(2026, 5, 4), CloseCase(Outcome.WRITTEN_OFF, "no_assets")))
    again = going_on(written_off, (date(2026, 6, 1), ReopenCase(ReopeningReason.NEW_TITLE)))
    assert (again.life.stage, again.outstanding_minor) == (Stage.TITLE, CLAIM_TOTAL_MINOR)
