"""Walking one partition of a restored log to its end, whatever is missing on the way.

A verification ends at the first break, since what comes after it proves nothing by itself. After a restore the question
is another one: what is missing? So this walk goes on behind each gap, and names it. Each event is held against its own
hash all the same, and what comes after a gap is genuine when the chain leads from it to a head that was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from domain.kernel.recorded import RecordedEvent
from infra.audit.heads import AgainstHead
from infra.audit.report import Report
from infra.audit.restored.ranges import Ranges
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader, RawRecord
from infra.eventlog.records.chain import genesis, hash_of_digits
from infra.eventlog.records.event_reading import DecodedEvent, decode_event
from infra.messages.errors import Undecodable
from infra.messages.events import read_record


def walk_restored(
    kafka: KafkaConnection, event_log: EventLog, partition: int, kept: AgainstHead, report: Report
) -> Iterator[RecordedEvent]:
    """The partition's events in order. What is missing, doubled or foreign is added to the report. Raises
    LogUnavailable."""
    place = PlaceInLog(partition, genesis(event_log.log_id, partition))
    unknown = Ranges()
    with closing(KafkaLogReader(kafka, event_log.topic, partition, leave_out_unreadable=True)) as reader:
        for chunk in reader.read(reader.beginning_offset(), reader.end_offset()):
            for record in chunk.records:
                if (event := place.see(record)) is None:
                    continue
                kept.see(event.position, hash_of_digits(event.hash))
                report.events += 1
                try:
                    yield read_record(partition, record)
                except Undecodable:
                    unknown.add(event.position)
    place.tell(report)
    if unknown:
        _found(report, "undecodable", partition, unknown, "cannot be read by this version of the program: upgrade it.")
    kept.finish(place.position)
    report.positions[partition], report.heads[partition] = place.position, hash_of_digits(place.hash)


class PlaceInLog:
    """How far a partition was followed: position and hash of its last event, and all that did not fit on the way."""

    def __init__(self, partition: int, first: bytes) -> None:
        """``first`` is the previous hash of the partition's first event."""
        self.partition, self.position, self.hash = partition, 0, first
        self.missing, self.doubled, self.foreign, self.unlinked = Ranges(), Ranges(), Ranges(), Ranges()

    def see(self, record: RawRecord) -> DecodedEvent | None:
        """The event in the next record, if it is one that was not there before."""
        assert record.stored is not None, "this reader keeps the bytes of its records"
        try:
            event = decode_event(record.key, record.value, record.stored, record.header_count)
        except (ValueError, IndexError):
            self.foreign.add(record.offset)
            return None
        if event.position <= self.position:
            self.doubled.add(event.position)
            return None
        if event.position > self.position + 1:
            self.missing.add(self.position + 1, event.position - 1)
        elif event.prevhash != self.hash:
            self.unlinked.add(event.position)
        self.position, self.hash = event.position, event.hash
        return event

    def tell(self, report: Report) -> None:
        """Add what did not fit."""
        _found(report, "positions_missing", self.partition, self.missing, "are not here, and later events are.")
        doubled = "are here more than once: whatever copied them began again. A copy must be exact."
        _found(report, "positions_doubled", self.partition, self.doubled, doubled)
        unlinked = "do not build on the event before them: one of the two is another than it was."
        _found(report, "chain_broken", self.partition, self.unlinked, unlinked)
        if self.foreign:
            offsets = f"{self.foreign.count:,} records are no events of this log, or were altered: offsets "
            report.found("not_an_event", f"partition {self.partition}", f"{offsets}{self.foreign.text()}.")


def _found(report: Report, code: str, partition: int, ranges: Ranges, what: str) -> None:
    if ranges:
        message = f"{ranges.count:,} events {what} Positions {ranges.text()}."
        report.found(code, f"partition {partition}", message)
