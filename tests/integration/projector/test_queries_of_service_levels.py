"""What a person can ask about clocks, and what comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from psycopg2.extensions import connection

from projections.audit_trail.queries import trail
from projections.kit.then import Then
from projections.sla import queries as sla
from tests.integration.projector.recorded_log import BEGIN
from tests.integration.projector.stories import PAYMENTS, three_cases
from tests.integration.projector.told_once import Story

DAY = timedelta(days=1)


@pytest.fixture
def story() -> Story:
    """Three cases, of which two are paid; the third payment is in suspense."""
    return three_cases


def _by(at: datetime) -> Then:
    return Then(at, None, "UTC")


def test_the_past_shows_only_what_had_happened_by_then(asked: connection) -> None:
    """Three claims came in at the beginning; what met or ended their clocks came later."""

    def then(at: timedelta) -> dict[tuple[str, str], int]:
        return {(line.clock, line.state): line.count for line in sla.board(asked, BEGIN + at, then=_by(BEGIN + at))}

    assert then(-DAY) == {}, "nothing had begun"
    everything = {(line.clock, line.state): line.count for line in sla.board(asked, BEGIN + 30 * DAY)}
    assert then(30 * DAY) == everything, "all that happened had happened by then"
    first = min(entry.occurred_at for entry in trail(asked))
    at_first = {(line.clock, line.state): line.count for line in sla.board(asked, first, then=_by(first))}
    assert at_first
    assert {state for _, state in at_first} == {"running"}


def test_a_clock_that_was_breached_later_was_not_yet_breached_then(asked: connection) -> None:
    (clock,) = sla.clocks_of(asked, PAYMENTS[2], BEGIN)
    before, after = clock.due_at - DAY, clock.due_at + DAY
    of_suspense = sla.ClockChoice("suspense_age")
    assert [one.clock for one in sla.breached(asked, after, of_suspense, then=_by(after))] == ["suspense_age"]
    assert sla.breached(asked, before, of_suspense, then=_by(before)) == []
    assert [one.state for one in sla.clocks_of(asked, PAYMENTS[2], before, then=_by(before))] == ["running"]


def test_pages_of_breached_clocks_follow_each_other(asked: connection) -> None:
    at = BEGIN + 400 * DAY
    for newest_first in (False, True):
        whole = sla.breached(asked, at, newest_first=newest_first)
        assert len(whole) > 1
        paged = sla.breached(asked, at, limit=1, newest_first=newest_first)
        while len(paged) < 10:
            last = paged[-1]
            place = (last.due_at, last.aggregate_id, last.clock, last.number)
            page = sla.breached(asked, at, limit=1, after=place, newest_first=newest_first)
            if not page:
                break
            paged += page
        assert paged == whole


def test_the_board_counts_what_is_past_due_as_breached_at_the_time_asked_for(asked: connection) -> None:
    def counts(at_days: int) -> dict[tuple[str, str], int]:
        return {(line.clock, line.state): line.count for line in sla.board(asked, BEGIN + at_days * DAY)}

    assert counts(2) == {
        ("first_contact", "met"): 3, ("payment_deadline", "met"): 2, ("payment_deadline", "running"): 1,
        ("resolution", "met"): 2, ("resolution", "running"): 1, ("suspense_age", "running"): 1,
        ("closure_confirmation", "breached"): 2, ("survey", "running"): 2,
    }  # fmt: skip
    assert counts(30)["suspense_age", "breached"] == 1
    assert counts(300)["resolution", "breached"] == 1
    assert sla.board(asked, BEGIN, sla.ClockChoice(jurisdiction="NO")) == []


def test_the_board_is_split_and_narrowed_by_creditor_portfolio_and_month(asked: connection) -> None:
    """The claims are of 2 March 2026: resolution is due in 180 days, in August; the deadlines within March."""
    at, resolution = BEGIN + 2 * DAY, sla.ClockChoice("resolution")
    by_portfolio = sla.board(asked, at, resolution, by="portfolio")
    assert [(one.creditor, one.portfolio, one.state, one.count) for one in by_portfolio] == [
        ("norrkraft", "p0", "met", 1), ("norrkraft", "p0", "running", 1), ("norrkraft", "p1", "met", 1),
    ]  # fmt: skip
    months = sla.board(asked, at, by="month", zone="Europe/Stockholm")
    assert {one.clock: one.month for one in months if one.clock in ("resolution", "suspense_age")} == {
        "resolution": "2026-08", "suspense_age": "2026-03",
    }  # fmt: skip
    p0 = sla.ClockChoice(creditor_id="norrkraft", portfolio="p0")
    assert sum(one.count for one in sla.board(asked, at, p0)) == 8, (
        "three clocks of two cases, two of an end; no payment's"
    )
    until_may = sla.ClockChoice(due_until=BEGIN + 60 * DAY)
    assert "resolution" not in {one.clock for one in sla.board(asked, at, until_may)}
    assert {one.clock for one in sla.board(asked, at, sla.ClockChoice(due_after=BEGIN + 60 * DAY))} == {"resolution"}
    of_creditor = sla.board(asked, at, sla.ClockChoice("suspense_age"), by="creditor")
    assert [(one.creditor_id, one.creditor) for one in of_creditor] == [(None, None)], "unknown money is of nobody yet"


def test_what_runs_and_falls_due_soon_is_at_risk_and_named(asked: connection) -> None:
    (clock,) = sla.clocks_of(asked, PAYMENTS[2], BEGIN)
    day_before = clock.due_at - DAY

    def risk(until: timedelta) -> dict[str, int]:
        board = sla.board(asked, day_before, risk_until=day_before + until)
        return {line.clock: line.at_risk for line in board if line.at_risk}

    assert risk(DAY - timedelta(microseconds=1)) == {}
    assert risk(DAY) == {"suspense_age": 1, "survey": 2}, "a week, and five bank days, after the same Monday"
    assert risk(200 * DAY) == {"suspense_age": 1, "survey": 2, "payment_deadline": 1, "resolution": 1}
    named = sla.at_risk(asked, day_before, day_before + 200 * DAY)
    assert sorted(one.clock for one in named[:3]) == ["survey", "survey", "suspense_age"]
    assert [one.clock for one in named[3:]] == ["payment_deadline", "resolution"]
    place = (named[0].due_at, named[0].aggregate_id, named[0].clock, named[0].number)
    assert sla.at_risk(asked, day_before, day_before + 200 * DAY, after=place) == named[1:]
    assert sla.at_risk(asked, clock.due_at, clock.due_at + DAY) == [], "what is over is breached, not at risk"


def test_a_clock_is_breached_from_its_due_instant_on(asked: connection) -> None:
    (clock,) = sla.clocks_of(asked, PAYMENTS[2], BEGIN)
    just_before = clock.due_at - timedelta(microseconds=1)
    of_suspense = sla.ClockChoice("suspense_age")
    assert [one.clock for one in sla.breached(asked, clock.due_at, of_suspense)] == ["suspense_age"]
    assert sla.breached(asked, just_before, of_suspense) == []
    assert clock in sla.at_risk(asked, just_before, clock.due_at)
    assert sla.clocks_of(asked, PAYMENTS[2], clock.due_at)[0].state == "breached"
    assert sla.breached(asked, clock.due_at, sla.ClockChoice("resolution")) == []
