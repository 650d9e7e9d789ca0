"""The index of one partition: its events by originator and version, by position, and by the command behind them.

What was applied last is in memory (`recent_events`), the rest in a file (`index_file`); readers see both as one, and
nothing that another process has put into the file since this one looked.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from eventsourcing.persistence import Notification, StoredEvent

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.index_file import begin_again, delete_index_file, identity_of, open_index_file
from infra.eventlog.index.index_sql import insert_rows, select_for_keys, statements
from infra.eventlog.index.recent_events import EventRow, RecentEvents
from infra.eventlog.records.originator_ids import IndexedId, OriginatorId, OriginatorIds

LARGEST = 2**63 - 1
# Events that may wait in memory, and how long: more make the file cheaper to write, and a restart longer.
RECENT_EVENTS_MAX = 5_000
RECENT_S_MAX = 2.0
LATEST_VERSIONS_MAX = 50_000  # originators whose latest version is kept in memory


class IndexProgress(NamedTuple):
    """How far an index has come."""

    position: int
    hash: bytes
    last_offset: int
    next_offset: int


class LastCaused(NamedTuple):
    """The last event of a command, and what the command asked, in short."""

    originator_id: OriginatorId
    version: int
    position: int
    fingerprint: bytes | None
    topic: str
    state: bytes


class IndexMovedError(Exception):
    """The file is not where this object left it: another owner of the partition has brought it further."""


class PartitionIndex:
    """For use by any thread. Errors of SQLite come through as `sqlite3.Error`."""

    def __init__(self, path: Path, event_log: EventLog, partition: int, originators: OriginatorIds) -> None:
        self.path = path
        self._identity = identity_of(event_log, partition, originators.name)
        self._originators = originators
        self._lock = RLock()
        self._sql = statements()
        self._recent = RecentEvents()
        self._latest: dict[IndexedId, int] = {}
        self._flushed_at = time.monotonic()
        self._progress = self._stored = IndexProgress(0, b"", -1, 0)
        self._topics: dict[str, int] = {}
        self._connection = self._open()

    @property
    def progress(self) -> IndexProgress:
        """How far it has come, with what is in memory."""
        return self._progress

    # --- writing

    def apply(self, rows: Sequence[EventRow], after: IndexProgress) -> None:
        """Adds the events that come next, and now and then writes the file.

        Raises VersionTwiceError, when nothing was added; IndexMovedError or sqlite3.Error, when the file could not be
        written: then the events are still in memory, and the next `flush` tries again.
        """
        with self._lock:
            self._recent.add(rows)
            for row in rows:
                if self._latest.get(row.originator, row.version) < row.version:
                    self._latest[row.originator] = row.version
            self._progress = after
            if self.is_due:
                self.flush()

    @property
    def is_due(self) -> bool:
        """Whether so much is in memory that the file should be written."""
        waited_s = time.monotonic() - self._flushed_at
        return len(self._recent) >= RECENT_EVENTS_MAX or (len(self._recent) > 0 and waited_s > RECENT_S_MAX)

    def flush(self) -> None:
        """Writes what is in memory into the file, wholly or not at all. Raises IndexMovedError, sqlite3.Error."""
        with self._lock:
            if self._progress == self._stored:
                return
            before = self._stored
            with self.transaction() as connection:
                moved = connection.execute(
                    self._sql["move_progress"], (*self._progress, before.position, before.hash, before.next_offset)
                ).rowcount
                if moved != 1:
                    raise IndexMovedError
                self._insert(connection)
            self._stored = self._progress
            self._flushed_at = time.monotonic()
            self._recent.clear()

    def reload(self) -> None:
        """Forgets what is in memory and goes by the file, which another process may have moved."""
        with self._lock:
            self._recent.clear()
            self._latest.clear()
            row = self._connection.execute(self._sql["select_progress"]).fetchone()
            self._progress = self._stored = IndexProgress(*row)
            self._topics = dict(self._connection.execute(self._sql["select_topics"]))

    def begin_again(self, reason: str) -> None:
        """Empties it. `reason` completes the sentence "The index … "."""
        with self._lock:
            try:
                begin_again(self._connection, self.path, self._identity, reason)
                self.reload()
            except sqlite3.DatabaseError:
                self._connection.close()
                delete_index_file(self.path)
                self._open()

    def close(self) -> None:
        """Writes the file, if it can, and closes it."""
        with self._lock:
            with suppress(sqlite3.Error, IndexMovedError):
                self.flush()
            self._connection.close()

    # --- reading

    def latest_versions(self, originators: Collection[IndexedId]) -> dict[IndexedId, int]:
        """The latest version of each originator, -1 for one without events."""
        with self._lock:
            latest = self._latest
            unknown = [originator for originator in originators if originator not in latest]
            if unknown:
                if len(latest) + len(unknown) > LATEST_VERSIONS_MAX:
                    latest.clear()
                    unknown = list(originators)
                stored = dict(select_for_keys(self._connection, "latest_versions", unknown))
                for originator in unknown:
                    latest[originator] = max(stored.get(originator, -1), self._recent.latest_version(originator))
            return {originator: latest[originator] for originator in originators}

    def has_version(self, originator: IndexedId, version: int) -> bool:
        """Whether an originator has an event of this version."""
        with self._lock:
            if self._recent.has_version(originator, version):
                return True
            return self._connection.execute(self._sql["has_version"], (originator, version)).fetchone() is not None

    def select_events(
        self, originator_id: OriginatorId, gt: int | None, lte: int | None, desc: bool, limit: int | None
    ) -> list[StoredEvent]:
        originator = self._originators.indexed(self._originators.to_key(originator_id))
        found_id = self._originators.from_index(originator)
        statement = self._sql["select_events_descending" if desc else "select_events_ascending"]
        above, until = -1 if gt is None else gt, LARGEST if lte is None else lte
        with self._lock:
            bounds = (originator, above, until, self._stored.position, -1 if limit is None else limit)
            rows = self._connection.execute(statement, bounds).fetchall()
            recent = self._recent.of_originator(originator, above, until)
        if recent:
            rows += [(row.version, row.topic, row.state) for row in recent]
            rows.sort(key=lambda row: row[0], reverse=desc)
            rows = rows[:limit]
        return [StoredEvent(found_id, version, topic, state) for version, topic, state in rows]

    def select_events_of(self, originators: Collection[IndexedId]) -> dict[IndexedId, list[StoredEvent]]:
        """All events of each of these that has any, in their order: in one look for all of them."""
        found: dict[IndexedId, list[StoredEvent]] = {}
        to_python = self._originators.from_index
        with self._lock:
            until = self._stored.position
            for originator, version, position, *content in select_for_keys(
                self._connection, "select_events_of", originators
            ):
                if position <= until:
                    event = StoredEvent(to_python(originator), version, *content)
                    found.setdefault(originator, []).append(event)
            for originator in originators:
                recent = sorted(self._recent.of_originator(originator, -1, LARGEST), key=lambda row: row.version)
                events = [StoredEvent(to_python(originator), row.version, row.topic, row.state) for row in recent]
                if events:
                    found.setdefault(originator, []).extend(events)
        return found

    def select_notifications(
        self, first: int, last: int | None, limit: int, topics: Sequence[str]
    ) -> list[Notification]:
        """Events with first <= position <= last, at most `limit`; of some topics only, when any are given."""
        until = LARGEST if last is None else last
        with self._lock:
            rows: list[tuple[int, IndexedId, int, str, bytes]] = []
            if first <= self._stored.position:
                rows = self._select_stored(first, min(until, self._stored.position), limit, topics)
            rows += [row[:5] for row in self._recent.between(first, until, topics, limit - len(rows))]
        to_python = self._originators.from_index
        return [
            Notification(to_python(originator), version, topic, state, position)
            for position, originator, version, topic, state in rows
        ]

    def last_caused_by(self, causation_ids: Collection[bytes]) -> dict[bytes, LastCaused]:
        """The last event of each of these commands that caused any."""
        found: dict[bytes, LastCaused] = {}
        to_python = self._originators.from_index
        with self._lock:
            for causation_id, originator, *told in select_for_keys(self._connection, "last_caused", causation_ids):
                found[causation_id] = LastCaused(to_python(originator), *told)
            for causation_id in causation_ids:
                if row := self._recent.last_caused_by(causation_id):
                    found[causation_id] = LastCaused(
                        to_python(row.originator), row.version, row.position, row.fingerprint, row.topic, row.state
                    )
        return found

    # --- for what else is kept in the same file

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection inside a transaction that is committed at the end, or rolled back by an exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, while no other thread uses it."""
        with self._lock:
            yield self._connection

    # --- inside

    def _open(self) -> sqlite3.Connection:
        self._connection = open_index_file(self.path, self._identity)
        self.reload()
        return self._connection

    def _insert(self, connection: sqlite3.Connection) -> None:
        rows = self._recent.rows
        new = {row.topic for row in rows} - self._topics.keys()
        numbers = {**self._topics, **{name: len(self._topics) + n for n, name in enumerate(sorted(new), 1)}}
        insert_rows(connection, self._sql["insert_topic"], [(numbers[name], name) for name in new])
        insert_rows(
            connection,
            self._sql["insert_event"],
            [
                (position, originator, version, numbers[topic], state)
                for position, originator, version, topic, state, _, _ in rows
            ],
        )
        insert_rows(
            connection,
            self._sql["insert_version"],
            sorted((row.originator, row.version, row.position) for row in rows),
        )
        insert_rows(
            connection,
            self._sql["insert_causation"],
            sorted((row.causation_id, row.position, row.fingerprint) for row in rows if row.causation_id is not None),
        )
        self._topics = numbers

    def _select_stored(
        self, first: int, last: int, limit: int, topics: Sequence[str]
    ) -> list[tuple[int, IndexedId, int, str, bytes]]:
        if topics:
            name, wanted = "select_notifications_of_topics", (first, last, json.dumps(list(topics)), limit)
            return self._connection.execute(self._sql[name], wanted).fetchall()
        return self._connection.execute(self._sql["select_notifications"], (first, last, limit)).fetchall()
