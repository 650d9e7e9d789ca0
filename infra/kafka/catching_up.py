"""Bringing an index to the end of its log (rule 3), and noticing when the two do not belong together.

1. See where the log ends now.
2. Go back to the last event that the index took from the log, and check that it is the same event there: an index
   of a log that was since restored from an older copy is begun again.
3. Read on from there in batches; check each event against the one before it; apply each batch in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from infra.kafka.errors import LogCorrupted
from infra.kafka.event_record import DecodedEvent
from infra.kafka.index import EventRow, IndexMovedError, PartitionIndex, Progress
from infra.kafka.log_check import LogCheck
from infra.kafka.log_identity import EventLog
from infra.kafka.log_reader import Batch, LogReader
from infra.kafka.originator_ids import OriginatorIds

# Called with the progress and the end offset after each batch.
ReportProgress = Callable[[Progress, int], None]

ATTEMPTS = 5  # an index can be moved by the owner that is being replaced, or begun again, but not for ever


class CatchUp:
    """Brings one index up to date. Not for use by several threads at once."""

    def __init__(
        self,
        index: PartitionIndex,
        event_log: EventLog,
        partition: int,
        originators: OriginatorIds,
        open_reader: Callable[[], LogReader],
    ) -> None:
        self._index, self._event_log, self._partition = index, event_log, partition
        self._originators = originators
        self._open_reader = open_reader
        self._reader: LogReader | None = None
        self._is_anchored = False

    def run(self, report: ReportProgress | None = None, witness: int | None = None) -> bytes | None:
        """Catches up. Returns the hash of the event at position `witness`, when it was among what was read."""
        for attempt in range(ATTEMPTS):
            try:
                return self._run(report, witness)
            except IndexMovedError:
                self._index.reload()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) or attempt + 1 == ATTEMPTS:
                    raise
                self.begin_again(f"is damaged ({error})")
        raise IndexMovedError("the index is being moved by another process all the time")

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _run(self, report: ReportProgress | None, witness: int | None) -> bytes | None:
        reader = self._reader = self._reader or self._open_reader()
        end = reader.end_offset()  # 1
        start = self._start(reader, end)
        found: bytes | None = None
        for batch in reader.read(start, end):
            fresh = self._anchored(batch)  # 2
            events = self._apply(fresh)  # 3
            if witness is not None:
                found = next((event.hash for event in events if event.position == witness), found)
            if report is not None:
                report(self._index.progress, end)
        self._is_anchored = True
        return found

    def _start(self, reader: LogReader, end: int) -> int:
        progress = self._index.progress
        if progress.next_offset > end:
            self.begin_again(f"is ahead of its log: it is at offset {progress.next_offset} and the log ends at {end}")
            progress = self._index.progress
        if self._is_anchored:
            return progress.next_offset
        beginning = reader.beginning_offset()
        if progress.position == 0:
            return max(progress.next_offset, beginning)
        if progress.last_offset < beginning:
            raise LogCorrupted(
                self._event_log.topic,
                self._partition,
                beginning,
                None,
                f"it begins at this offset now, so events up to position {progress.position} at least have been "
                f"removed from it. The index {self._index.path} still has them: keep a copy",
            )
        return progress.last_offset

    def _anchored(self, batch: Batch) -> Batch:
        """The batch without the event that the index has already, once that is seen to be the same event."""
        if self._is_anchored or not batch.records:
            return batch
        self._is_anchored = True
        progress = self._index.progress
        first = batch.records[0]
        if progress.position == 0:
            return batch
        if first.offset != progress.last_offset or tuple(first.headers[-1]) != ("hash", progress.hash):
            self.begin_again(f"is not of this log: position {progress.position} is another event there")
            raise IndexMovedError
        return Batch(batch.records[1:], batch.next_offset)

    def _apply(self, batch: Batch) -> list[DecodedEvent]:
        before = self._index.progress
        if batch.next_offset <= before.next_offset and not batch.records:
            return []
        check = LogCheck(self._event_log.topic, self._partition, before.position, before.hash)
        events = check.check(batch.records)
        last_offset = batch.records[-1].offset if batch.records else before.last_offset
        rows = self._rows(events, batch)
        try:
            self._index.apply(rows, Progress(check.position, check.hash, last_offset, batch.next_offset))
        except sqlite3.IntegrityError as error:
            raise LogCorrupted(
                self._event_log.topic,
                self._partition,
                last_offset,
                None,
                f"after position {before.position} an originator has a version that it had before ({error})",
            ) from error
        return events

    def _rows(self, events: Sequence[DecodedEvent], batch: Batch) -> list[EventRow]:
        numbers = self._index.topic_ids({event.topic for event in events})
        indexed = self._originators.indexed
        try:
            return [(e.position, indexed(e.key), e.version, numbers[e.topic], e.state, e.causation_id) for e in events]
        except ValueError as error:
            raise LogCorrupted(
                self._event_log.topic, self._partition, batch.records[0].offset, events[0].position, str(error)
            ) from error

    def begin_again(self, reason: str) -> None:
        """Empties the index, so that the next run reads the whole log. `reason` completes "The index … "."""
        self._is_anchored = False
        self._index.begin_again(reason)
