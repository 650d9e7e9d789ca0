"""From the claim to a title and beyond, as a story; and what must hold whatever is asked of such a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.case.allocation.allocating import PaymentAllocated
from domain.case.closure.closing import CaseClosed
from domain.case.closure.confirming import ConfirmClosure
from domain.case.contacts.contact import Channel
from domain.case.holds.kinds import HoldType
from domain.case.legal.enforcing import EnforcementReported, EnforcementRequested, EnforcementResult, ReportEnforcement
from domain.case.legal.monitoring import CaseMovedToMonitoring, CaseReactivated, ReactivateCase
from domain.case.legal.starting import LegalActionStarted
from domain.case.settlement.state import SettlementStatus
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState
from tests.unit.domain.courts import (
    ENFORCE,
    NOTHING_FOUND,
    START,
    TITLE,
    demanded,
    filed,
    going_on,
    on,
    titled,
    types_of,
)
from tests.unit.domain.drawn_lives import never_come_to, whatever_happens
from tests.unit.domain.random_life import legal_lives, lived
from tests.unit.domain.samples import CLAIM_TOTAL_MINOR, accepted, allocation

ESCALATIONS = (LegalActionStarted, EnforcementRequested, CaseReactivated)


def test_from_the_claim_to_a_title_to_a_late_payment() -> None:
    """Sweden: a claim of 1,255.00 that fell due on 30 January 2026 is paid in May 2027."""
    state = demanded()
    assert state.life.stage is Stage.DEMAND
    (started,) = accepted(CASE, state, START, on(date(2026, 3, 16)))
    assert started.sentence() == "Legal action 1 started on 2026-03-16: payment_order, 01-1234-26"
    state = filed()
    obtained = accepted(CASE, state, TITLE, on(date(2026, 4, 20)))
    assert (
        obtained[0].sentence()
        == "Title 01-1234-26 obtained on 2026-04-20, costs of 680.00 SEK awarded (0.00 SEK charged)"
    )
    state = going_on(titled(), (date(2026, 5, 4), ENFORCE))
    reported, watched = accepted(CASE, state, NOTHING_FOUND, on(date(2026, 9, 1)))
    assert isinstance(reported, EnforcementReported) and isinstance(watched, CaseMovedToMonitoring)
    state = going_on(state, (date(2026, 9, 1), NOTHING_FOUND))
    assert (state.life.stage, watched.review_on) == (Stage.MONITORING, date(2027, 3, 1))
    state = going_on(state, (date(2027, 2, 26), ReactivateCase("has_income")))
    assert state.life.stage is Stage.TITLE, "it goes on with its title"
    again = replace(ENFORCE, authority_reference="U-9-27", requested_on=date(2027, 3, 1))
    attached = ReportEnforcement(EnforcementResult.ATTACHED, date(2027, 4, 1), None)
    state = going_on(state, (date(2027, 3, 1), again), (date(2027, 4, 1), attached))
    assert state.life.stage is Stage.ENFORCEMENT
    paid = allocation(CLAIM_TOTAL_MINOR, on=date(2027, 5, 3))
    events = accepted(CASE, state, paid, on(date(2027, 5, 3)))
    assert {PaymentAllocated, CaseClosed} <= set(types_of(events))
    state = going_on(state, (date(2027, 5, 3), paid), (date(2027, 5, 4), ConfirmClosure(Channel.LETTER)))
    assert (state.life.outcome, state.life.before_the_end) == ("paid_in_full", Stage.ENFORCEMENT)


@whatever_happens(legal_lives, number=120)
def test_no_settled_or_held_case_is_made_graver_whatever_is_asked(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if not isinstance(step.event, ESCALATIONS):
            continue
        before: CaseState = step.before
        assert before.life.is_open and before.outstanding_minor > 0
        assert not before.plan.in_force and not before.disputes.upheld()
        assert all(one.status is not SettlementStatus.ACCEPTED for one in before.settlements.by_number.values())
        stopping = {one.hold_type for one in before.holds.in_force().values() if one.scope.legal}
        assert stopping <= ({HoldType.DISPUTE} if isinstance(step.event, LegalActionStarted) else set())


@whatever_happens(legal_lives)
def test_what_is_before_a_court_stands_where_its_events_say(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        state: CaseState = step.after
        if state.life.stage is Stage.LEGAL_FILED:
            assert state.legal.started_on is not None
        if state.life.stage is Stage.ENFORCEMENT:
            assert state.legal.title_on is not None
        assert (state.life.stage is Stage.MONITORING) <= bool(state.legal.review)


def test_the_lives_that_these_rules_are_tried_on_come_before_courts_and_back() -> None:
    rare = {"LegalActionContested", "TitleObtained", "EnforcementRequested", "CaseReactivated"}
    assert never_come_to(rare, CASE, legal_lives, lambda step: {type(step.event).__name__}) == set()
