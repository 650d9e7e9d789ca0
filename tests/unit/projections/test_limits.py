"""When a clock has run out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.kernel.message import Event
from projections.sla.limits import BusinessDays, CalendarDays, GivenByEvent, Limit
from tests.unit.projections.samples import SAMPLES

CLAIM = SAMPLES["ClaimReceived"]


@pytest.mark.parametrize(
    ("started", "limit", "jurisdiction", "due"),
    [
        ("2026-03-02T09:30", BusinessDays(2), "SE", "2026-03-04T23:00"),  # Monday: until Wednesday is over
        ("2026-03-06T09:30", BusinessDays(2), "SE", "2026-03-10T23:00"),  # Friday: over the weekend
        ("2026-04-01T09:30", BusinessDays(2), "SE", "2026-04-07T22:00"),  # over Easter, and into summer time
        ("2026-03-02T23:30", BusinessDays(1), "SE", "2026-03-04T23:00"),  # it is Tuesday there already
        ("2026-03-02T23:30", BusinessDays(1), "GB", "2026-03-04T00:00"),  # and Monday here
        ("2026-05-16T09:30", BusinessDays(1), "NO", "2026-05-19T22:00"),  # Saturday, then Constitution Day
        ("2026-03-02T09:30", CalendarDays(180), "SE", "2026-08-29T22:00"),
        ("2026-03-02T09:30", CalendarDays(180), "FI", "2026-08-29T21:00"),
    ],
)
def test_days_end_at_midnight_there_and_the_first_does_not_count(
    started: str, limit: Limit, jurisdiction: str, due: str
) -> None:
    assert limit.due(at(started), CLAIM, jurisdiction) == at(due)


def test_an_event_may_say_itself_until_when() -> None:
    deadline: Event = SAMPLES["DeadlineSet"]
    assert GivenByEvent("grace_until").due(at("2026-03-02T09:30"), deadline, "SE") == deadline.grace_until  # type: ignore[attr-defined]


def test_a_pause_is_given_back_to_the_microsecond() -> None:
    paused, pause = at("2026-03-02T09:30"), timedelta(days=3, microseconds=1)
    assert (
        CalendarDays(180).extended(at("2026-03-20T23:00"), paused, paused + pause, "SE", CLAIM)
        == at("2026-03-20T23:00") + pause
    )


def test_what_an_event_said_itself_stays_whatever_stood_still_meanwhile() -> None:
    due = at("2026-03-20T23:00")
    stood_still = (due, at("2026-03-02T09:30"), at("2026-04-02T09:30"), "SE")
    assert GivenByEvent("grace_until").extended(*stood_still, CLAIM) == due


def test_an_event_that_lets_a_clock_run_on_may_say_anew_until_when() -> None:
    resumed: Event = SAMPLES["DeadlineResumed"]
    stood_still = (at("2026-03-20T23:00"), at("2026-03-02T09:30"), at("2026-04-02T09:30"), "SE")
    assert GivenByEvent("grace_until").extended(*stood_still, resumed) == resumed.grace_until  # type: ignore[attr-defined]


def test_a_pause_that_ends_before_it_began_gives_nothing_back() -> None:
    due = at("2026-03-20T23:00")
    for limit in (CalendarDays(9), BusinessDays(9), GivenByEvent("grace_until")):
        assert limit.extended(due, at("2026-03-09T12:00"), at("2026-03-05T12:00"), "SE", CLAIM) == due


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [
        ("2026-03-02T09:30", "2026-03-02T20:00", "2026-03-04T23:00"),  # within a day
        ("2026-03-02T09:30", "2026-03-04T09:30", "2026-03-06T23:00"),  # two business days
        ("2026-03-02T09:30", "2026-03-09T09:30", "2026-03-11T23:00"),  # five, and a weekend that never counted
    ],
)
def test_business_days_are_given_back_as_business_days(paused: str, resumed: str, due: str) -> None:
    assert BusinessDays(2).extended(at("2026-03-04T23:00"), at(paused), at(resumed), "SE", CLAIM) == at(due)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
