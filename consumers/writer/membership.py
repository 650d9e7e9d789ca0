"""Who should own which partition: the consumer group's word on it (rule 1 of the write protocol).

The group only decides who should try; the fence (rule 2) decides who owns. So nothing here needs to be exact: a
member that has been thrown out and does not know it yet can do no harm. One that knows it owns nothing and tells the
group nothing until it has joined again: a broker takes offsets without a generation for those of a consumer without a
group.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from threading import Lock, Thread

from kafka import ConsumerRebalanceListener, TopicPartition
from kafka.errors import KafkaError, RetriableError
from kafka.structs import OffsetAndMetadata

from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.group_joining import subscribe
from infra.eventlog.kafka_python.rights import rights_named
from infra.eventlog.transactions.group_member import group_offsets, is_known
from infra.machines.beat import client_id

log = logging.getLogger("caseledger.writer")

# A member that has been silent this long has lost its partitions. Shorter makes a takeover after a kill quicker;
# longer forgives a pause of the machine. The broker's own lower limit is 6 s unless it is configured otherwise.
SESSION_TIMEOUT_MS = 6_000
# A member learns of a change at its next heartbeat, so this bounds how long a graceful handover takes.
HEARTBEAT_MS = 500
# A member that joins before it has heard of the topic is given nothing, and asks again only when it next refreshes
# what it knows of the cluster: by default after five minutes.
METADATA_MAX_AGE_MS = 10_000
# The group hears at most so often how far commands are handled, and within so long once more as we leave.
TELL_S = 0.2
TOLD_LAST_S = 1.0
# A group that does not answer us does not hold us up.
LEAVE_S = 5.0


class _MembershipListener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Only notes what it is told: it runs on the client's I/O thread, where nothing may wait."""

    def __init__(self, membership: Membership) -> None:
        self._membership = membership

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._membership.note(assigned, owned=True)

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._membership.note(revoked, owned=False)

    def on_partitions_lost(self, lost: Collection[TopicPartition]) -> None:
        self._membership.note(lost, owned=False)


class Membership:
    """This process's place in the consumer group of a topic. It reads no records: each partition's writer does."""

    def __init__(self, connection: KafkaConnection, topic: str, group_id: str) -> None:
        self.group_id = group_id
        self._topic = topic
        self._told: dict[TopicPartition, OffsetAndMetadata] = {}
        self._tell_at = 0.0
        self._lock = Lock()
        self._owned: frozenset[int] = frozenset()
        self._assignments = 0
        self._consumer = connection.consumer(
            group_id=group_id,
            client_id=client_id("writer"),
            session_timeout_ms=SESSION_TIMEOUT_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
        )
        subscribe(self._consumer, topic, _MembershipListener(self))

    def poll(self, timeout_ms: int) -> None:
        """Take part in the group: joins, answers heartbeats, learns of new assignments.

        A cluster that does not answer is waited for: what the group said last holds until it says something else, and
        the fence keeps it from doing harm. Raises KafkaError; ClusterRefuses when the group is not allowed to us.
        """
        try:
            with rights_named(f"to join {self.group_id}"):
                self._consumer.poll(timeout_ms=timeout_ms)
        except RetriableError as error:
            log.warning("the group of writers cannot be heard: %s", type(error).__name__)
            time.sleep(timeout_ms / 1000)

    def owned(self) -> tuple[frozenset[int], int]:
        """The partitions that this process should own, and how many times they have been assigned.

        None while the group does not know this member: somebody else may have been given them, and what the listener
        will say of that comes only when the member joins again.
        """
        is_member = self._is_member()
        with self._lock:
            return self._owned if is_member else frozenset(), self._assignments

    def has_a_say(self) -> bool:
        """Whether the group knows this member and has said which partitions are its own."""
        with self._lock:
            assignments = self._assignments
        return assignments > 0 and self._is_member()

    def tell(self, handled: Mapping[int, int]) -> None:
        """Tell the group how far the commands of our partitions are handled, at most every ``TELL_S``.

        It is for tools that show what waits; of writers only one that finds no replies begins there. Nobody waits for
        it, and what the group did not take is told again.
        """
        untold, now = self._untold(handled), time.monotonic()
        if untold and now >= self._tell_at and self._is_member():
            self._tell_at = now + TELL_S
            self._consumer.commit_async(untold, callback=self._note_told)

    def tell_last(self, handled: Mapping[int, int]) -> None:
        """The same before we leave: it is waited for, but not for long, whatever becomes of it."""
        untold = self._untold(handled)
        if untold and self._is_member():
            told, until = self._consumer.commit_async(untold, callback=self._note_told), time.monotonic() + TOLD_LAST_S
            while not told.is_done and time.monotonic() < until:
                time.sleep(0.01)

    def _untold(self, handled: Mapping[int, int]) -> dict[TopicPartition, OffsetAndMetadata]:
        offsets = group_offsets(self._topic, handled)
        return {place: offset for place, offset in offsets.items() if self._told.get(place) != offset}

    def _note_told(self, offsets: Mapping[TopicPartition, OffsetAndMetadata], answer: object) -> None:
        if not isinstance(answer, Exception):
            self._told.update(offsets)

    def _is_member(self) -> bool:
        return is_known(self._consumer.group_metadata())

    def note(self, partitions: Collection[TopicPartition], *, owned: bool) -> None:
        """Keep what the group said. Called on the client's I/O thread."""
        numbers = frozenset(partition.partition for partition in partitions)
        with self._lock:
            self._owned = self._owned | numbers if owned else self._owned - numbers
            self._assignments += owned
        if owned and partitions:
            self._consumer.pause(*partitions)

    def leave(self) -> None:
        """Leave the group at once, so that others take over without waiting for the session to run out.

        It is waited for no longer than ``LEAVE_S``: the group puts out a member that is silent.
        """
        leaving = Thread(target=self._leave, name="leaving", daemon=True)
        leaving.start()
        leaving.join(LEAVE_S)

    def _leave(self) -> None:
        with suppress(KafkaError):
            self._consumer.close(autocommit=False)
