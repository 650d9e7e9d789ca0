"""The wrapped keys of one partition in a local SQLite file, so that a takeover does not read the whole topic.

It holds what the topic of keys holds up to an offset, and nothing else: only what was read from there is put in. It is
a cache like the index: deleted, damaged, of another log or too old, it is begun anew and everything is read again. Too
old, because the topic keeps a tombstone for a limited time: whoever has looked away for longer may have missed one.

What is deleted is overwritten (``secure_delete``) and leaves the write-ahead log with the next checkpoint, which is
made at once.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from domain.kernel.personal import Category
from domain.kernel.quick_uuid import uuid_of_bytes
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.index.index_sql import insert_rows
from infra.messages.crypto.followed_keys import Change
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.wrapping import WrappedKey
from projections.kit.named_sql import statements

FORMAT = 1
PERSONS_AT_ONCE = 256
NOT_READ_YET = 2**62  # when an empty file was last up to date: it cannot have missed anything
BUSY_TIMEOUT_S = 30.0  # an owner that is just being replaced may still have the file open

_SQL = statements("infra.messages.crypto", "key_cache.sql")

log = logging.getLogger(__name__)


class KeyCache:
    """For use by one thread."""

    def __init__(self, path: Path, identity: str, tombstones_kept_ms: int) -> None:
        """``identity`` says of which partition of which log the keys are."""
        self.path = path
        self._identity = f"{FORMAT} {identity}"
        self._kept_ms = tombstones_kept_ms
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self.begin_anew(f"is damaged ({error})")

    def next_offset(self, now_ms: int) -> int:
        """Where to read on; the beginning, with nothing in it, when tombstones may have been missed."""
        ((offset, seen_at_ms),) = self._rows(_SQL["progress"])
        if now_ms - seen_at_ms > self._kept_ms // 2:
            self.begin_anew("has not been kept up to date for too long")
            return 0
        return int(offset)

    def apply(self, changes: Sequence[Change], offsets: tuple[int, int], now_ms: int) -> bool:
        """What the topic says, in its order, from one offset up to another: all of it or nothing.

        False, and nothing, when the file is not at the first offset: another owner of the partition has moved it.
        Raises LogUnavailable when the file is damaged.
        """
        latest = dict(changes)
        gone = [(owner.person.bytes, owner.category) for owner, key in latest.items() if key is None]
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if not self._connection.execute(_SQL["advance"], (offsets[1], now_ms, offsets[0])).rowcount:
                self._connection.execute("ROLLBACK")
                return False
            rows = sorted(_row(key) for key in latest.values() if key is not None)  # a page of the file is met once
            insert_rows(self._connection, _SQL["put"], rows)
            self._connection.executemany(_SQL["delete"], gone)
            self._connection.execute("COMMIT")
        except BaseException as error:
            if type(error) is sqlite3.DatabaseError:
                raise self._damaged(error) from error
            self._connection.execute("ROLLBACK")
            raise
        if gone:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    def find(self, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey]:
        """The keys of these owners, of those that have one. Raises LogUnavailable when the file is damaged."""
        persons = list({owner.person.bytes for owner in owners})
        found: dict[Owner, WrappedKey] = {}
        for first in range(0, len(persons), PERSONS_AT_ONCE):
            some = persons[first : first + PERSONS_AT_ONCE]
            size = 1 if len(some) == 1 else PERSONS_AT_ONCE  # two numbers only, so that SQLite keeps the statements
            some += [some[0]] * (size - len(some))
            for row in self._rows(_SQL["find"].replace("(?)", f"({', '.join('?' * size)})"), some):
                key = _key(row)
                found[Owner(key.person, key.category)] = key
        return found

    def a_wrapping_key(self) -> list[str]:
        """One of the wrapping keys under which these keys stand, if there is any key."""
        return [name for (name,) in self._rows(_SQL["a_wrapping_key"])]

    def _rows(self, statement: str, values: Sequence[bytes] = ()) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # one of its kinds: no room, no file, …
                raise
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.DatabaseError) -> LogUnavailable:
        """Ends this ownership: what is missing here must not be made a second time. The next one reads it all again."""
        self.begin_anew(f"is damaged ({error})")
        return LogUnavailable(f"The cache of keys {self.path} was damaged. It is read again from the topic.")

    def begin_anew(self, reason: str) -> None:
        """Forget everything. ``reason`` completes the sentence "The cache of keys … "."""
        log.warning("The cache of keys %s %s. It is emptied and read again from the topic.", self.path, reason)
        self._connection.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self._open()

    @staticmethod
    def peek(path: Path, owners: Collection[Owner]) -> list[Owner]:
        """Which of these owners have a key in a file that another process may be using; nothing is changed in it."""
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)
        try:
            persons = [owner.person.bytes for owner in owners]
            marks = f"({', '.join('?' * len(persons))})"
            found = {_key(row) for row in connection.execute(_SQL["find"].replace("(?)", marks), persons)}
        finally:
            connection.close()
        return [owner for owner in owners if owner in {(key.person, key.category) for key in found}]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        self._connection = connection
        self.path.chmod(0o600)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            self._create()
        elif "identity" not in tables or connection.execute(_SQL["identity"]).fetchall() != [(self._identity,)]:
            self.begin_anew("is of another log, or of an older version of this program")
        return self._connection

    def _create(self) -> None:
        self._connection.executescript(f"BEGIN;\n{_SQL['tables']};")
        self._connection.execute(_SQL["set_identity"], (self._identity,))
        self._connection.execute(_SQL["begin_progress"], (NOT_READ_YET,))
        self._connection.execute("COMMIT")


def _row(key: WrappedKey) -> tuple[bytes, str, bytes, str, bytes]:
    return key.person.bytes, key.category, key.key_id.bytes, key.wrapping_key, key.wrapped


def _key(row: tuple[bytes, Category, bytes, str, bytes]) -> WrappedKey:
    person, category, key_id, wrapping_key, wrapped = row
    return WrappedKey(uuid_of_bytes(key_id), uuid_of_bytes(person), category, wrapping_key, wrapped)
