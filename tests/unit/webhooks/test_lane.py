"""One partition's events on their way to a receiver, by a clock of the test's own: three days of retries, in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, floats, integers, lists

from consumers.webhooks.lane import CallSettled, Lane
from domain.kernel.recorded import RecordedEvent
from infra.webhooks.calling import CallOutcome, CallProblem
from infra.webhooks.progress import Retry, Stopped
from infra.webhooks.schedule import DELAYS, JITTER, next_attempt
from infra.webhooks.subscription import LanePlace
from tests.unit.publishing.some_events import golden

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
GOOD, BAD, GONE = CallOutcome(200), CallOutcome(500), CallOutcome(410)


def events(*positions: int) -> list[RecordedEvent]:
    return [golden("CaseClosed", position, UUID(int=position % 3)) for position in positions]


def lane_of(*positions: int) -> Lane:
    lane = Lane(LanePlace(0))
    lane.add(events(*positions), positions[-1] * 2 + 5)
    return lane


def test_a_call_that_fails_is_made_again_by_the_schedule_for_three_days_and_then_given_up() -> None:
    """The specification's example: at once, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h."""
    lane, now = lane_of(1, 2), BEGAN
    made: list[timedelta] = []
    settled = CallSettled(0, now, None)
    while settled.stopped is None:
        assert settled.next_at is not None
        if settled.attempt:
            assert lane.due(settled.next_at - timedelta(microseconds=1)) is None
        now = settled.next_at
        due = lane.due(now)
        assert due is not None and due.position == 1
        made.append(now - BEGAN)
        settled = lane.settle(CallOutcome(problem=CallProblem.UNREACHABLE), now, chance=0.0)
    assert [str(each) for each in made] == [
        *("0:00:00", "0:00:05", "0:05:05", "0:35:05", "2:35:05", "7:35:05"),
        *("17:35:05", "1 day, 7:35:05", "2 days, 3:35:05", "3 days, 3:35:05"),
    ]
    assert settled == CallSettled(10, None, Stopped.GIVEN_UP)
    assert lane.place.position == 0, "what was not delivered is not passed over"


@given(integers(1, len(DELAYS)), floats(0, 1))
def test_jitter_makes_a_delay_longer_by_a_fifth_at_most_and_never_shorter(attempts: int, chance: float) -> None:
    at = next_attempt(attempts, BEGAN, chance)
    assert at is not None
    assert DELAYS[attempts - 1] <= at - BEGAN <= DELAYS[attempts - 1] * (1 + JITTER) + timedelta(microseconds=1)


def test_a_receiver_that_asks_for_time_gets_it_up_to_a_day() -> None:
    assert next_attempt(1, BEGAN, 0.0, timedelta(minutes=2)) == BEGAN + timedelta(minutes=2)
    assert next_attempt(9, BEGAN, 0.0, timedelta(minutes=2)) == BEGAN + timedelta(hours=24)
    assert next_attempt(1, BEGAN, 0.0, timedelta(days=365)) == BEGAN + timedelta(days=1)


def test_410_ends_it_at_once() -> None:
    assert lane_of(1).settle(GONE, BEGAN, 0.5) == CallSettled(1, None, Stopped.GONE)


def test_what_waits_behind_a_failure_comes_after_it() -> None:
    lane = lane_of(1, 2, 3)
    lane.settle(BAD, BEGAN, 0.0)
    assert lane.due(BEGAN) is None
    later = BEGAN + DELAYS[0]
    seen = []
    while (event := lane.due(later)) is not None:
        seen.append(event.position)
        lane.settle(GOOD, later, 0.0)
    assert seen == [1, 2, 3]
    assert lane.retry is None


def test_a_restart_goes_on_with_the_attempts_that_were_made() -> None:
    lane = lane_of(1, 2)
    lane.settle(GOOD, BEGAN, 0.0)
    for _ in range(3):
        settled = lane.settle(BAD, BEGAN, 0.0)
    again = Lane(lane.place, lane.retry)
    again.add([event for event in events(1, 2) if event.record_offset >= lane.place.next_offset], 9)
    assert settled.next_at == BEGAN + timedelta(minutes=30)
    assert again.due(BEGAN + timedelta(minutes=29)) is None
    assert again.settle(BAD, BEGAN, 0.0).attempt == 4


def test_a_retry_of_an_event_that_was_passed_over_holds_up_no_other() -> None:
    lane = Lane(LanePlace(0), Retry("x", 7, 3, BEGAN + timedelta(days=1)))
    lane.add(events(8), 20)
    assert lane.due(BEGAN) is not None
    assert lane.settle(BAD, BEGAN, 0.0).attempt == 1


def test_where_to_go_on_is_past_all_that_was_read_only_when_nothing_waits() -> None:
    lane = lane_of(1, 2)
    assert lane.place == LanePlace(0, 0)
    lane.settle(GOOD, BEGAN, 0.0)
    assert lane.place == LanePlace(3, 1)
    lane.settle(GOOD, BEGAN, 0.0)
    assert lane.place == LanePlace(9, 2)
    lane.add([], 40)
    assert lane.place == LanePlace(40, 2)


def test_from_a_position_on_what_was_before_it_is_not_delivered() -> None:
    lane = Lane(LanePlace(4, 4))
    lane.add(events(3, 4, 5), 20)
    due = lane.due(BEGAN)
    assert due is not None and due.position == 5


@given(lists(booleans(), max_size=60))
def test_whatever_happens_each_event_is_delivered_once_and_in_order(answers: list[bool]) -> None:
    """Whoever is killed after any call and begins again from what was noted makes no event come before an earlier."""
    every = events(*range(1, 9))
    lane, now, delivered = Lane(LanePlace(0)), BEGAN, []
    lane.add(every, 100)
    for good in answers:
        now += timedelta(days=2)
        event = lane.due(now)
        if event is None:
            break
        settled = lane.settle(GOOD if good else BAD, now, 1.0)
        if settled.stopped is not None:
            break
        if good:
            delivered.append(event.position)
        again = Lane(lane.place, lane.retry)
        again.add([each for each in every if each.record_offset >= lane.place.next_offset], 100)
        lane = again
    assert delivered == list(range(1, len(delivered) + 1))


@pytest.mark.parametrize("status", [301, 400, 404, 429, 502, 504])
def test_every_other_answer_is_a_failure(status: int) -> None:
    assert lane_of(1).settle(CallOutcome(status), BEGAN, 0.0).next_at == BEGAN + DELAYS[0]
