"""The index of one partition: its events by originator and version, by position, and by the command behind them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from eventsourcing.persistence import Notification, StoredEvent

from infra.kafka.index_file import begin_again, delete_index_file, identity_of, open_index_file
from infra.kafka.index_sql import statements
from infra.kafka.log_identity import EventLog
from infra.kafka.originator_ids import IndexedId, OriginatorId, OriginatorIds

LARGEST = 2**63 - 1

# position, originator, version, topic, state, causation
EventRow = tuple[int, IndexedId, int, int, bytes, bytes | None]


class Progress(NamedTuple):
    """How far an index has come."""

    position: int
    hash: bytes
    last_offset: int
    next_offset: int


class IndexMovedError(Exception):
    """The index is not where the caller thought: another owner of the partition has brought it further."""


class PartitionIndex:
    """SQLite behind one lock. Errors of SQLite come through as `sqlite3.Error`."""

    def __init__(self, path: Path, event_log: EventLog, partition: int, originators: OriginatorIds) -> None:
        self.path = path
        self._identity = identity_of(event_log, partition, originators.name)
        self._originators = originators
        self._lock = RLock()
        self._sql = statements()
        self._open()

    # --- where it is

    @property
    def progress(self) -> Progress:
        """How far it has come, by its own account in memory."""
        return self._progress

    def reload(self) -> Progress:
        """How far it has come, by what the file says now."""
        with self._lock:
            row = self._connection.execute(self._sql["select_progress"]).fetchone()
            self._progress = Progress(*row)
            self._topics = dict(self._connection.execute(self._sql["select_topics"]))
            self._stored_topics = set(self._topics)
            return self._progress

    # --- writing

    def topic_ids(self, names: Iterable[str]) -> dict[str, int]:
        """The numbers of these topics here, for use in the rows of the next `apply`."""
        with self._lock:
            for name in names:
                if name not in self._topics:
                    self._topics[name] = len(self._topics) + 1
            return self._topics

    def apply(self, rows: Sequence[EventRow], after: Progress) -> None:
        """Adds events and moves on, wholly or not at all.

        Raises IndexMovedError when the file is no longer where this object thought it was.
        """
        before = self._progress
        with self.transaction() as connection:
            moved = connection.execute(
                self._sql["move_progress"], (*after, before.position, before.hash, before.next_offset)
            ).rowcount
            if moved != 1:
                raise IndexMovedError
            connection.executemany(
                self._sql["insert_topic"],
                [(number, name) for name, number in self._topics.items() if name not in self._stored_topics],
            )
            connection.executemany(self._sql["insert_event"], rows)
        self._progress = after
        self._stored_topics = set(self._topics)

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
        with self._lock:
            self._connection.close()

    # --- reading

    def is_taken(self, originator: IndexedId, versions: Sequence[int]) -> bool:
        """Whether one of an originator's versions is there already."""
        with self._lock:
            row = self._connection.execute(self._sql["latest_version"], (originator,)).fetchone()
            if row is None or row[0] < min(versions):
                return False
            return any(
                self._connection.execute(self._sql["has_version"], (originator, version)).fetchone()
                for version in versions
            )

    def select_events(
        self, originator_id: OriginatorId, gt: int | None, lte: int | None, desc: bool, limit: int | None
    ) -> list[StoredEvent]:
        originator = self._originators.indexed(self._originators.to_key(originator_id))
        found_id = self._originators.from_index(originator)
        statement = self._sql["select_events_descending" if desc else "select_events_ascending"]
        bounds = (originator, -1 if gt is None else gt, LARGEST if lte is None else lte, -1 if limit is None else limit)
        with self._lock:
            rows = self._connection.execute(statement, bounds).fetchall()
        return [StoredEvent(found_id, version, topic, state) for version, topic, state in rows]

    def select_notifications(
        self, first: int, last: int | None, limit: int, topics: Sequence[str]
    ) -> list[Notification]:
        """Events with first <= position <= last, at most `limit`; of some topics only, when any are given."""
        until = LARGEST if last is None else last
        with self._lock:
            if topics:
                wanted = json.dumps([self._topics[name] for name in topics if name in self._topics])
                cursor = self._connection.execute(
                    self._sql["select_notifications_of_topics"], (first, until, wanted, limit)
                )
            else:
                cursor = self._connection.execute(self._sql["select_notifications"], (first, until, limit))
            rows = cursor.fetchall()
        to_python = self._originators.from_index
        return [
            Notification(to_python(originator), version, topic, state, position)
            for position, originator, version, topic, state in rows
        ]

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

    def _open(self) -> None:
        self._connection = open_index_file(self.path, self._identity)
        self.reload()
