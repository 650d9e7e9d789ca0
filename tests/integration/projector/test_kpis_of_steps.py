"""Figures and checks of steps that the four cases did not take: each is put into the record by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from psycopg2.extensions import connection

from projections.kpi.queries import Question, figures
from projections.kpi.table import BY_NAME
from projections.principles.queries import Count, count, departures
from projections.principles.table import BY_NAME as CHECKS_BY_NAME
from tests.integration.projector.four_cases import ANNA, ASKED, CECILIA, DAVID, at, four_cases
from tests.integration.projector.test_kpis import numbers
from tests.integration.projector.told_once import Story

QUESTION = Question(at=ASKED, zone="Europe/Stockholm")


@pytest.fixture
def story() -> Story:
    """The four cases."""
    return four_cases


def happened(
    opened: connection, case: UUID, event: str, when: datetime, manager: str | None = None, actor: str = "agent-7"
) -> None:
    """One more event of the case, in the trail alone."""
    with opened.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO audit_trail_1.audit_trail (
                partition, position, aggregate_kind, aggregate_id, version, type, summary, actor_kind, actor_id,
                occurred_at, recorded_at, manager, causation_id, correlation_id, event_id, hash, record_offset)
            SELECT 0, (SELECT max(position) + 1 FROM audit_trail_1.audit_trail), 'case', %(case)s, max(version) + 1,
                   %(event)s, '', 'user', %(actor)s, %(when)s, %(when)s, %(manager)s, %(id)s, %(case)s, %(id)s, '', 0
            FROM audit_trail_1.audit_trail
            WHERE aggregate_id = %(case)s
            """,
            {"case": str(case), "event": event, "manager": manager, "actor": actor, "when": when, "id": str(uuid4())},
        )


def test_cases_that_went_to_court_are_few_of_those_that_came_in(changed: connection) -> None:
    happened(changed, DAVID, "LegalActionStarted", at(5, 20))
    assert numbers(figures(changed, BY_NAME["legal_rate"], QUESTION)) == [(1, 4)]
    by_month = figures(changed, BY_NAME["legal_rate"], replace(QUESTION, by="month"))
    assert [(one.month, one.numerator, one.denominator) for one in by_month] == [("2026-03", 0, 2), ("2026-04", 1, 2)]


def test_fees_that_were_waived_stand_by_those_that_were_charged(changed: connection) -> None:
    for day, event in ((3, "FeeCharged"), (4, "FeeCharged"), (5, "FeeWaived")):
        happened(changed, DAVID, event, at(5, day))
    assert numbers(figures(changed, BY_NAME["fees_waived"], QUESTION)) == [(1, 2)]


def test_a_question_was_answered_after_so_many_days(changed: connection) -> None:
    with changed.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO sla_1.clock (
                aggregate_id, clock, number, partition, jurisdiction, state, started_at, due_at, ended_at, position,
                turned_at, recorded_at)
            VALUES (%s, 'inquiry_answer', 1, 0, 'SE', 'met', %s, %s, %s, 1, %s, %s)
            """,
            (str(DAVID), at(5, 1), at(5, 9), *[at(5, 3)] * 3),
        )
    half, _, longest = figures(changed, BY_NAME["answer_time"], QUESTION)
    assert (half.numerator, longest.numerator, half.denominator) == (2 * 86_400, 2 * 86_400, 1)


def test_a_case_that_was_closed_after_a_demand_was_not_solved_before_it(changed: connection) -> None:
    """Anna and Bo: both closed without a demand. Cecilia and David are open."""
    assert numbers(figures(changed, BY_NAME["solved_before_demand"], QUESTION)) == [(2, 2)]
    happened(changed, ANNA, "PaymentDemandSent", at(3, 6))
    assert numbers(figures(changed, BY_NAME["solved_before_demand"], QUESTION)) == [(1, 2)]


def test_a_demand_during_a_hold_is_found_and_one_before_it_is_none(changed: connection) -> None:
    """David's case is on hold since 10 April, for a life event."""
    check = CHECKS_BY_NAME["no_demand_during_a_hold"]
    happened(changed, DAVID, "PaymentDemandSent", at(4, 7))
    happened(changed, ANNA, "ReminderSent", at(3, 4))
    assert count(changed, check, ASKED) == Count(2, 0)
    happened(changed, DAVID, "LegalNoticeSent", at(4, 20))
    assert count(changed, check, ASKED) == Count(3, 1)
    (one,) = departures(changed, check, ASKED, 5)
    assert (one.aggregate_id, one.said) == (DAVID, "LegalNoticeSent during a hold: life_event")


def test_a_demand_while_a_plan_is_kept_is_found_and_one_after_its_end_is_none(changed: connection) -> None:
    """Cecilia's plan was agreed on 2 April."""
    check = CHECKS_BY_NAME["no_demand_in_a_kept_plan"]
    happened(changed, CECILIA, "PaymentDemandSent", at(5, 20))
    assert count(changed, check, ASKED) == Count(1, 1)
    (one,) = departures(changed, check, ASKED, 5)
    assert (one.aggregate_id, one.said) == (CECILIA, "PaymentDemandSent while a plan was kept")
    happened(changed, CECILIA, "PlanTerminated", at(5, 25))
    happened(changed, CECILIA, "LegalNoticeSent", at(5, 28))
    assert count(changed, check, ASKED) == Count(2, 1)


def test_promises_whose_day_is_over_were_kept_or_not(changed: connection) -> None:
    """Of Cecilia's two deadlines one was met and one missed; here they stood for promises."""
    with changed.cursor() as cursor:
        cursor.execute("UPDATE sla_1.clock SET kind = 'promise' WHERE clock = 'payment_deadline'")
    assert numbers(figures(changed, BY_NAME["kept_promises"], QUESTION)) == [(1, 2)]
    assert numbers(figures(changed, BY_NAME["plan_adherence"], QUESTION)) == []


def test_plans_in_force_at_the_beginning_are_breached_or_not(changed: connection) -> None:
    """Cecilia's plan was in force when May began. Nothing was in force when April did."""
    breached = BY_NAME["plan_breach_rate"]
    may = replace(QUESTION, begins=at(5, 1, 0), ends=at(6, 1, 0))
    april = replace(QUESTION, begins=at(4, 1, 0), ends=at(5, 1, 0))
    assert (numbers(figures(changed, breached, may)), figures(changed, breached, april)) == ([(0, 1)], [])
    happened(changed, CECILIA, "PlanBreached", at(5, 28))
    assert numbers(figures(changed, breached, may)) == [(1, 1)]
    assert numbers(figures(changed, BY_NAME["plan_survival"], replace(QUESTION, at=at(7, 1)))) == [(0, 1)]


@pytest.mark.parametrize(("days", "cured"), [(14, 1), (15, 0)])
def test_a_missed_instalment_is_made_good_within_two_weeks_or_not(changed: connection, days: int, cured: int) -> None:
    with changed.cursor() as cursor:
        cursor.execute("SELECT ended_at FROM sla_1.clock WHERE kind = 'instalment' AND state = 'breached'")
        (missed_at,) = cursor.fetchone() or (None,)
    happened(changed, CECILIA, "PlanCured", missed_at + timedelta(days=days))
    assert numbers(figures(changed, BY_NAME["plan_cures"], QUESTION)) == [(cured, 1)]


def test_contacts_by_the_named_manager_are_counted_where_there_is_one(changed: connection) -> None:
    assert figures(changed, BY_NAME["continuity"], QUESTION) == []
    happened(changed, CECILIA, "CaseManagerAssigned", at(4, 3), "agent-7")
    happened(changed, CECILIA, "ContactMade", at(4, 4), actor="agent-7")
    happened(changed, CECILIA, "ContactMade", at(4, 5), actor="agent-8")
    assert numbers(figures(changed, BY_NAME["continuity"], QUESTION)) == [(1, 2)]
    happened(changed, CECILIA, "CaseManagerAssigned", at(4, 6), "agent-8")
    happened(changed, CECILIA, "ContactMade", at(4, 7), actor="agent-8")
    assert numbers(figures(changed, BY_NAME["continuity"], QUESTION)) == [(2, 3)]
