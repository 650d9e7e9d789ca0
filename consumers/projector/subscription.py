"""The partitions that this process is to project, and the records in them: rules 2 and 3 of the read protocol.

The consumer group only divides the partitions among the projectors; how far each has come is what PostgreSQL says.
Its committed offsets are for tools that show lag, and are sent without waiting for an answer.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, NamedTuple

from kafka import ConsumerRebalanceListener, TopicPartition
from kafka import errors as kafka_errors

from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.group_joining import subscribe
from infra.eventlog.kafka_python.quick_fetching import UnreadableBatch
from infra.eventlog.transactions.group_member import group_offsets, is_known
from infra.machines.beat import client_id

# A member that has been silent this long has lost its partitions. Heartbeats are sent while a batch is folded, so
# only a process that is gone or stuck is silent.
SESSION_TIMEOUT_MS = 10_000
HEARTBEAT_MS = 3_000
# A member that joins before it has heard of the topic is given nothing, and asks again only when it next refreshes
# what it knows of the cluster: by default after five minutes.
METADATA_MAX_AGE_MS = 10_000
# Enough for one fold to cost little beside its events; few enough that a step takes about a second at most.
RECORDS_AT_ONCE_MAX = 10_000
# How often a partition that could not be read or folded is looked at again.
TRY_AGAIN_S = 30.0


class Polled(NamedTuple):
    """Records of one partition, and where to read on: past transaction markers and aborted records."""

    records: list[Any]
    next_offset: int

    def before_trouble(self) -> tuple[Polled, UnreadableBatch | None]:
        """What can be read, and the first batch among the records that cannot."""
        for number, record in enumerate(self.records):
            if type(record) is UnreadableBatch:
                return Polled(self.records[:number], record.first_offset), record
        return self, None


class Subscription:
    """This process's part of an events topic. For use by one thread."""

    def __init__(self, connection: KafkaConnection, topic: str, group_id: str) -> None:
        self._topic = topic
        self._lock = Lock()
        self._assigned: set[int] = set()
        self._assignments = 0
        self._unplaced: set[int] = set()
        self._not_before: dict[int, float] = {}
        self._consumer = connection.consumer(
            tolerant=True,
            group_id=group_id,
            client_id=client_id("projector"),
            session_timeout_ms=SESSION_TIMEOUT_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
            max_poll_records=RECORDS_AT_ONCE_MAX,
        )
        subscribe(self._consumer, topic, _SubscriptionListener(self))

    def unplaced(self) -> set[int]:
        """Partitions that were assigned and are not read yet: ``checkpoint`` says from where."""
        with self._lock:
            return set(self._unplaced)

    def to_be_placed(self) -> set[int]:
        """Those of them whose time it is: one that was put aside is placed again after a while."""
        now = time.monotonic()
        return {number for number in self.unplaced() if self._not_before.get(number, 0.0) <= now}

    def put_aside(self, partition: int) -> None:
        """Read no more of the partition for ``TRY_AGAIN_S``; then it is placed anew."""
        self._not_before[partition] = time.monotonic() + TRY_AGAIN_S
        with self._lock:
            if partition not in self._assigned:
                return
            self._unplaced.add(partition)
        with suppress(kafka_errors.IllegalStateError):  # taken away in this moment
            self._consumer.pause(TopicPartition(self._topic, partition))

    def assigned(self) -> set[int]:
        """The partitions that the group has given this process."""
        with self._lock:
            return set(self._assigned)

    def has_a_say(self) -> bool:
        """Whether the group knows this member and has said which partitions are its own."""
        with self._lock:
            assignments = self._assignments
        return assignments > 0 and is_known(self._consumer.group_metadata())

    def checkpoint(self, partition: int, next_offset: int) -> None:
        """Read the partition from there on."""
        topic_partition = TopicPartition(self._topic, partition)
        with self._lock:
            if partition not in self._assigned:
                return  # taken away again meanwhile
            self._unplaced.discard(partition)
        try:
            self._consumer.seek(topic_partition, next_offset)
            self._consumer.resume(topic_partition)
        except (ValueError, kafka_errors.IllegalStateError):
            return  # taken away in this moment; the listener has noted it, or is about to

    def poll(self, timeout_ms: int) -> dict[int, Polled]:
        """What comes next in the partitions that have been placed. Raises LogUnavailable."""
        try:
            polled = self._consumer.poll(timeout_ms=timeout_ms)
            placed = self.assigned() - self.unplaced()
            return {
                number: Polled(polled.get(partition, []), self._consumer.position(partition))
                for number in sorted(placed)
                for partition in [TopicPartition(self._topic, number)]
            }
        except kafka_errors.IllegalStateError:
            return {}  # taken away between two of these lines; whatever was polled is read again by its new owner
        except kafka_errors.KafkaError as error:
            raise LogUnavailable(
                f"Could not read {self._topic}: {error!r}. Nothing was lost; check that the cluster runs."
            ) from error

    def ends(self, partitions: Collection[int]) -> dict[int, int]:
        """Where the committed events of these partitions end now. Raises LogUnavailable."""
        try:
            found = self._consumer.end_offsets([TopicPartition(self._topic, number) for number in partitions])
        except kafka_errors.KafkaError as error:
            raise LogUnavailable(f"Could not ask where {self._topic} ends: {error!r}.") from error
        return {partition.partition: end for partition, end in found.items()}

    def show_offsets(self, next_offsets: Mapping[int, int]) -> None:
        """Tell Kafka how far this group is, for tools that show lag; nothing depends on it."""
        self._consumer.commit_async(group_offsets(self._topic, next_offsets), callback=lambda *_: None)

    def close(self) -> None:
        """Leave the group at once, so that others take over without waiting for the session to run out."""
        self._consumer.close(autocommit=False)

    def note(self, partitions: Collection[TopicPartition], *, assigned: bool) -> None:
        """Keep what the group said. Called on the client's I/O thread, where nothing may wait (rule 3)."""
        numbers = {partition.partition for partition in partitions}
        with self._lock:
            if assigned:
                self._assignments += 1
                self._assigned |= numbers
                self._unplaced |= numbers
            else:
                self._assigned -= numbers
                self._unplaced -= numbers
        if assigned and partitions:
            self._consumer.pause(*partitions)  # nothing is read before PostgreSQL has said from where (rule 2)


class _SubscriptionListener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._subscription.note(assigned, assigned=True)

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._subscription.note(revoked, assigned=False)

    def on_partitions_lost(self, lost: Collection[TopicPartition]) -> None:
        self._subscription.note(lost, assigned=False)
