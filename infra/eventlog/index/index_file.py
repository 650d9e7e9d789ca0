"""The file of an index: opened if it belongs to this log, begun again if it does not or is damaged.

The index is a cache, so there is never a reason to refuse to start because of it: it is emptied, with the reason in
the log, and read again from Kafka. It is emptied in place where that is possible, because another process that is
just being replaced may still have the file open.

`synchronous=NORMAL` and not `OFF`: with a write-ahead log it syncs at checkpoints only, so it costs next to
nothing, and after a power cut the file is consistent. It may then lack the last transactions, which are read again
from Kafka; with `OFF` it could hold wrong pages and answer wrongly.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.index_sql import schema, statements
from infra.eventlog.records.chain import HASH_DIGITS, genesis

FORMAT = 3
CHECKPOINT_PAGES = 4_000  # 16 MB between syncs
# Each partition has one. Four times as much saves nothing (measured at 250,000 events: 33 against 30 µs for an event):
# the sorted writes touch a page once, and the system keeps the file's pages anyway.
CACHE_KIB = 16 * 1024
BUSY_TIMEOUT_S = 30.0

log = logging.getLogger(__name__)

Identity = tuple[int, str, str, str, str, int, str]


def identity_of(event_log: EventLog, partition: int, originators: str) -> Identity:
    """What an index must say about itself to be this partition's."""
    return (
        FORMAT,
        event_log.log_id,
        event_log.cluster_id,
        event_log.topic,
        event_log.topic_id,
        partition,
        originators,
    )


def index_path(folder: Path, event_log: EventLog, partition: int) -> Path:
    """Where a partition's index is."""
    return folder / f"{event_log.topic}-{partition}.sqlite"


def open_index_file(path: Path, identity: Identity) -> sqlite3.Connection:
    """A connection to the index in `path`, empty if what was there is of no use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = _connect(path)
        reason = _reason_to_begin_again(connection, path, identity)
        if reason is not None:
            begin_again(connection, path, identity, reason)
        return connection
    except sqlite3.DatabaseError as error:
        with suppress(UnboundLocalError, sqlite3.Error):
            connection.close()
        log.warning("The index %s is damaged (%s). It is deleted and read again from the log.", path, error)
        delete_index_file(path)
        connection = _connect(path)
        _create(connection, identity)
        return connection


def begin_again(connection: sqlite3.Connection, path: Path, identity: Identity, reason: str) -> None:
    """Empties an index in place. `reason` completes the sentence "The index … "; empty for a new file."""
    if reason:
        log.warning("The index %s %s. It is emptied and read again from the log.", path, reason)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        connection.execute(f'DROP TABLE "{table}"')
    connection.execute("COMMIT")
    _create(connection, identity)


def problem_of(path: Path, identity: Identity) -> str:
    """Why the index in a file is of no use, to complete "The snapshot … "; empty when it is. Raises sqlite3.Error."""
    with closing(_connect(path)) as connection:
        reason = _reason_to_begin_again(connection, path, identity)
    return "is empty" if reason == "" else reason or ""


def identity_found(connection: sqlite3.Connection) -> Identity:
    """What an index says that it is of."""
    found: Identity = connection.execute(statements()["select_identity"]).fetchone()
    return found


def delete_index_file(path: Path) -> None:
    """Removes the file and what SQLite keeps beside it."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=128
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def _create(connection: sqlite3.Connection, identity: Identity) -> None:
    _, log_id, _, _, _, partition, _ = identity
    connection.execute("BEGIN IMMEDIATE")
    for statement in schema().split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(statements()["insert_identity"], identity)
    connection.execute(statements()["insert_progress"], (genesis(log_id, partition),))
    connection.execute("COMMIT")


def _reason_to_begin_again(connection: sqlite3.Connection, path: Path, identity: Identity) -> str | None:
    """Why the file cannot be used as it is: "" when it is new, None when it can."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'identity'").fetchone():
        return ""
    found = connection.execute(statements()["select_identity"]).fetchall()
    if found != [identity]:
        return f"belongs to another log: it is of {found}, this is {identity}"
    _check_length(connection, path)
    return _inconsistency(connection)


def _check_length(connection: sqlite3.Connection, path: Path) -> None:
    """A file that lost its end answers until somebody asks for a page that is gone; find out now."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    page_size = connection.execute("PRAGMA page_size").fetchone()[0]
    if not busy and path.stat().st_size < pages * page_size:
        raise sqlite3.DatabaseError(f"the file has {path.stat().st_size} bytes, not {pages * page_size}")


def _inconsistency(connection: sqlite3.Connection) -> str | None:
    position, hash_, last_offset, next_offset = connection.execute(statements()["select_progress"]).fetchone()
    last = connection.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0]
    if last != position:
        return f"is inconsistent: its last event is {last}, its progress says {position}"
    if len(hash_) != HASH_DIGITS or next_offset <= last_offset:
        return "is inconsistent: its progress makes no sense"
    return None
