"""Key figures of a small history: each number here was worked out by hand from the history above it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from psycopg2.extensions import connection

from domain.case.allocation.allocating import AllocatePayment
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.case.complaints.answering import AnswerComplaint, ComplaintOutcome
from domain.case.complaints.receiving import ReceiveComplaint
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.deadlines.missing import MarkDeadlineMissed
from domain.case.disputes.raising import Grounds, RaiseDispute
from domain.case.disputes.resolving import ResolveDispute
from domain.case.disputes.state import DisputeOutcome
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.case.plans.agreeing import AgreePlan, Proposer
from domain.case.plans.state import Instalment
from domain.case.state import CASE
from domain.case.surveys.answering import AnswerSurvey
from domain.case.surveys.sending import SendSurvey
from domain.kernel.aggregate import AggregateKind
from domain.kernel.message import Command
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.state import PAYMENT, Portion
from projections.kpi.queries import Figure, Question, figures
from projections.kpi.table import BY_NAME, KPIS
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import RecordedLog
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE

ANNA, BO, CECILIA, DAVID = (UUID(int=0xCA5E0 + number) for number in range(4))
PAID_ANNA, PAID_CECILIA, LOST = (UUID(int=0xFA000 + number) for number in range(3))
ASKED = datetime(2026, 6, 1, 8, tzinfo=UTC)
QUESTION = Question(at=ASKED, zone="Europe/Stockholm", within=30)
DAY_S = 86_400


def at(month: int, day: int, hour: int = 8) -> datetime:
    """Of 2026, UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _claim(number: int, portfolio: str) -> ReceiveClaim:
    # Each of 1,255.00 SEK (1,000.00, 15.00 and 240.00), due on 30 January, of a person of its own.
    return replace(
        CLAIM,
        creditor_reference=f"F-{number}",
        payment_reference="",
        portfolio=portfolio,
        person_id=UUID(int=number),
        pay_by=None,
    )


def _spoke(channel: Channel = Channel.PHONE) -> RecordContact:
    return RecordContact(channel, Direction.OUTBOUND, Purpose.FIRST_CONTACT, ContactOutcome.REACHED, UUID(int=7), None)


def _paid(log: RecordedLog, payment: UUID, case: UUID, amount: int, when: datetime) -> None:
    line = replace(PAYMENT_LINE, source=f"bgmax:{payment}", amount_minor=amount, value_date=when.date())
    _did(log, PAYMENT, payment, line, when)
    _did(log, PAYMENT, payment, MatchPayment((Portion(case, amount),), MatchMethod.EXACT_REFERENCE), when)
    _did(log, CASE, case, AllocatePayment(payment, "SEK", amount, when.date()), when)


def _did(log: RecordedLog, kind: AggregateKind, identifier: UUID, command: Command, when: datetime) -> None:  # type: ignore[type-arg]
    assert log.decide(kind, identifier, command, when), f"refused: {command}"


def told() -> RecordedLog:
    """Four cases of March and April, told from the first day to the last.

    Anna (2 March, water) is spoken with after a day and pays in full after 8; asked how it
    went, she gives 9 points. Bo (2 March, water) is never spoken with,
    disputes by letter after 3 days and is upheld after 7; his case closes the same hour. Cecilia (1 April, heat) agrees
    on a plan on the phone a day later, pays the first instalment and misses the second. David (1 April, heat) complains
    by letter, is answered two days later that he is wrong, and is given time until 1 May, when nobody looks.
    A payment of 500.00 that nobody knows comes on 20 April.
    """
    log = RecordedLog()
    _did(log, CASE, ANNA, _claim(1, "water"), at(3, 2))
    _did(log, CASE, BO, _claim(2, "water"), at(3, 2))
    _did(log, CASE, ANNA, _spoke(), at(3, 3))
    letter, text = Channel.LETTER, "words of a person"
    _did(log, CASE, BO, RaiseDispute(Grounds.OTHER, None, letter, UUID(int=2), text), at(3, 5))
    _did(log, CASE, BO, ResolveDispute(1, DisputeOutcome.UPHELD, None, "never_a_customer", letter), at(3, 9))
    _did(log, CASE, BO, CloseCase(Outcome.UPHELD_DISPUTE, "never_a_customer"), at(3, 9))
    _paid(log, PAID_ANNA, ANNA, CLAIM_TOTAL_MINOR, at(3, 10))
    _did(log, CASE, ANNA, SendSurvey(Channel.EMAIL), at(3, 12))
    _did(log, CASE, ANNA, AnswerSurvey(1, 9, (), UUID(int=1), None), at(3, 13))
    _did(log, CASE, CECILIA, _claim(3, "heat"), at(4, 1))
    _did(log, CASE, DAVID, _claim(4, "heat"), at(4, 1))
    halves = (Instalment(date(2026, 4, 24), 62_750), Instalment(date(2026, 5, 8), 62_750))
    _did(log, CASE, CECILIA, AgreePlan(Channel.PHONE, Proposer.CUSTOMER, date(2026, 4, 2), halves), at(4, 2))
    _did(log, CASE, DAVID, ReceiveComplaint(ComplaintSubject.CONDUCT, letter, UUID(int=4), text), at(4, 8))
    answer = AnswerComplaint(1, ComplaintOutcome.REJECTED, "we_called_once", letter)
    _did(log, CASE, DAVID, answer, at(4, 10))
    _did(log, CASE, DAVID, PlaceHold(HoldType.LIFE_EVENT, "asked_for_time", date(2026, 5, 1)), at(4, 10))
    _did(log, PAYMENT, LOST, replace(PAYMENT_LINE, source="bgmax:lost", amount_minor=50_000), at(4, 20))
    _did(log, PAYMENT, LOST, PutPaymentInSuspense(SuspenseReason.NO_REFERENCE), at(4, 20))
    _paid(log, PAID_CECILIA, CECILIA, 62_750, at(4, 23))
    state = log.states[CECILIA]
    number, deadline = next(iter(state.deadlines.running().items()))  # type: ignore[attr-defined]
    _did(log, CASE, CECILIA, MarkDeadlineMissed(number, deadline.grace_until), deadline.grace_until)
    return log


@pytest.fixture
def asked(folded: Folded) -> connection:
    """The read models of that history."""
    folded.fold_all(told().batches([7, 5]))
    return folded.opened


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


def test_a_case_counts_in_the_month_that_it_is_where_the_business_is(asked: connection) -> None:
    """22:30 UTC on 31 March is half past midnight on 1 April in Stockholm."""
    with asked.cursor() as cursor:
        cursor.execute(
            "UPDATE balances_1.case_balance SET received_at = '2026-03-31T22:30Z' WHERE case_id = %s", (str(BO),)
        )
    by_month = replace(QUESTION, by="month")
    found = figures(asked, BY_NAME["resolution_rate"], by_month)
    assert [(one.month, one.denominator) for one in found] == [("2026-03", 1), ("2026-04", 3)]
    in_utc = figures(asked, BY_NAME["resolution_rate"], replace(by_month, zone="UTC"))
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
            found = figures(folded.opened, kpi, replace(QUESTION, by=by))  # type: ignore[arg-type]
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


def test_longest_first_contact_is_not_the_half_of_them(asked: connection) -> None:
    """Anna after one day, Cecilia after three: half took one day at most, the longest three."""
    with asked.cursor() as cursor:
        cursor.execute(
            "UPDATE sla_1.clock SET ended_at = started_at + %s WHERE aggregate_id = %s AND clock = 'first_contact'",
            (timedelta(days=3), str(CECILIA)),
        )
    found = figures(asked, BY_NAME["first_contact_time"], QUESTION)
    assert [one.numerator for one in found] == [DAY_S, 3 * DAY_S, 3 * DAY_S]
