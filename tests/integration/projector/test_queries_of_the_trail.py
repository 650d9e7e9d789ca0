"""What a person can ask about who did what, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg2.extensions import connection

from domain.case.state import CASE
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.portion import Portion
from domain.payment.state import PAYMENT
from projections.audit_trail.queries import TrailFilter, actors, has_acted, newest_version, trail
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import BEGIN, RecordedLog
from tests.integration.projector.stories import CASES, PAYMENTS, three_cases
from tests.integration.projector.told_once import Story
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE

DAY = timedelta(days=1)


@pytest.fixture
def story() -> Story:
    """Three cases, of which two are paid; the third payment is in suspense."""
    return three_cases


def test_the_trail_of_a_case_holds_its_events_and_the_payments_matched_to_it(asked: connection) -> None:
    entries = trail(asked, TrailFilter(case_id=CASES[0]))
    assert [entry.type for entry in entries if entry.aggregate_kind == "case"] == [
        "ClaimReceived", "DeadlineSet", "ContactMade", "PaymentAllocated", "DeadlineMet", "CaseClosed",
    ]  # fmt: skip
    assert [entry.type for entry in entries if entry.aggregate_kind == "payment"] == [
        "PaymentReceived", "PaymentMatched",
    ], "also what happened to the payment before it found its case"  # fmt: skip
    assert all(entry.case_ids == [CASES[0]] for entry in entries if entry.type != "PaymentReceived")
    assert len(entries[0].hash) == 32 and isinstance(entries[0].hash, bytes)


@pytest.mark.parametrize(
    ("which", "count"),
    [
        (TrailFilter(type="ContactMade"), 3),
        (TrailFilter(actor_kind="system", actor_id="test"), 21),
        (TrailFilter(actor_id="somebody else"), 0),
        (TrailFilter(aggregate_id=PAYMENTS[2]), 2),
        (TrailFilter(correlation_id=PAYMENTS[2]), 2),
        (TrailFilter(occurred_from=BEGIN + DAY), 3),
        (TrailFilter(occurred_before=BEGIN + DAY, type="ContactMade"), 0),
        (TrailFilter(recorded_before=BEGIN + timedelta(seconds=2)), 2),
        (TrailFilter(case_id=CASES[1], type="PaymentMatched"), 1),
    ],
)
def test_the_trail_is_filtered(asked: connection, which: TrailFilter, count: int) -> None:
    assert len(trail(asked, which)) == count


def test_the_newest_version_of_an_aggregate_is_that_of_its_last_event(asked: connection) -> None:
    last = trail(asked, TrailFilter(aggregate_id=CASES[0]))[-1]
    assert newest_version(asked, CASES[0]) == last.version == 6
    assert newest_version(asked, UUID(int=0xABCDEF)) == 0


def test_pages_of_the_trail_follow_each_other_without_gap_or_overlap(asked: connection) -> None:
    whole, paged = trail(asked), trail(asked, limit=4)
    while page := trail(asked, after=paged[-1].place("recorded"), limit=4):
        paged += page
    assert paged == whole
    assert [entry.recorded_at for entry in whole] == sorted(entry.recorded_at for entry in whole)


def test_the_newest_pages_are_the_same_from_the_other_end(asked: connection) -> None:
    whole, paged = trail(asked), trail(asked, limit=4, newest_first=True)
    while page := trail(asked, after=paged[-1].place("recorded"), limit=4, newest_first=True):
        paged += page
    assert paged == whole[::-1]


def test_what_happened_in_a_period_comes_in_the_order_of_happening(changed: connection) -> None:
    with changed.cursor() as cursor:
        cursor.execute("UPDATE audit_trail_1.audit_trail SET occurred_at = %s WHERE position = 21", (BEGIN - DAY,))
    which = TrailFilter(occurred_before=BEGIN + 400 * DAY)
    whole, paged = trail(changed, which), trail(changed, which, limit=4)
    while page := trail(changed, which, after=paged[-1].place("occurred"), limit=4):
        paged += page
    assert paged == whole and whole[0].position == 21
    assert whole == sorted(whole, key=lambda entry: (entry.occurred_at, entry.partition, entry.position))
    assert trail(changed, which, newest_first=True) == whole[::-1]


def test_everybody_who_acted_is_known_by_name(asked: connection) -> None:
    assert [(one.kind, one.id) for one in actors(asked)] == [("system", "test")]
    assert has_acted(asked, "test")
    assert not has_acted(asked, "Test"), "another id, which is compared letter by letter"


def test_a_payment_for_several_cases_is_in_the_trail_of_each(folded: Folded) -> None:
    log = RecordedLog()
    for number, case_id in enumerate(CASES):
        log.decide(CASE, case_id, replace(CLAIM, creditor_reference=f"F-{number}"))
    log.decide(PAYMENT, PAYMENTS[0], PAYMENT_LINE)
    log.decide(PAYMENT, PAYMENTS[0], PutPaymentInSuspense(SuspenseReason.AMBIGUOUS_REFERENCE))
    portions = (Portion(CASES[0], 100_000), Portion(CASES[2], 25_500))
    log.decide(PAYMENT, PAYMENTS[0], MatchPayment(portions, MatchMethod.SEVERAL_REFERENCES))
    folded.fold_all(log.batches())
    for case_id in (CASES[0], CASES[2]):
        (matched,) = [one for one in trail(folded.opened, TrailFilter(case_id=case_id)) if one.type == "PaymentMatched"]
        assert matched.case_ids == [CASES[0], CASES[2]]
    assert not [one for one in trail(folded.opened, TrailFilter(case_id=CASES[1])) if one.aggregate_kind == "payment"]
