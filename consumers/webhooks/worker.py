"""Calls subscribers: keeps a runner for each subscription that is to be called, and writes down what they have done.

One step:

1. Take from each runner what it has done, and write all of it as ONE transaction: how far each subscription is, and
   what became of each call. Whoever took over in between has fenced this process out; it then ends.
2. Read what people have changed.
3. Stop the runners of subscriptions that were changed, and start one for each that has none.

A crash between a call and 1 has the next process make the call again, with the same ``webhook-id``: at least once, and
in order, since a lane goes on at the first event that is not written down as delivered.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from consumers.policies.event_feed import EventFeed
from consumers.webhooks.runner import Done, HookRunner
from domain.catalogue import EVENTS
from infra.eventlog.admin.topics import Durability
from infra.eventlog.transactions.transaction import OutgoingRecord, PartitionProducer
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.metrics.catalogue import WEBHOOKS
from infra.publishing.public_topics import TYPES
from infra.runtime.clock import Clock
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from infra.webhooks.book import PROGRESS, FollowedBook, Hook, create_topics_of_webhooks, webhooks_topic
from infra.webhooks.calling import CALL_S, HookCaller
from infra.webhooks.progress import HookProgress, HookState
from infra.webhooks.sealing import signing_keys
from infra.webhooks.signing import SigningKey
from infra.webhooks.subscription import WebhookSubscription

log = logging.getLogger("caseledger.webhooks")

STEP_S = 0.2
AGAIN_S = 30.0
"""After which a runner that failed is begun again."""
_CALLED = (HookState.ACTIVE, HookState.FAILING)


class WebhookWorker:
    """All subscriptions of one log. One process of it works at a time."""

    name = "webhooks"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Raises WrappingKeyMissing, and what opening the log raises."""
        self._clock = clock
        self._connection, topics, event_log = open_log(settings)
        self._log, self._events, self._partitions = topics.log, topics.events, event_log.partitions
        self._wrapping = WrappingKeyFile(settings.wrapping_keys)
        self._caller = HookCaller(loopback=settings.webhooks_loopback)
        durability = Durability(settings.replication_factor, settings.min_insync_replicas)
        create_topics_of_webhooks(self._connection, self._log, durability)
        self._producer = PartitionProducer(self._connection, f"{self._log}-webhooks")
        with ExitStack() as held:
            held.callback(self._producer.close)
            self._producer.fence()
            self._book = FollowedBook(self._connection, self._log)
            held.pop_all()
        self._runners: dict[str, HookRunner] = {}
        self._progress: dict[str, HookProgress] = {}
        self._again_at: dict[str, float] = {}

    def step(self) -> None:
        """The three steps above, once."""
        self._write_down()  # 1
        hooks = self._hooks()  # 2
        self._stop_changed(hooks)  # 3
        self._start_missing(hooks)
        self._show(hooks)
        time.sleep(STEP_S)

    def waits_for(self) -> str:
        """Ready: it is the one that calls, and can write down what came of it."""
        return "" if self._producer.usable else "another process has taken over"

    def close(self) -> None:
        """Finish the calls that are under way, write down what became of them, and let go of the log."""
        for runner in self._runners.values():
            runner.stop()
        deadline = time.monotonic() + CALL_S
        for runner in self._runners.values():
            runner.join(max(0.0, deadline - time.monotonic()))
        if self._producer.usable:
            self._write_down()
        self._producer.close()
        self._book.close()

    def _write_down(self) -> None:
        ended = [identity for identity, runner in self._runners.items() if not runner.is_running]
        done = {identity: told for identity, runner in self._runners.items() if (told := runner.take()) is not None}
        records = [record for identity, told in done.items() for record in self._records(identity, told)]
        if records:
            self._producer.commit(records)
        self._progress |= {identity: told.progress for identity, told in done.items()}
        for identity in ended:
            if self._runners.pop(identity).has_failed:
                self._again_at[identity] = time.monotonic() + AGAIN_S

    def _records(self, identity: str, told: Done) -> list[OutgoingRecord]:
        """Of one that was removed nothing is written any more."""
        if identity not in self._book.book.subscriptions:
            return []
        place, key = webhooks_topic(self._log), PROGRESS + identity.encode()
        return [(place, 0, key, told.progress.value(), []), *(each.record(self._log) for each in told.deliveries)]

    def _hooks(self) -> dict[str, Hook]:
        """As people want it now. How far each is, this process knows best: nobody else writes that down."""
        hooks = self._book.read().hooks()
        for identity, hook in hooks.items():
            known = self._progress.setdefault(identity, hook.progress)
            hooks[identity] = Hook(hook.subscription, known.in_turn_of(hook.subscription))
        return hooks

    def _stop_changed(self, hooks: dict[str, Hook]) -> None:
        for identity, runner in self._runners.items():
            if identity not in hooks or hooks[identity].subscription != runner.subscription:
                runner.stop()

    def _start_missing(self, hooks: dict[str, Hook]) -> None:
        for identity, hook in hooks.items():
            is_due = time.monotonic() >= self._again_at.get(identity, 0.0)
            if identity not in self._runners and hook.state in _CALLED and is_due:
                self._runners[identity] = self._runner(hook)

    def _runner(self, hook: Hook) -> HookRunner:
        names = hook.subscription.types
        handled = frozenset(EVENTS[TYPES[name]] for name in names if name in TYPES) if names else None

        def open_feed() -> EventFeed:
            return EventFeed(self._connection, self._events, self._partitions, self.name, handled)

        keys = self._keys_of(hook.subscription)
        return HookRunner(hook, self._partitions, open_feed, self._caller, keys, self._clock)

    def _keys_of(self, subscription: WebhookSubscription) -> Callable[[datetime], list[SigningKey]]:
        return lambda now: signing_keys(self._wrapping, subscription, now)

    def _show(self, hooks: dict[str, Hook]) -> None:
        counts = Counter(hook.state for hook in hooks.values())
        for state in HookState:
            WEBHOOKS.by(state).set(counts[state])
