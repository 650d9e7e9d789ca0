"""Bringing an index to the end of its log (rule 3), and noticing when the two do not belong together.

1. See where the log ends now. The broker answers a commit before it has made the transaction visible, so right
   after a commit the end that readers see may lie before it: an owner waits until it sees what it has committed.
2. Go back to the last event that the index took from the log, and check that it is the same event there: an index
   of a log that was since restored from an older copy is begun again.
3. Read on from there in batches; check each event against the one before it; apply each batch in one transaction.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.errors import LogCorrupted, LogUnavailable
from infra.eventlog.index.index import IndexMovedError, IndexProgress, PartitionIndex
from infra.eventlog.index.recent_events import EventRow, VersionTwiceError
from infra.eventlog.partition.log_check import LogCheck
from infra.eventlog.partition.log_reader import LogReader, RecordChunk
from infra.eventlog.records.event_reading import DecodedEvent
from infra.eventlog.records.originator_ids import OriginatorIds
from infra.eventlog.time_outs import SETTLE_S, VISIBLE_S

# Called with the progress and the end offset after each batch.
ReportProgress = Callable[[IndexProgress, int], None]

LOOK_AGAIN_S = 0.005
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
        self._is_anchored = self._has_been_read = False

    def run(self, report: ReportProgress | None = None, witness: int | None = None, at_least: int = 0) -> bytes | None:
        """Catches up, to position `at_least` in any case: it is known to be committed.

        Returns the hash of the event at position `witness`, when it was among what was read.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._run(report, witness, at_least)
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

    def _run(self, report: ReportProgress | None, witness: int | None, at_least: int) -> bytes | None:
        if self._index.is_due:  # its last writing failed; what waits in memory must not grow without end
            self._index.flush()
        reader = self._reader = self._reader or self._open_reader()
        found = self._read_to_the_end(reader, report, witness)
        deadline = time.monotonic() + VISIBLE_S
        while self._index.progress.position < at_least:
            if time.monotonic() > deadline:
                raise LogUnavailable(
                    f"{self._event_log.topic}, partition {self._partition}: what was committed up to position "
                    f"{at_least} is not to be seen after {VISIBLE_S} s. Nothing is lost; try again later."
                )
            time.sleep(LOOK_AGAIN_S)
            found = self._read_to_the_end(reader, report, witness) or found
        return found

    def _read_to_the_end(self, reader: LogReader, report: ReportProgress | None, witness: int | None) -> bytes | None:
        end = self._end(reader)  # 1
        start = self._start(reader)
        found: bytes | None = None
        for batch in reader.read(start, end):
            fresh = self._anchored(batch)  # 2
            events = self._apply(fresh)  # 3
            if witness is not None:
                found = next((event.hash for event in events if event.position == witness), found)
            if report is not None:
                report(self._index.progress, end)
        if not self._has_been_read:
            self._index.flush()
        self._is_anchored = self._has_been_read = True
        return found

    def _end(self, reader: LogReader) -> int:
        """Where the log ends now; an index that stays ahead of that is begun again."""
        end = reader.end_offset()
        deadline = time.monotonic() + SETTLE_S
        while end < (reached := self._index.progress.next_offset):
            if time.monotonic() > deadline:
                self.begin_again(f"is ahead of its log: it is at offset {reached} and the log ends at {end}")
                break
            time.sleep(LOOK_AGAIN_S)
            end = reader.end_offset()
        return end

    def _start(self, reader: LogReader) -> int:
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

    def _anchored(self, batch: RecordChunk) -> RecordChunk:
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
        return RecordChunk(batch.records[1:], batch.next_offset)

    def _apply(self, batch: RecordChunk) -> list[DecodedEvent]:
        before = self._index.progress
        if batch.next_offset <= before.next_offset and not batch.records:
            return []
        check = LogCheck(self._event_log.topic, self._partition, before.position, before.hash)
        events = check.check(batch.records)
        last_offset = batch.records[-1].offset if batch.records else before.last_offset
        rows = self._rows(events, batch)
        try:
            self._index.apply(rows, IndexProgress(check.position, check.hash, last_offset, batch.next_offset))
        except (VersionTwiceError, sqlite3.IntegrityError) as error:
            self._index.reload()
            raise LogCorrupted(
                self._event_log.topic,
                self._partition,
                last_offset,
                None,
                f"after position {before.position} an originator has a version that it had before ({error})",
            ) from error
        return events

    def _rows(self, events: Sequence[DecodedEvent], batch: RecordChunk) -> list[EventRow]:
        indexed = self._originators.indexed
        try:
            return [
                EventRow(e.position, indexed(e.key), e.version, e.topic, e.state, e.causation_id, e.fingerprint)
                for e in events
            ]
        except ValueError as error:
            raise LogCorrupted(
                self._event_log.topic, self._partition, batch.records[0].offset, events[0].position, str(error)
            ) from error

    def begin_again(self, reason: str) -> None:
        """Empties the index, so that the next run reads the whole log. `reason` completes "The index … "."""
        self._is_anchored = self._has_been_read = False
        self._index.begin_again(reason)
