"""One subscription at work: a thread that reads the log for it, and a few that call.

It never waits for another subscription, nor they for it. What it has done it tells when it is asked (``take``); what
was delivered and not yet written down when the process dies is delivered again by the next one.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from threading import Event, Lock, Thread
from typing import NamedTuple, Protocol

from consumers.policies.event_feed import PolledEvents
from consumers.webhooks.lane import CallSettled, Lane
from domain.kernel.recorded import RecordedEvent
from infra.metrics.catalogue import WEBHOOK_CALL_DURATION, WEBHOOK_CALLS
from infra.runtime.clock import Clock
from infra.runtime.crash_points import crash_point
from infra.webhooks.book import Hook
from infra.webhooks.calling import CallOutcome
from infra.webhooks.deliveries import Delivery
from infra.webhooks.payload import payload
from infra.webhooks.progress import HookProgress
from infra.webhooks.signing import SigningKey, signed_headers
from infra.webhooks.subscription import LanePlace

log = logging.getLogger("caseledger.webhooks")

POLL_MS = 200
CALLS_AT_ONCE = 4
TOLD_EVERY_S = 5.0
"""How often it is written down that events were read of which none is for the subscription."""


class Feed(Protocol):
    """Where events come from: ``consumers.policies.event_feed.EventFeed``."""

    def seek(self, next_offsets: Mapping[int, int], /) -> None: ...
    def hold(self, partitions: Collection[int], /) -> None: ...
    def poll(self, timeout_ms: int, /) -> PolledEvents: ...
    def close(self) -> None: ...


class Calls(Protocol):
    """Who calls: ``infra.webhooks.calling.HookCaller``."""

    def call(self, url: str, headers: Mapping[str, str], body: bytes, /) -> CallOutcome: ...


class Done(NamedTuple):
    """What a runner has done since it was last asked."""

    progress: HookProgress
    deliveries: list[Delivery]


class HookRunner:
    """Begins at once. ``keys`` gives those that sign at a time."""

    def __init__(
        self,
        hook: Hook,
        partitions: int,
        open_feed: Callable[[], Feed],
        calls: Calls,
        keys: Callable[[datetime], list[SigningKey]],
        clock: Clock,
    ) -> None:
        self.subscription = hook.subscription
        self._progress = hook.progress
        places, retries = hook.progress.places, hook.progress.retries
        self._lanes = {n: Lane(places.get(n, LanePlace(0)), retries.get(n)) for n in range(partitions)}
        self._open_feed, self._calls, self._keys, self._clock = open_feed, calls, keys, clock
        self._deliveries: list[Delivery] = []
        self._told = hook.progress
        self._tell_at = 0.0
        self._lock = Lock()
        self._stopping = Event()
        self.has_failed = False
        self._thread = Thread(target=self._live, name=f"webhook-{self.subscription.id}", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it still does something."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Finish the calls that are under way, and end. Returns at once."""
        self._stopping.set()

    def join(self, timeout_s: float) -> None:
        """Wait for the end, not longer than that."""
        self._thread.join(timeout_s)

    def take(self) -> Done | None:
        """What has been done and was not told yet; None when it is not worth writing down."""
        with self._lock:
            places = {number: lane.place for number, lane in self._lanes.items()}
            retries = {number: lane.retry for number, lane in self._lanes.items() if lane.retry is not None}
            progress = replace(self._progress, places=places, retries=retries)
            is_soon = time.monotonic() < self._tell_at and self._thread.is_alive()
            if progress == self._told or (is_soon and not self._deliveries):
                return None
            done = Done(progress, self._deliveries)
            self._deliveries, self._told = [], progress
        self._tell_at = time.monotonic() + TOLD_EVERY_S
        return done

    def _live(self) -> None:
        try:
            with closing(self._open_feed()) as feed, ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
                feed.seek({number: lane.place.next_offset for number, lane in self._lanes.items()})
                self._run(feed, pool)
        except Exception:
            self.has_failed = True
            log.exception("%s stopped by itself, and is begun again after a while", self.subscription.id)

    def _run(self, feed: Feed, pool: ThreadPoolExecutor) -> None:
        busy: dict[int, Future[None]] = {}
        while not self._is_over:
            feed.hold([number for number, lane in self._lanes.items() if not lane.is_empty])
            self._add(feed.poll(POLL_MS))
            for number, lane in self._lanes.items():
                if number in busy and busy[number].done():
                    busy.pop(number).result()
                if number not in busy and lane.due(self._clock.now()) is not None:
                    busy[number] = pool.submit(self._deliver, lane)

    @property
    def _is_over(self) -> bool:
        return self._stopping.is_set() or self._progress.stopped is not None

    def _add(self, polled: PolledEvents) -> None:
        events: dict[int, list[RecordedEvent]] = {}
        for event in polled.events:
            events.setdefault(event.partition, []).append(event)
        with self._lock:
            for number, read_to in polled.next_offsets.items():
                self._lanes[number].add(events.get(number, ()), read_to)

    def _deliver(self, lane: Lane) -> None:
        """All that is due in a lane, one after another."""
        while not self._is_over and (event := lane.due(self._clock.now())) is not None:
            outcome = self._call(event)
            crash_point("webhook-after-call")
            now = self._clock.now()
            with self._lock:
                self._note(event, outcome, lane.settle(outcome, now, random.random()), now)

    def _call(self, event: RecordedEvent) -> CallOutcome:
        now, body = self._clock.now(), payload(event)
        headers = signed_headers(self._keys(now), str(event.event_id), int(now.timestamp()), body)
        outcome = self._calls.call(self.subscription.url, headers, body)
        WEBHOOK_CALLS.by(outcome.told).inc()
        WEBHOOK_CALL_DURATION.by().observe(outcome.took_ms / 1000)
        return outcome

    def _note(self, event: RecordedEvent, outcome: CallOutcome, settled: CallSettled, now: datetime) -> None:
        if outcome.is_delivered:
            self._progress = replace(self._progress, delivered=self._progress.delivered + 1, delivered_at=now)
        if settled.stopped is not None:
            self._progress = replace(self._progress, stopped=settled.stopped)
            log.warning(
                "%s is called no more (%s): see `caseledger webhook show`", self.subscription.id, settled.stopped
            )
        self._deliveries.append(
            Delivery(
                self.subscription.id,
                now,
                str(event.event_id),
                event.topic,
                event.partition,
                event.position,
                settled.attempt,
                outcome.told,
                outcome.status,
                outcome.took_ms,
                settled.next_at,
            )
        )
