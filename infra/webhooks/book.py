"""The subscriptions and how far each is, in the compacted topic ``<log>.webhooks``.

They are no facts of the ledger, and cannot be made again from it. On a topic they are as safe as the log (copies,
backups, mirrors), every machine sees the same ones, and PostgreSQL stays what may be lost. People write one record of a
subscription, and the worker another, so that neither undoes what the other says.

A change by a person is a transaction under the fence of ``<log>-webhooks-book``: fence, read, decide, commit. Of two at
once one is fenced out and begins again with what the other left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from infra.eventlog.admin.log_identity import topic_exists
from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import DAY_MS, Durability, compacted_spec, kept_for
from infra.eventlog.errors import Fenced, LogCorrupted
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.transactions.transaction import OutgoingRecord, PartitionProducer
from infra.webhooks.progress import HookProgress, HookState, read_progress
from infra.webhooks.subscription import WebhookSubscription, read_subscription

Held = TypeVar("Held", WebhookSubscription, HookProgress)
SUBSCRIPTION, PROGRESS = b"subscription/", b"progress/"
DELIVERIES_KEPT_MS = 30 * DAY_MS
_TRIES, _PAUSE_S = 20, 0.1


class Hook(NamedTuple):
    """A subscription, and how far it is in its turn."""

    subscription: WebhookSubscription
    progress: HookProgress

    @property
    def state(self) -> HookState:
        """In a word."""
        return self.progress.state(self.subscription)


def webhooks_topic(log: str) -> str:
    """Where the subscriptions are."""
    return f"{log}.webhooks"


def deliveries_topic(log: str) -> str:
    """What became of each call, for a month."""
    return f"{log}.webhook-deliveries"


def create_topics_of_webhooks(connection: KafkaConnection, log: str, durability: Durability) -> None:
    """Both topics, unless they are there. Raises LogUnavailable, TopicSettingsError."""
    if topic_exists(connection, webhooks_topic(log)) and topic_exists(connection, deliveries_topic(log)):
        return
    specs = [
        compacted_spec(webhooks_topic(log), 1, durability),
        kept_for(deliveries_topic(log), 1, DELIVERIES_KEPT_MS, durability),
    ]
    with closing(connection.admin()) as admin:
        create_topics(admin, specs, durability.replication_factor)


@dataclass
class Book:
    """What the topic says, put together from its records."""

    subscriptions: dict[str, WebhookSubscription] = field(default_factory=dict)
    progress: dict[str, HookProgress] = field(default_factory=dict)

    def hooks(self) -> dict[str, Hook]:
        """Every subscription with its progress, in the order in which they were made."""
        made = sorted(self.subscriptions.values(), key=lambda one: (one.created_at, one.id))
        return {one.id: Hook(one, self.progress.get(one.id, HookProgress()).in_turn_of(one)) for one in made}

    def take(self, key: bytes, value: bytes | None) -> None:
        """One more record. Raises ValueError, KeyError, TypeError for one that cannot be read."""
        identity = key.partition(b"/")[2].decode()
        if key.startswith(SUBSCRIPTION):
            _put(self.subscriptions, identity, value and read_subscription(value))
        elif key.startswith(PROGRESS):
            _put(self.progress, identity, value and read_progress(value))


def _put(held: dict[str, Held], key: str, value: Held | bytes | None) -> None:
    """Without a value it is gone."""
    if value is None or isinstance(value, bytes):
        held.pop(key, None)
    else:
        held[key] = value


class FollowedBook:
    """The topic, read on whenever it is asked. For use by one thread."""

    def __init__(self, connection: KafkaConnection, log: str) -> None:
        self._topic = webhooks_topic(log)
        self._reader = KafkaLogReader(connection, self._topic, 0)
        self._offset = self._reader.beginning_offset()
        self.book = Book()
        """As it was when it was last read."""

    def read(self, *, all_of_it: bool = False) -> Book:
        """As it is now. Raises LogUnavailable, LogCorrupted.

        What stands behind a transaction of the worker that is still open is not seen before that has ended; with
        ``all_of_it`` it is waited for.
        """
        end = self._reader.written_offset() if all_of_it else self._reader.end_offset()
        for chunk in self._reader.read(self._offset, end):
            for record in chunk.records:
                try:
                    self.book.take(record.key or b"", record.value)
                except (ValueError, KeyError, TypeError) as error:
                    problem = f"a record of a subscription cannot be read ({error})"
                    raise LogCorrupted(self._topic, 0, record.offset, None, problem) from error
            self._offset = chunk.next_offset
        return self.book

    def close(self) -> None:
        """Let go of the connection."""
        self._reader.close()


Decide = Callable[[Book], Iterable[tuple[bytes, bytes | None]]]
"""Which records follow, each with its key, for what the book says now. May raise, and then nothing is written."""


class KafkaBook:
    """The topic, for those who look now and then and change something."""

    def __init__(self, connection: KafkaConnection, log: str, durability: Durability) -> None:
        self._connection, self._log, self._durability = connection, log, durability

    def hooks(self) -> Mapping[str, Hook]:
        """Every subscription; none where there never was one. Raises LogUnavailable, LogCorrupted."""
        return self._read().hooks() if topic_exists(self._connection, webhooks_topic(self._log)) else {}

    def change(self, decide: Decide) -> None:
        """Write what ``decide`` says, once. Raises LogUnavailable, CommitRefused, CommitUncertain, Fenced."""
        create_topics_of_webhooks(self._connection, self._log, self._durability)
        for left in reversed(range(_TRIES)):
            try:
                self._change_once(decide)
                return
            except Fenced:  # somebody else changes something at this moment
                if not left:
                    raise
                time.sleep(_PAUSE_S)

    def _change_once(self, decide: Decide) -> None:
        with closing(PartitionProducer(self._connection, f"{self._log}-webhooks-book")) as producer:
            producer.fence()
            topic = webhooks_topic(self._log)
            records: list[OutgoingRecord] = [(topic, 0, key, value, []) for key, value in decide(self._read())]
            if records:
                producer.commit(records)

    def _read(self) -> Book:
        with closing(FollowedBook(self._connection, self._log)) as followed:
            return followed.read(all_of_it=True)
