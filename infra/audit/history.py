"""Reading the log itself: its events from any position on, and how far it has come.

Nothing here asks PostgreSQL or an index, so an answer stands on the record and on the pure core alone. The price is
that a case's whole partition is read: about 60,000 events a second. `infra.audit.places` reads one by its places.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from types import MappingProxyType, TracebackType
from typing import Any, Self
from uuid import UUID

from domain.catalogue import kind_of
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from infra.audit.heads import Head
from infra.audit.reads import heads_of_reads
from infra.creditors.names import CreditorNames
from infra.eventlog.admin.log_creation import read_log_record
from infra.eventlog.admin.log_identity import EventLog, describe_event_log
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import TopicSettingsError
from infra.eventlog.partition.finding import last_record, offset_for
from infra.eventlog.partition.log_reader import KafkaLogReader, RawRecord
from infra.eventlog.partition.record_picking import RecordPicker
from infra.eventlog.records.chain import genesis, hash_of_digits
from infra.eventlog.records.partitioner import partition_of
from infra.messages.events import read_record
from infra.messages.headers import number_of
from infra.runtime.creditor_access import creditor_names
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from projections.kit.then import Then


class LogHistory:
    """The log of the settings, for reading only. Use it as a context manager; not for several threads.

    Raises SettingsError when no broker is named, TopicSettingsError when there is no such log, LogUnavailable.
    """

    def __init__(self, settings: Settings) -> None:
        self._connection, self._topics = connection_of(settings), LogTopics(settings.log)
        recorded = read_log_record(self._connection, self._topics)
        if recorded is None:
            raise TopicSettingsError([f"there is no log {settings.log} yet: `caseledger up` creates it"])
        recorded.refuse_part(self._topics)
        self.log: EventLog = describe_event_log(self._connection, self._topics.events, recorded.log_id)
        self._readers: dict[int, KafkaLogReader] = {}
        self._pickers: dict[int, RecordPicker] = {}

    @property
    def partitions(self) -> range:
        """The numbers of the log's partitions."""
        return range(self.log.partitions)

    def partition_of(self, aggregate_id: UUID) -> int:
        """Where an aggregate's commands and events are (rule 1 of the write protocol)."""
        return partition_of(str(aggregate_id).encode(), self.log.partitions)

    def events_of(self, *aggregate_ids: UUID) -> list[RecordedEvent]:
        """All events of these aggregates, as they were recorded; empty when there are none."""
        keys = {str(aggregate_id).encode(): aggregate_id for aggregate_id in aggregate_ids}
        partitions = sorted({self.partition_of(aggregate_id) for aggregate_id in aggregate_ids})
        found = [self._events(partition, 1, lambda record: record.key in keys) for partition in partitions]
        return list(in_order(found))

    def events_from(self, partition: int, position: int = 1) -> Iterator[RecordedEvent]:
        """The events of a partition from a position on, up to where the log ends now."""
        return self._events(partition, position, lambda record: True)

    def of_type(
        self, event_type: type[Event], from_offsets: Mapping[int, int] = MappingProxyType({})
    ) -> Iterator[RecordedEvent]:
        """All events of one type, partition after partition; of some partitions only those from an offset on."""
        header = ("ce_type", event_type.TOPIC.encode())
        for partition in self.partitions:
            reader = self._reader(partition)
            start = from_offsets.get(partition, reader.beginning_offset())
            for record in self.records(partition, start, reader.end_offset()):
                if header in record.headers:
                    yield read_record(partition, record)

    def picker(self, partition: int) -> RecordPicker:
        """What fetches single records of a partition."""
        if partition not in self._pickers:
            self._pickers[partition] = RecordPicker(self._connection, self._topics.events, partition)
        return self._pickers[partition]

    def records(self, partition: int, from_offset: int, to_offset: int) -> Iterator[RawRecord]:
        """The committed records of a partition between two offsets."""
        for batch in self._reader(partition).read(from_offset, to_offset):
            yield from batch.records

    def records_from(self, partition: int, position: int) -> Iterator[RawRecord]:
        """The committed records of a partition from a position on, up to where the log ends now."""
        reader = self._reader(partition)
        end = reader.end_offset()
        for record in self.records(partition, offset_for(reader, position, end), end):
            if _position_of(record) >= position:
                yield record

    def offset_for(self, partition: int, position: int) -> int:
        """An offset from which on reading comes to a position soon, be it there or still to come."""
        reader = self._reader(partition)
        return offset_for(reader, position, reader.end_offset())

    def heads(self) -> dict[int, Head]:
        """The last event of each partition; position 0 with the hash that the first one builds on, where there is
        none."""
        found: dict[int, Head] = {}
        for partition in self.partitions:
            last = self._last_record(partition)
            hash_ = genesis(self.log.log_id, partition) if last is None else last.named_headers["hash"]
            found[partition] = Head(0 if last is None else _position_of(last), hash_of_digits(hash_ or b""))
        return found

    def heads_of_reads(self) -> dict[int, Head]:
        """The last read on record of each partition, likewise. Raises LogCorrupted for a record that is no read."""
        return heads_of_reads(self._connection, self._topics, self.log)

    def last_positions(self) -> dict[int, int]:
        """The position of the last event in each partition: 0 where there is none."""
        return {partition: self._last_position(partition) for partition in self.partitions}

    def count(self) -> int:
        """How many events the log holds: positions have no gaps."""
        return sum(self.last_positions().values())

    def creditors(self) -> CreditorNames:
        """The registered creditors, by their names."""
        return creditor_names(self._connection, self._topics)

    def close(self) -> None:
        """Let go of every connection."""
        for reader in (*self._readers.values(), *self._pickers.values()):
            reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _events(self, partition: int, position: int, wanted: Any) -> Iterator[RecordedEvent]:
        for record in self.records_from(partition, position):
            if wanted(record):
                yield read_record(partition, record)

    def _last_position(self, partition: int) -> int:
        last = self._last_record(partition)
        return 0 if last is None else _position_of(last)

    def _last_record(self, partition: int) -> RawRecord | None:
        reader = self._reader(partition)
        return last_record(reader, reader.end_offset())

    def _reader(self, partition: int) -> KafkaLogReader:
        if partition not in self._readers:
            self._readers[partition] = KafkaLogReader(self._connection, self._topics.events, partition)
        return self._readers[partition]


def in_order(partitions: Sequence[Iterable[RecordedEvent]]) -> Iterator[RecordedEvent]:
    """Events of several partitions by the time they were recorded; within one partition always by position."""
    return heapq.merge(*partitions, key=lambda event: event.recorded_at)


def utc_midnight(day: date) -> datetime:
    """When a day begins, for who has no zone of his own."""
    return datetime.combine(day, time.min, UTC)


def known(
    events: Sequence[RecordedEvent],
    happened_by: datetime | None = None,
    recorded_by: datetime | None = None,
    begins: Callable[[date], datetime] = utc_midnight,
) -> list[RecordedEvent]:
    """The events that had happened by one time and were on record by another; None leaves a question open.

    Money counts from the bank's day, whenever we learned of it, and so does what its command did beside: ``begins``
    says when a day begins in the business zone.
    """
    money = {event.causation_id: begins(day) for event in events if (day := event.event.effective_on()) is not None}
    return [
        event
        for event in events
        if (happened_by is None or money.get(event.causation_id, event.occurred_at) <= happened_by)
        and (recorded_by is None or event.recorded_at <= recorded_by)
    ]


def known_then(events: Sequence[RecordedEvent], then: Then | None) -> list[RecordedEvent]:
    """The same, of the time that a question is asked of; all of them for now."""
    return list(events) if then is None else known(events, then.happened_by, then.recorded_by, then.begins)


def state_after(events: Sequence[RecordedEvent]) -> Any:
    """The state of one aggregate, folded by the pure core from (some of) its events; at least one is needed."""
    kind = kind_of(events[0].topic)
    state = kind.initial
    for event in events:
        state = kind.evolve(state, event.event)
    return state


def _position_of(record: RawRecord) -> int:
    """Raises Undecodable for a record that is no event."""
    return number_of(record.named_headers, "position")  # type: ignore[arg-type]


Positions = Mapping[int, int]
"""The position of the last event, by partition."""
