"""The events of all partitions of a log, committed ones only, for a reader that keeps its own place.

A record that the reader handles and cannot read is waited for: its partition stands still there, with its reason for
all to see (``infra.metrics.aside``), and the others go on. In a rolling upgrade it is an event of a newer version,
which the next process of this reader reads; nothing behind it is handled before it, and it is never counted as handled.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from kafka import TopicPartition
from kafka.errors import CorruptRecordError, KafkaError

from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.decoded_batches import DecodedBatches
from infra.eventlog.kafka_python.quick_fetching import UnreadableBatch
from infra.eventlog.records.header_layout import SplitHeaders
from infra.messages.errors import Undecodable
from infra.messages.events import read_record
from infra.messages.headers import uuid_of
from infra.messages.trace import TRACEPARENT, traceparent_of
from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import LAG_EVENTS, LAG_SECONDS, UNDECODABLE_RECORDS

EVENTS_AT_ONCE_MAX = 2_000
_LOOKED_AT = ("ce_type", "ce_authtype", "ce_authid", "ce_causationid", TRACEPARENT)
READ_TOGETHER = DecodedBatches()
"""What the feeds of this process read: each has a place of its own, and none takes apart what another has."""
TRY_AGAIN_S = 30.0
"""How often a record that could not be read is looked at again."""


@dataclass(frozen=True, slots=True)
class PolledEvents:
    """Some events, those of one partition in their order, and where to read on afterwards. ``answered`` are the
    commands of the reader's own whose events are among what was read, whether it handles those or not. ``traces`` says
    to which trace an event belongs, by its id, of those that belong to one."""

    events: Sequence[RecordedEvent]
    next_offsets: Mapping[int, int]
    answered: Sequence[UUID] = ()
    traces: Mapping[UUID, str] = field(default_factory=dict)


class EventFeed:
    """Reads every partition, and takes apart only what its reader handles. For use by one thread.

    ``handled`` None: every event, also of types that this program does not know yet, and so has to wait for.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        topic: str,
        partitions: int,
        reader: str,
        handled: frozenset[type[Event]] | None,
    ) -> None:
        self._topic = topic
        self._reader = reader
        self._own = [b"system", reader.encode()]
        self._types = None if handled is None else {event.TOPIC.encode() for event in handled}
        self._partitions = [TopicPartition(topic, number) for number in range(partitions)]
        self._consumer = connection.consumer(together=READ_TOGETHER, group_id=None, auto_offset_reset="none")
        self._consumer.assign(self._partitions)
        self._together = ExitStack()
        self._together.enter_context(READ_TOGETHER.reader_of(topic))
        self._waits: dict[TopicPartition, float] = {}
        self._refused: dict[TopicPartition, tuple[int, str]] = {}

    @property
    def waiting(self) -> frozenset[int]:
        """The partitions that stand still at a record which this reader cannot read."""
        return frozenset(partition.partition for partition in self._waits)

    def refuse(self, partition: int, position: int, problem: str) -> None:
        """The reader cannot handle this event: stand still at it when it comes again, as at one that cannot be read."""
        self._refused[TopicPartition(self._topic, partition)] = (position, problem)

    def hold(self, partitions: Collection[int]) -> None:
        """Read nothing more of these partitions, and on in the others, until it is said anew."""
        held = {place for place in self._partitions if place.partition in partitions}
        self._consumer.resume(*(self._consumer.paused() - held - self._waits.keys()))
        self._consumer.pause(*held)

    def can_read_from(self, next_offsets: Mapping[int, int]) -> bool:
        """Whether the log still has everything from there on."""
        with self._asking():
            first = self._consumer.beginning_offsets(self._partitions)
        ends = self.ends()
        return set(next_offsets) <= set(ends) and all(
            first[TopicPartition(self._topic, partition)] <= offset <= ends[partition]
            for partition, offset in next_offsets.items()
        )

    def seek(self, next_offsets: Mapping[int, int]) -> None:
        """Read on from there; from the beginning where nothing is said."""
        for partition in self._partitions:
            self._consumer.seek(partition, next_offsets.get(partition.partition, 0))

    def poll(self, timeout_ms: int) -> PolledEvents:
        """The next events; waits for the first one, not longer than ``timeout_ms``. Raises LogUnavailable."""
        self._try_again()
        with self._asking():
            polled = self._consumer.poll(timeout_ms=timeout_ms, max_records=EVENTS_AT_ONCE_MAX)
        events: list[RecordedEvent] = []
        answered: list[UUID] = []
        traces: dict[UUID, str] = {}
        for partition, records in polled.items():
            self._read_before_trouble(partition, records, events, answered, traces)
        return PolledEvents(events, self.next_offsets(), answered, traces)

    def next_offsets(self) -> dict[int, int]:
        """Where it reads on, past what is no event (transaction markers, aborted records)."""
        return {partition.partition: self._consumer.position(partition) for partition in self._partitions}

    def ends(self) -> dict[int, int]:
        """Where each partition's committed events end now. Raises LogUnavailable after the request time-out (30 s)."""
        with self._asking():
            return {place.partition: end for place, end in self._consumer.end_offsets(self._partitions).items()}

    def show_lag(self, ends: Mapping[int, int], next_offsets: Mapping[int, int]) -> None:
        """Put on the metrics page how much is left to read."""
        for partition, end in ends.items():
            left = max(0, end - next_offsets[partition])
            LAG_EVENTS.by(self._reader, partition).set(left)
            if not left:
                LAG_SECONDS.by(self._reader, partition).set(0)

    def close(self) -> None:
        """Let go of the connection."""
        for partition in self._waits:
            ASIDE.take_back(self._reader, partition.partition)
        self._together.close()
        self._consumer.close(autocommit=False)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except KafkaError as error:
            raise LogUnavailable(
                f"Could not read {self._topic}: {error!r}. Nothing was lost; {self._reader} tries again by itself: "
                "check that the cluster runs."
            ) from error

    def _read_before_trouble(
        self,
        partition: TopicPartition,
        records: Sequence[Any],
        events: list[RecordedEvent],
        answered: list[UUID],
        traces: dict[UUID, str],
    ) -> None:
        """What is in records of a partition, up to the first that cannot be read, where it then stands still."""
        reached_ms: int | None = None
        for record in records:
            try:
                split = _headers_of(record)
                event_type, *actor, cause, trace = _pick_of(split[0])((*split[1], None))
                event = None
                if self._types is None or event_type in self._types:
                    event = _event_of(partition.partition, record)
                self._check_not_refused(partition, event)
                if actor == self._own:
                    answered.append(uuid_of({"ce_causationid": cause}, "ce_causationid"))
            except (Undecodable, CorruptRecordError) as error:
                self._wait_at(partition, int(getattr(record, "first_offset", record.offset)), error)
                break
            if event is not None:
                events.append(event)
                if trace and (traceparent := traceparent_of(trace)):
                    traces[event.event_id] = traceparent
            reached_ms = record.timestamp
        else:
            if self._waits.pop(partition, None) is not None:
                ASIDE.take_back(self._reader, partition.partition)
        if reached_ms is not None:
            LAG_SECONDS.by(self._reader, partition.partition).set(max(0, time.time() - reached_ms / 1000))

    def _check_not_refused(self, partition: TopicPartition, event: RecordedEvent | None) -> None:
        position, problem = self._refused.get(partition, (0, ""))
        if event is not None and event.position == position:
            raise Undecodable(problem)

    def _wait_at(self, partition: TopicPartition, offset: int, error: Exception) -> None:
        UNDECODABLE_RECORDS.by(self._reader, self._topic).inc()
        self._consumer.seek(partition, offset)
        self._consumer.pause(partition)
        self._waits[partition] = time.monotonic() + TRY_AGAIN_S
        ASIDE.put(
            self._reader,
            partition.partition,
            f"The record at offset {offset} of {partition.topic} cannot be handled: {error}. Nothing behind it is "
            "handled. If a newer version wrote it, start that version of this worker; else look at the log with "
            "`caseledger verify`.",
        )

    def _try_again(self) -> None:
        """Look once more, now and then, at what could not be read."""
        due = [partition for partition, at in self._waits.items() if at <= time.monotonic()]
        if due:
            self._consumer.resume(*due)
            for partition in due:
                self._refused.pop(partition, None)
            self._waits |= dict.fromkeys(due, time.monotonic() + TRY_AGAIN_S)


def _event_of(partition: int, record: Any) -> RecordedEvent:
    """As the first of this process's feeds read it. Raises Undecodable."""
    if record.made is None:
        record.made = read_record(partition, record)
    event: RecordedEvent = record.made
    return event


def _headers_of(record: Any) -> SplitHeaders:
    """Raises Undecodable, CorruptRecordError."""
    if isinstance(record, UnreadableBatch):
        raise Undecodable(f"its batch: {record.problem}")
    split: SplitHeaders = record.split_headers
    return split


@lru_cache(maxsize=1024)
def _pick_of(names: tuple[str, ...]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """What picks what is looked at out of the contents of headers with these names and a None behind them, which stands
    for those that are not there."""
    places = {name: place for place, name in enumerate(names)}  # of two with one name the last counts
    return itemgetter(*[places.get(name, len(names)) for name in _LOOKED_AT])
