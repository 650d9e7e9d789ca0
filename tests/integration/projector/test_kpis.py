"""Key figures of a small history: each number here was worked out by hand from what ``four_cases`` tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from psycopg2.extensions import connection

from domain.case.manager.assigning import AssignCaseManager
from domain.case.state import CASE
from projections.kpi.queries import Figure, Question, figures
from projections.kpi.table import BY_NAME, KPIS
from projections.sla.queries import ClockChoice, board, breached
from tests.integration.projector.folded import Folded
from tests.integration.projector.four_cases import ASKED, BO, CECILIA, DAVID, at, four_cases, told
from tests.integration.projector.told_once import Story

QUESTION = Question(at=ASKED, zone="Europe/Stockholm", within=30)
DAY_S = 86_400


@pytest.fixture
def story() -> Story:
    """That of ``told``."""
    return four_cases


def numbers(found: list[Figure]) -> list[tuple[int, int]]:
    """The two numbers of each."""
    return [(one.numerator, one.denominator) for one in found]


@pytest.mark.parametrize(
    ("name", "numerator", "denominator"),
    [
        ("resolution_rate", 1, 4),  # Anna; an upheld dispute is an end, and not a debt that was resolved
        ("debt_free", 1, 0),
        ("recovery_rate", 125_500 + 62_750, 4 * 125_500),
        ("plan_adherence", 1, 2),
        ("plans_assessed", 0, 1),  # nobody asked what Cecilia can afford
        ("right_party_rate", 1, 3),  # nobody answered the first call, nor that on a Sunday
        ("contact_compliance", 2, 3),  # which was against the rules
        ("first_contact_in_time", 2, 4),  # Anna and Cecilia; David never; Bo's case ended after it had fallen due
        ("dispute_rate", 1, 4),
        ("disputes_upheld", 1, 1),
        ("complaint_rate", 1, 4),
        ("complaints_upheld", 0, 1),
        ("complaints_in_time", 1, 1),
        ("holds_overdue", 1, 1),
        ("survey_coverage", 1, 2),  # Anna was asked, Bo was not
        ("survey_response", 1, 1),
        ("survey_score", 9, 1),
        ("cost_to_debtor", 0, 4 * 125_500),  # nothing was added since the hand-over
        ("unmatched_rate", 1, 3),
        ("auto_match_rate", 2, 2),  # Anna's and Cecilia's payments; nobody knows the third
        ("promise_rate", 0, 1),  # Anna was spoken with, and promised nothing
        ("suspense_value", 50_000, 1),
    ],
)
def test_the_figure_is_what_was_worked_out_by_hand(
    asked: connection, name: str, numerator: int, denominator: int
) -> None:
    assert numbers(figures(asked, BY_NAME[name], QUESTION)) == [(numerator, denominator)]


@pytest.mark.parametrize(
    ("name", "half_s", "longest_s", "count"),
    [
        ("days_to_resolve", 8 * DAY_S, 8 * DAY_S, 1),  # Anna
        ("first_contact_time", DAY_S, DAY_S, 2),  # Anna and Cecilia, a day each
        ("dispute_time", 4 * DAY_S, 4 * DAY_S, 1),  # Bo, from the 5th to the 9th
        ("suspense_age", 42 * DAY_S, 42 * DAY_S, 1),  # from 20 April to 1 June
    ],
)
def test_the_time_is_what_was_worked_out_by_hand(
    asked: connection, name: str, half_s: int, longest_s: int, count: int
) -> None:
    half, _, longest = figures(asked, BY_NAME[name], QUESTION)
    assert [half.part, longest.part] == ["half of them", "the longest"]
    assert (half.numerator, longest.numerator, half.denominator) == (half_s, longest_s, count)


def test_a_plan_holds_for_so_many_days_or_does_not(changed: connection) -> None:
    """Cecilia's plan of 2 April is 60 days old on 1 June, and 90 days old on 1 July."""
    survival = BY_NAME["plan_survival"]
    assert figures(changed, survival, QUESTION) == []
    july = replace(QUESTION, at=at(7, 1))
    assert [(one.part, one.numerator, one.denominator) for one in figures(changed, survival, july)] == [
        ("90 days", 1, 1)
    ]
    with changed.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_trail_1.audit_trail SET type = 'PlanTerminated', occurred_at = %s "
            "WHERE aggregate_id = %s AND type = 'DeadlineMissed'",
            (at(7, 1), str(CECILIA)),
        )
        assert cursor.rowcount == 1
    assert numbers(figures(changed, survival, july)) == [(0, 1)], "it ended on its 90th day"
    december = replace(QUESTION, at=at(12, 1))
    assert [(one.part, one.numerator) for one in figures(changed, survival, december)] == [
        ("90 days", 0),
        ("180 days", 0),
    ]


def test_how_customers_in_care_fare_stands_beside_the_others(asked: connection) -> None:
    """David was given time for a life event; of the others Anna's case was resolved."""
    for name, others in (("resolved_in_care", (1, 3)), ("legal_in_care", (0, 3))):
        found = figures(asked, BY_NAME[name], QUESTION)
        assert [(one.part, one.numerator, one.denominator) for one in found] == [("in care", 0, 1), ("others", *others)]


def test_figures_and_service_levels_are_split_and_narrowed_by_team(folded: Folded) -> None:
    log = told()
    for manager, team, day in (("agent-3", "south", 11), ("agent-7", "north", 12)):
        assert log.decide(CASE, DAVID, AssignCaseManager(manager, "asked", team), at(4, day))
    folded.fold_all(log.batches([7, 5]))
    rate = BY_NAME["resolution_rate"]
    by_team = figures(folded.opened, rate, replace(QUESTION, by="team"))
    assert [(one.team, one.numerator, one.denominator) for one in by_team] == [("north", 0, 1), (None, 1, 3)]
    assert numbers(figures(folded.opened, rate, replace(QUESTION, team="north"))) == [(0, 1)]
    lines = board(folded.opened, ASKED, ClockChoice(clock="hold_review"), by="team")
    of_david = [(line.team, line.state, line.count) for line in lines if line.team]
    assert of_david == [("north", "breached", 1), ("north", "met", 1)]  # that of his complaint was looked at
    assert breached(folded.opened, ASKED, ClockChoice(clock="hold_review", team="south")) == []
    assert len(breached(folded.opened, ASKED, ClockChoice(clock="hold_review", team="north"))) == 1


def test_what_is_owed_on_open_cases_stands_by_age(asked: connection) -> None:
    """Cecilia owes a half and David the whole; both claims fell due on 30 January, 122 days before."""
    (owed,) = figures(asked, BY_NAME["ageing"], QUESTION)
    assert (owed.part, owed.currency, owed.numerator, owed.denominator) == ("91 to 180 days", "SEK", 188_250, 2)
    within = replace(QUESTION, at=datetime(2026, 3, 1, tzinfo=UTC))
    assert [one.part for one in figures(asked, BY_NAME["ageing"], within)] == ["1 to 30 days"]


def test_cohorts_belong_to_the_month_of_the_claim_and_the_rest_to_the_month_of_happening(asked: connection) -> None:
    by_month = replace(QUESTION, by="month")
    resolved = figures(asked, BY_NAME["resolution_rate"], by_month)
    assert [(one.month, one.numerator, one.denominator) for one in resolved] == [("2026-03", 1, 2), ("2026-04", 0, 2)]
    paid = figures(asked, BY_NAME["plan_adherence"], by_month)
    assert [(one.month, one.numerator, one.denominator) for one in paid] == [("2026-04", 1, 1), ("2026-05", 0, 1)]
    complained = figures(asked, BY_NAME["complaint_rate"], by_month)
    assert [(one.month, one.numerator, one.denominator) for one in complained] == [
        ("2026-03", 0, 2), ("2026-04", 1, 2), ("2026-05", 0, 2), ("2026-06", 0, 2),
    ]  # fmt: skip


def test_a_case_counts_in_the_month_that_it_is_where_the_business_is(changed: connection) -> None:
    """22:30 UTC on 31 March is half past midnight on 1 April in Stockholm."""
    with changed.cursor() as cursor:
        cursor.execute(
            "UPDATE balances_1.case_balance SET received_at = '2026-03-31T22:30Z' WHERE case_id = %s", (str(BO),)
        )
    by_month = replace(QUESTION, by="month")
    found = figures(changed, BY_NAME["resolution_rate"], by_month)
    assert [(one.month, one.denominator) for one in found] == [("2026-03", 1), ("2026-04", 3)]
    in_utc = figures(changed, BY_NAME["resolution_rate"], replace(by_month, zone="UTC"))
    assert [(one.month, one.denominator) for one in in_utc] == [("2026-03", 2), ("2026-04", 2)]


def test_figures_are_split_and_narrowed_by_creditor_and_portfolio(asked: connection) -> None:
    resolution = BY_NAME["resolution_rate"]
    split = figures(asked, resolution, replace(QUESTION, by="portfolio"))
    assert [(one.creditor_id, one.portfolio, one.numerator, one.denominator) for one in split] == [
        ("norrkraft", "heat", 0, 2), ("norrkraft", "water", 1, 2),
    ]  # fmt: skip
    heat = replace(QUESTION, creditor_id="norrkraft", portfolio="heat")
    assert numbers(figures(asked, resolution, heat)) == [(0, 2)]
    march = replace(QUESTION, begins=at(3, 1), ends=at(4, 1, 0))
    assert numbers(figures(asked, resolution, march)) == [(1, 2)]
    assert figures(asked, BY_NAME["disputes_upheld"], replace(heat, by="month")) == [], "no case, and no 0 %"


def test_what_counts_as_resolved_and_within_how_many_days_is_asked(asked: connection) -> None:
    resolution = BY_NAME["resolution_rate"]
    wider = replace(QUESTION, resolved=("paid_in_full", "upheld_dispute"))
    assert numbers(figures(asked, resolution, wider)) == [(2, 4)]
    assert numbers(figures(asked, resolution, replace(QUESTION, within=8))) == [(1, 4)], "paid on the eighth day"
    assert numbers(figures(asked, resolution, replace(QUESTION, within=7))) == [(0, 4)]


def test_a_cohort_that_still_has_time_is_marked(asked: connection) -> None:
    asked_in_april = replace(QUESTION, by="month", at=at(4, 20))
    found = figures(asked, BY_NAME["resolution_rate"], asked_in_april)
    assert [(one.month, one.is_young) for one in found] == [("2026-03", False), ("2026-04", True)]


def test_before_the_first_claim_there_are_no_cases_at_all(folded: Folded) -> None:
    for by in ("all", "month", "creditor", "portfolio"):
        for kpi in KPIS:
            found = figures(folded.opened, kpi, replace(QUESTION, by=by))
            assert [one for one in found if one.denominator or one.numerator] == [], kpi.name


def _read_through(opened: connection, table: str) -> int:
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with opened, opened.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = %s", (table,))
        (scans,) = cursor.fetchone() or (-1,)
        return int(scans)


def test_no_figure_reads_the_trail_through(asked: connection) -> None:
    """Every question to the trail has an index, also where the planner would rather read so short a table whole."""
    before = _read_through(asked, "audit_trail")
    with asked, asked.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        for kpi in KPIS:
            figures(asked, kpi, QUESTION)
    assert _read_through(asked, "audit_trail") == before
    with asked, asked.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_trail.audit_trail WHERE summary = ''")
    assert _read_through(asked, "audit_trail") == before + 1, "a question without an index would have been noticed"


def test_longest_first_contact_is_not_the_half_of_them(changed: connection) -> None:
    """Anna after one day, Cecilia after three: half took one day at most, the longest three."""
    with changed.cursor() as cursor:
        cursor.execute(
            "UPDATE sla_1.clock SET ended_at = started_at + %s WHERE aggregate_id = %s AND clock = 'first_contact'",
            (timedelta(days=3), str(CECILIA)),
        )
    found = figures(changed, BY_NAME["first_contact_time"], QUESTION)
    assert [one.numerator for one in found] == [DAY_S, 3 * DAY_S, 3 * DAY_S]
