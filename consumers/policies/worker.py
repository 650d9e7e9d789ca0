"""Runs a policy: reads events, remembers, sends commands, so that each acts once whatever happens in between.

One step, by the numbers that stand in the code:

1. Read a batch of events, from all partitions, and the answers to the policy's own commands that are there.
2. Begin a transaction of the policy's SQLite file. Fold the events into what the policy remembers; put the commands
   that follow into the outbox; take out those whose events stand in the log already. A command that was refused has
   a consequence: it is expected, or the policy compensates for it, or a person is shown it (``<log>.rejected``). Note
   how far has been read.
3. When everything has been read that the log held when this round began: ask the policy what follows from all of it
   at the time it is, and send the outbox. A deadline that was met is then never marked because its payment had not
   been read, and a policy that begins from nothing does not send again what was carried out long ago.
4. Wait until the cluster has every command (all replicas that must).
5. Commit the transaction: what is remembered, how far was read, and that the outbox was sent, all at once.

A crash before 5 undoes the transaction, and the next process repeats the batch. What it sends twice has the same ids
(UUIDv5 of event, policy and target), so the case writer answers it again and does nothing. A crash after 5 finds
everything done. The file may be deleted at any time: reading the log again gives the same memory, and the same ids.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing, nullcontext
from uuid import UUID

from eventsourcing.persistence import PersistenceError
from kafka.errors import KafkaError

from consumers.policies.event_feed import EventFeed, PolledEvents
from consumers.policies.lookup_file import LookupFile
from consumers.policies.outbox import Outbox
from consumers.policies.policy import Policy
from consumers.policies.reply_feed import ReplyFeed
from domain.kernel.recorded import RecordedEvent
from infra.client import BatchSender
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.messages.replies import CommandAnswered, policy_sender
from infra.metrics.catalogue import POLICY_COMMANDS_REFUSED
from infra.runtime.clock import Clock
from infra.runtime.crash_points import crash_point
from infra.runtime.faults import where_it_failed
from infra.runtime.key_access import topic_opener
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from infra.runtime.tracing import batch_span

IDLE_MS = 500
"""How long a step waits for events when there is nothing to do: also how late a deadline may be noticed."""
CATCHING_UP_MS = 20
TRACES_REMEMBERED = 10_000
"""Events, of those that belong to a trace."""


# The policy's file is damaged, in use or full, the cluster or the machine ails: no event is to blame.
NO_EVENTS_FAULT = (sqlite3.OperationalError, sqlite3.InternalError, PersistenceError, KafkaError, OSError, MemoryError)


class EventNotHandled(Exception):
    """A policy failed on one event."""

    def __init__(self, event: RecordedEvent, error: Exception) -> None:
        self.partition, self.position = event.partition, event.position
        super().__init__(f"{type(event.event).__name__} at position {event.position}: {where_it_failed(error)}")


class PolicyWorker:
    """One policy at work. Several processes may run the same one, each in a home folder of its own: it acts once."""

    def __init__(self, policy: Policy, settings: Settings, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        with ExitStack() as held:
            self._connect(settings, held)
            self._place_feed()
            self._replies.seek(self._file.reply_offsets())
            self._held = held.pop_all()
        self._round_ends: Mapping[int, int] | None = None
        self._is_idle = False
        self._has_caught_up = False
        self._traces: dict[UUID, str] = {}

    @property
    def name(self) -> str:
        """The policy's."""
        return self._policy.name

    def step(self) -> None:
        """The five steps above, once. At an event that the policy cannot handle it waits, and keeps nothing of it."""
        batch = self._feed.poll(IDLE_MS if self._is_idle else CATCHING_UP_MS)  # 1
        answers = self._replies.poll()
        self._remember_traces(batch.traces)
        told = {"messaging.batch.message_count": len(batch.events)}
        try:
            with batch_span(self.name, batch.traces.values, told) if batch.events else nullcontext():
                self._handle(batch, answers)
        except EventNotHandled as error:
            self._feed.refuse(error.partition, error.position, str(error))
            self._feed.seek(self._file.next_offsets())
            self._replies.seek(self._file.reply_offsets())
            self._is_idle = False

    def waits_for(self) -> str:
        """Ready: it has once read all that the log held, so that it decides and sends."""
        return "" if self._has_caught_up else "it reads the log up to its end before it decides anything"

    def close(self) -> None:
        """Let go of the file, the log and the producer. Nothing is under way between two steps."""
        self._held.close()

    def _connect(self, settings: Settings, held: ExitStack) -> None:
        """What is opened is let go of, in reverse, also when what follows it cannot be opened: the file is locked."""
        policy = self._policy
        connection, topics, event_log = open_log(settings)
        folder = settings.home / "policies" / settings.log
        self._file = held.enter_context(closing(LookupFile(folder / f"{policy.name}.sqlite", policy, event_log)))
        self._feed = held.enter_context(
            closing(EventFeed(connection, topics.events, event_log.partitions, policy.name, policy.handled))
        )
        wrapping = WrappingKeyFile(settings.wrapping_keys)
        self._opener = held.enter_context(
            closing(topic_opener(connection, topics, event_log, folder / f"{policy.name}-keys", wrapping))
        )
        sender = policy_sender(policy.name)
        self._replies = held.enter_context(
            closing(ReplyFeed(connection, topics.replies, event_log.partitions, policy.name, sender))
        )
        self._sender = held.enter_context(closing(BatchSender(connection, topics.commands, topics.rejected)))

    def _handle(self, batch: PolledEvents, answers: Sequence[CommandAnswered]) -> None:
        with self._file.transaction() as lookup:  # 2
            outbox = Outbox(lookup, self._policy.name)
            self._fold(batch, outbox)
            self._file.advance(batch.next_offsets)
            self._settle(answers, outbox)
            self._file.advance_replies(self._replies.next_offsets())
            sent = 0
            caught_up = self._is_caught_up(batch.next_offsets)
            if caught_up:
                sent = self._act(outbox)
            outbox.write()
            outbox.show_waiting()
        self._is_idle = caught_up and not sent
        self._has_caught_up |= caught_up
        crash_point("policy-after-commit")  # 5

    def _act(self, outbox: Outbox) -> int:
        now = self._clock.now()
        outbox.ask_again(now)
        for intent in self._policy.when_caught_up(self._file.lookup, now):  # 3
            outbox.add(intent, self._traces.get(intent.event_id, ""))
        crash_point("policy-before-send")
        sent = outbox.send(self._sender, now)  # 4
        crash_point("policy-after-send")
        return sent

    def _remember_traces(self, traces: Mapping[UUID, str]) -> None:
        """A command follows from an event at once, or when all is read. The eldest are forgotten, and nothing but that
        is lost with them."""
        self._traces |= traces
        while len(self._traces) > TRACES_REMEMBERED:
            del self._traces[next(iter(self._traces))]

    def _react(self, event: RecordedEvent, outbox: Outbox) -> None:
        try:
            for intent in self._policy.react(self._file.lookup, event):
                outbox.add(intent, self._traces.get(intent.event_id, ""))
        except NO_EVENTS_FAULT:
            raise
        except Exception as error:
            if type(error) is sqlite3.DatabaseError:  # none of its kinds: the file's pages make no sense
                raise
            raise EventNotHandled(event, error) from error

    def _fold(self, batch: PolledEvents, outbox: Outbox) -> None:
        for event in self._opened(self._policy.of_batch(batch.events)):
            self._react(event, outbox)
        self._policy.batch_read(self._file.lookup)
        outbox.answered(batch.answered)

    def _opened(self, events: Sequence[RecordedEvent]) -> Sequence[RecordedEvent]:
        to_open = self._policy.opened
        opened = iter(self._opener.open_all([event for event in events if type(event.event) in to_open]))
        return [next(opened) if type(event.event) in to_open else event for event in events]

    def _settle(self, answers: Sequence[CommandAnswered], outbox: Outbox) -> None:
        kept = False
        for answer, refused in outbox.settle(answers):
            if refused.code in self._policy.expected_refusals:
                continue
            intents = list(self._policy.compensate(self._file.lookup, refused))
            for intent in intents:
                outbox.add(intent, refused.traceparent)
            if not intents:
                outbox.keep(self._sender, refused, answer.message, self._clock.now())
                kept = True
            POLICY_COMMANDS_REFUSED.by(self._policy.name, answer.code).inc()
        if kept:
            self._sender.flush()

    def _is_caught_up(self, next_offsets: Mapping[int, int]) -> bool:
        """Whether this round has come to where the log ended at its beginning; then the next round begins.

        At rest each step is a round, whose end is asked for after its events were read: all that was written before
        any of them has then been read too. Under a load that never stops, a round still ends. A partition that stands
        still is not waited for: the writer decides on all that there is, and refuses what has been overtaken.
        """
        if self._round_ends is None:
            self._round_ends = self._feed.ends()
        ends = self._round_ends
        self._feed.show_lag(ends, next_offsets)
        going = ends.keys() - self._feed.waiting
        if any(next_offsets[partition] < ends[partition] for partition in going):
            return False
        self._round_ends = None
        return True

    def _place_feed(self) -> None:
        next_offsets = self._file.next_offsets()
        if not self._feed.can_read_from(next_offsets):
            self._file.begin_anew("knows a place that the log does not have")
            next_offsets = {}
        self._feed.seek(next_offsets)
