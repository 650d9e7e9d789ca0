"""Copies events onto the public topics, exactly once whatever happens in between.

1. Take over: the transactional producer's fence shuts every earlier publisher out and ends its open transaction.
2. Create the topics that are not there, and read how far the last publisher came (``<log>.publisher``). A topic that is
   new since then, or was deleted, is filled from the beginning of the log; the others are left as they are.
3. Read a batch of events.
4. Write their records, and how far the log has been read, as ONE transaction.

A crash before the commit in 4 leaves nothing; the next publisher reads the batch again. After it, everything is there.
A commit of which the fate is not known is looked up in the same way: by beginning again at 1.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from consumers.policies.event_feed import EventFeed, PolledEvents
from domain.catalogue import EVENTS
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.admin.topics import Durability
from infra.eventlog.errors import (
    CommitRefused,
    CommitUncertain,
    LogUnavailable,
    TopicSettingsError,
)
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.transactions.transaction import OutgoingRecord, PartitionProducer
from infra.metrics.catalogue import EVENTS_PUBLISHED
from infra.publishing.progress import PROGRESS_KEY, TOPICS_KEY, Progress, read_progress
from infra.publishing.public_record import PublicRecords
from infra.publishing.public_topics import ALL, TYPES, PublicTopics, progress_topic
from infra.runtime.clock import Clock
from infra.runtime.crash_points import crash_point
from infra.runtime.log_access import open_log
from infra.runtime.settings import PUBLISH, Settings
from infra.runtime.settings_error import SettingsError

log = logging.getLogger("caseledger.publisher")

IDLE_MS = 500
AGAIN_S = 1.0
"""Before beginning again after a commit that failed."""


class PublisherWorker:
    """All partitions of one log. One process of it works at a time: a second one takes over, and the first ends."""

    name = "publisher"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Raises SettingsError when nothing is to be published, and what opening the log raises."""
        self._types = chosen_types(settings.published)
        self._durability = Durability(settings.replication_factor, settings.min_insync_replicas)
        self._connection, topics, event_log = open_log(settings)
        self._log, self._partitions = topics.log, event_log.partitions
        self._topics = PublicTopics(self._connection, topics.log)
        self._producer = PartitionProducer(self._connection, f"{topics.log}-publisher")
        handled = frozenset(EVENTS[TYPES[name]] for name in self._types)
        self._feed = EventFeed(self._connection, topics.events, event_log.partitions, self.name, handled)
        self._progress = Progress()
        with ExitStack() as held:
            held.callback(self.close)
            self._begin()
            held.pop_all()

    def step(self) -> None:
        """Read and publish a batch, or wait for one."""
        if not self._producer.usable:
            self._begin()
        polled = self._feed.poll(IDLE_MS)  # 3
        self._feed.show_lag(self._feed.ends(), polled.next_offsets)
        progress = self._moved(polled)
        if progress == self._progress:
            return
        try:
            self._write(list(self._records(polled.events)), progress)  # 4
        except (CommitRefused, CommitUncertain, LogUnavailable) as error:
            log.warning("beginning again: %s", error)
            self._producer.close()
            time.sleep(AGAIN_S)

    def waits_for(self) -> str:
        """Ready: it is the one publisher of the log, and can write. How far behind it is, the metrics say."""
        return "" if self._producer.usable else "its last commit failed, and it begins again"

    def close(self) -> None:
        """Let go of the log. Nothing is under way between two steps."""
        self._producer.close()
        self._feed.close()

    def _begin(self) -> None:
        self._producer.fence()  # 1
        self._topics.create(self._types, self._partitions, self._durability)  # 2
        topics, known = self._topics.ids(self._types), self._read_progress()
        self._refuse_strangers(known.behind(topics))
        progress = known.on(topics, self._partitions)
        if progress != known:
            self._producer.commit(
                [self._place(TOPICS_KEY, progress.topics_value()), self._place(PROGRESS_KEY, progress.value())]
            )
        self._progress = progress
        self._feed.seek(progress.next_offsets())

    def _refuse_strangers(self, behind: frozenset[str]) -> None:
        """Records of which nobody knows how many they are would be doubled."""
        if filled := self._topics.filled(behind, self._partitions):
            where = progress_topic(self._log)
            problem = f"{', '.join(filled)}: with records, and {where} does not say how far they go: run "
            raise TopicSettingsError([problem + "`caseledger publisher rebuild`"])

    def _read_progress(self) -> Progress:
        """All that was written: what a broker does not show yet would be published twice."""
        topic = progress_topic(self._log)
        reader = KafkaLogReader(self._connection, topic, 0)
        try:
            chunks = reader.read(reader.beginning_offset(), reader.written_offset())
            records = {r.key: r.value for chunk in chunks for r in chunk.records if r.key and r.value}
        finally:
            reader.close()
        return read_progress(records, topic)

    def _moved(self, polled: PolledEvents) -> Progress:
        positions: dict[int, int] = {}
        for event in polled.events:
            positions[event.partition] = event.position
        moved = {
            number: self._progress.of(number).moved(offset, positions.get(number, 0))
            for number, offset in polled.next_offsets.items()
        }
        return Progress(moved, self._progress.topics)

    def _records(self, events: Sequence[RecordedEvent]) -> Iterator[OutgoingRecord]:
        for event in events:
            public = PublicRecords.of(event.topic)
            if self._progress.of(event.partition).wants(public.type.name, event.position):
                key = str(event.aggregate_id).encode()
                yield public.type.topic(self._log), event.partition, key, public.value(event), []

    def _write(self, records: list[OutgoingRecord], progress: Progress) -> None:
        crash_point("publisher-before-commit")
        self._producer.commit([*records, self._place(PROGRESS_KEY, progress.value())])
        crash_point("publisher-after-commit")
        self._progress = progress
        for topic, count in Counter(topic for topic, *_ in records).items():
            EVENTS_PUBLISHED.by(topic.rpartition(".")[2]).inc(count)

    def _place(self, key: bytes, value: bytes) -> OutgoingRecord:
        return progress_topic(self._log), 0, key, value, []


def chosen_types(text: str) -> frozenset[str]:
    """The types that a setting names: all of them, or some with commas between. Raises SettingsError."""
    named = frozenset(name for each in text.split(",") if (name := each.strip()))
    if named == {ALL}:
        return frozenset(TYPES)
    if not named or named - TYPES.keys():
        shown = ", ".join(sorted(named - TYPES.keys()))
        raise SettingsError(PUBLISH, shown, "`all`, or types of events with commas between, such as PaymentAllocated")
    return named
