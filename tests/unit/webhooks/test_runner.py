"""A subscription at work: real calls to a receiver, events from a list, and time by a clock of the test's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID

from standardwebhooks import Webhook

from consumers.policies.event_feed import PolledEvents
from consumers.webhooks.runner import Done, HookRunner
from domain.kernel.recorded import RecordedEvent
from infra.webhooks.book import Hook
from infra.webhooks.calling import HookCaller
from infra.webhooks.progress import HookProgress, Stopped
from infra.webhooks.signing import SigningKey
from infra.webhooks.subscription import LanePlace, WebhookSubscription
from tests.unit.publishing.some_events import golden
from tests.unit.webhooks.receiving import Reply, Told, receiving
from tests.waiting import PATIENCE_S, wait_until

OLD, NEW = SigningKey(bytes([1]) * 32), SigningKey(bytes([2]) * 32)
CASES = [UUID(int=number) for number in range(1, 4)]


class SomeTime:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at


class ListedEvents:
    """A feed of what is in a list, an event a poll."""

    def __init__(self, events: Sequence[RecordedEvent], partitions: int) -> None:
        self._events, self._next = list(events), dict.fromkeys(range(partitions), 0)
        self._held: frozenset[int] = frozenset()

    def seek(self, next_offsets: Mapping[int, int]) -> None:
        self._next |= next_offsets

    def hold(self, partitions: Collection[int]) -> None:
        self._held = frozenset(partitions)

    def poll(self, timeout_ms: int) -> PolledEvents:
        for event in self._events:
            if event.partition not in self._held and event.record_offset >= self._next[event.partition]:
                self._next[event.partition] = event.record_offset + 1
                return PolledEvents([event], dict(self._next))
        time.sleep(0.005)
        return PolledEvents([], dict(self._next))

    def close(self) -> None: ...


def a_log(count: int, partitions: int = 2) -> list[RecordedEvent]:
    """Events of three cases, each case in one partition."""
    return [
        golden("CaseClosed", position, CASES[(position + partition) % 2 + partition], partition)
        for partition in range(partitions)
        for position in range(1, count + 1)
    ]


def hook_of(url: str, progress: HookProgress | None = None) -> Hook:
    subscription = WebhookSubscription("wh_1", url, (), (), datetime.now(UTC), "agent-7")
    return Hook(subscription, progress or HookProgress(1))


@contextmanager
def running(hook: Hook, events: Sequence[RecordedEvent], clock: SomeTime, partitions: int = 2) -> Iterator[HookRunner]:
    runner = HookRunner(
        hook,
        partitions,
        lambda: ListedEvents(events, partitions),
        HookCaller(loopback=True, call_s=2.0),
        lambda now: [NEW, OLD],
        clock,
    )
    try:
        yield runner
    finally:
        runner.stop()
        runner.join(PATIENCE_S)
        assert not runner.is_running


def eventually(holds: Callable[[], bool]) -> None:
    wait_until(holds, lambda: "it did not come to that", every_s=0.005)


def positions(told: Sequence[Told], partition: int) -> list[int]:
    return [each.message["data"]["position"] for each in told if each.message["data"]["partition"] == partition]


def failures(runner: HookRunner, partition: int) -> int:
    """How many calls about one event have failed, and are noted with when they are made again."""
    retry = runner._lanes[partition].retry
    return 0 if retry is None else retry.attempts


def taken(runner: HookRunner) -> Done:
    done = runner.take()
    assert done is not None
    return done


def test_each_event_is_told_signed_under_its_own_id_and_written_down() -> None:
    events, clock = a_log(3), SomeTime()
    with receiving() as receiver, running(hook_of(receiver.url), events, clock) as runner:
        eventually(lambda: len(receiver.told) == 6)
        eventually(lambda: all(lane.is_empty for lane in runner._lanes.values()))
    for told in receiver.told:
        for key in (OLD, NEW):
            Webhook(key.secret).verify(told.body, told.headers)
        assert told.headers["webhook-id"] == told.message["data"]["event_id"]
    assert {told.headers["webhook-id"] for told in receiver.told} == {str(event.event_id) for event in events}
    done = taken(runner)
    assert dict(done.progress.places) == {0: LanePlace(7, 3), 1: LanePlace(7, 3)}
    assert (done.progress.delivered, len(done.deliveries)) == (6, 6)
    assert {(each.outcome, each.attempt, each.next_at) for each in done.deliveries} == {("delivered", 1, None)}
    assert runner.take() is None


def test_an_event_that_fails_holds_up_its_partition_and_no_other_until_it_is_there() -> None:
    events, clock = a_log(4), SomeTime()
    bad = {"partition": 0, "position": 2}

    def answer(told: Told) -> Reply:
        return Reply(500 if bad.items() <= told.message["data"].items() else 200)

    with receiving(answer) as receiver, running(hook_of(receiver.url), events, clock) as runner:
        eventually(lambda: positions(receiver.told, 1) == [1, 2, 3, 4] and failures(runner, 0) == 1)
        for _ in range(20):
            assert positions(receiver.told, 0) == [1, 2], "what is behind it waits, and time does not pass by itself"
            time.sleep(0.005)
        clock.at += timedelta(seconds=6)
        eventually(lambda: failures(runner, 0) == 2)
        assert positions(receiver.told, 0) == [1, 2, 2]
        bad.clear()
        bad["partition"] = 9
        clock.at += timedelta(minutes=6)
        eventually(lambda: positions(receiver.told, 0) == [1, 2, 2, 2, 3, 4])
    assert taken(runner).progress.retries == {}
    tries = [each for each in receiver.told if {"partition": 0, "position": 2}.items() <= each.message["data"].items()]
    assert len({(each.headers["webhook-id"], each.body) for each in tries}) == 1, "all three tell the same"


def test_410_ends_the_subscription_and_the_other_lanes_with_it() -> None:
    with receiving(lambda _: Reply(410)) as receiver, running(hook_of(receiver.url), a_log(50), SomeTime()) as runner:
        eventually(lambda: not runner.is_running)
    assert len(receiver.told) <= 2
    done = taken(runner)
    assert (done.progress.stopped, done.progress.delivered) == (Stopped.GONE, 0)
    assert done.deliveries[0].outcome == "gone"


def test_a_receiver_that_never_answers_well_is_given_up_after_three_days() -> None:
    clock = SomeTime()
    hook = hook_of("http://127.0.0.1:1/")
    with running(hook, a_log(1, 1), clock, 1) as runner:
        for attempt in range(1, 11):
            eventually(lambda attempt=attempt: len(runner._deliveries) >= attempt)
            clock.at += timedelta(hours=30)
        eventually(lambda: not runner.is_running)
    done = taken(runner)
    assert [each.attempt for each in done.deliveries] == list(range(1, 11))
    assert (done.progress.stopped, done.deliveries[-1].next_at) == (Stopped.GIVEN_UP, None)
    assert dict(done.progress.places)[0].position == 0


def test_whoever_is_killed_goes_on_where_it_was_written_down_and_tells_the_rest_again_in_order() -> None:
    events, clock = a_log(6), SomeTime()
    enough = Event()

    def answer(told: Told) -> Reply:
        if len(receiver.told) > 5:
            enough.wait(2)
        return Reply()

    with receiving(answer) as receiver:
        with running(hook_of(receiver.url), events, clock) as runner:
            eventually(lambda: (runner._progress.delivered) >= 2)
            written = taken(runner).progress  # and nothing after this was written down
            eventually(lambda: len(receiver.told) > 5)
            enough.set()
        killed_after = len(receiver.told)
        with running(hook_of(receiver.url, written), events, clock):
            eventually(lambda: all(positions(receiver.told, n)[-1:] == [6] for n in (0, 1)))
    for partition in (0, 1):
        told = positions(receiver.told, partition)
        assert set(told) == {1, 2, 3, 4, 5, 6}, "each is there at least once"
        again = positions(receiver.told[killed_after:], partition)
        assert again == list(range(again[0], 7)), "and in order, from where it was written down"


def test_a_slow_receiver_does_not_hold_up_another_subscription() -> None:
    events, clock, release = a_log(3), SomeTime(), Event()

    def slow(told: Told) -> Reply:
        release.wait(3)
        return Reply()

    with (
        receiving(slow) as first,
        receiving() as second,
        running(hook_of(first.url), events, clock),
        running(hook_of(second.url), events, clock),
    ):
        eventually(lambda: len(second.told) == 6)
        assert len(first.told) <= 2
        release.set()


def test_what_was_before_the_place_to_begin_is_not_told() -> None:
    hook = hook_of("", HookProgress(1, {0: LanePlace(2, 2), 1: LanePlace(0)}))
    with receiving() as receiver:
        hook = Hook(hook_of(receiver.url).subscription, hook.progress)
        with running(hook, a_log(4), SomeTime()):
            eventually(lambda: len(receiver.told) == 6)
    assert (positions(receiver.told, 0), positions(receiver.told, 1)) == ([3, 4], [1, 2, 3, 4])


def test_a_runner_that_fails_ends_and_says_so_and_one_that_is_told_to_stop_has_not_failed() -> None:
    class NoLog(ListedEvents):
        def poll(self, timeout_ms: int) -> PolledEvents:
            raise OSError("the log is away")

    runner = HookRunner(
        hook_of("http://127.0.0.1:1/"), 1, lambda: NoLog([], 1), HookCaller(), lambda now: [], SomeTime()
    )
    eventually(lambda: not runner.is_running)
    assert runner.has_failed
    with running(hook_of("http://127.0.0.1:1/"), [], SomeTime()) as stopped:
        pass
    assert not stopped.has_failed
