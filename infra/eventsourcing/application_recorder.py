"""`ApplicationRecorder` on one partition: one partition is one application sequence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from threading import RLock
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from kafka import TopicPartition

from infra.eventlog.errors import Fenced
from infra.eventlog.index.answers import Answers, RecordedAnswer
from infra.eventlog.partition.following import Following
from infra.eventlog.partition.partition_log import PartitionRole
from infra.eventsourcing.aggregate_recorder import KafkaAggregateRecorder
from infra.eventsourcing.subscription import KafkaSubscription


class KafkaApplicationRecorder(KafkaAggregateRecorder, ApplicationRecorder):
    """Notification ids are positions in the partition: gapless, from 1.

    `insert_events` takes, beyond the library's arguments (and through `EventStore.put`):

    - `headers`: for each event its list of (name, bytes); the log's own follow them on the record;
    - `records`: others to be committed in the same transaction, as (topic, partition, key, value, headers);
    - `offsets` and `group_metadata`: consumed offsets ({TopicPartition: OffsetAndMetadata}) to be committed in the
      same transaction, and the consumer's `group_metadata()`.

    It raises IntegrityError (a version is taken), Fenced (another owner is there: stop), CommitRefused (nothing was
    written: may be tried again), CommitUncertain (only with `resolve_uncertain=False`).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answers = Answers(self._log.index)
        self._subscriptions: set[KafkaSubscription] = set()
        self._subscriptions_lock = RLock()
        self._following: Following | None = None

    @property
    def last_position(self) -> int:
        """Of the last event that this recorder knows; 0 when there is none."""
        return self._log.last_position

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        try:
            positions = self._insert(stored_events, **kwargs)
        except Fenced as error:
            self._fail_subscriptions(error)
            raise
        if positions:
            self._notify_subscriptions()
        return positions

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = 1 if start is None else start if inclusive_of_start else start + 1
        return self._log.read(lambda index: index.select_notifications(first, stop, limit, topics))

    def max_notification_id(self) -> int | None:
        return self._log.read(lambda index: index.progress.position or None)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        return KafkaSubscription(self, gt, topics)

    # --- answers to commands

    def answers_of(self, command_ids: Iterable[bytes | UUID]) -> dict[bytes, RecordedAnswer]:
        """The first answer to each of these commands that was answered, by command id (16 bytes)."""
        return self._log.read(lambda _: self._answers.of(command_ids))

    def remember_refusals(
        self, refusals: Sequence[tuple[bytes, bytes]], next_offset: int | None = None, at_ms: int | None = None
    ) -> None:
        """Keeps answers to commands that caused no event; see `Answers.remember_refusals`."""
        self._answers.remember_refusals(refusals, next_offset, at_ms)

    def last_offset_in(self, partition: TopicPartition) -> int | None:
        """Of the last record that the last `insert_events` wrote there; None when that is not known."""
        return self._log.last_offsets.get(partition)

    def forget_refusals(self, before_ms: int) -> int:
        """Drops answers to refused commands that are older (epoch ms)."""
        return self._answers.forget_refusals(before_ms)

    @property
    def answers_offset(self) -> int:
        """Where to read on in the topic of replies, to remember refusals that the index does not have."""
        return self._answers.next_offset

    # --- subscriptions

    def listen(self, subscription: KafkaSubscription) -> None:
        """Has a subscription notified of new events until `unlisten`."""
        with self._subscriptions_lock:
            self._subscriptions.add(subscription)
            if self._log.role is PartitionRole.READER and self._following is None:
                self._following = Following(self._has_grown, self._notify_subscriptions, self._fail_subscriptions)

    def unlisten(self, subscription: KafkaSubscription) -> None:
        with self._subscriptions_lock:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        if self._following is not None:
            self._following.stop()
        for subscription in self._current_subscriptions():
            subscription.stop()
        with suppress(sqlite3.Error):
            self._answers.flush()
        super().close()

    def _has_grown(self) -> bool:
        before = self._log.last_position
        self._log.catch_up()
        return self._log.last_position > before

    def _notify_subscriptions(self) -> None:
        for subscription in self._current_subscriptions():
            subscription.notify()

    def _fail_subscriptions(self, error: BaseException) -> None:
        for subscription in self._current_subscriptions():
            subscription.fail(error)

    def _current_subscriptions(self) -> list[KafkaSubscription]:
        with self._subscriptions_lock:
            return list(self._subscriptions)
