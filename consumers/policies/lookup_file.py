"""The SQLite file of one policy: what it remembers, and how far it has read, in the same transactions.

It is a cache of the log: deleted, damaged, of another log or of an older definition of the policy, it is begun anew
and everything is read again. ``synchronous=NORMAL`` with a write-ahead log survives a crash of the process whole, and
a power cut with the last transactions undone, which are then repeated.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from consumers.policies.policy import Lookup, Policy
from infra.eventlog.admin.log_identity import EventLog
from infra.runtime.settings_error import SettingsError
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "bookkeeping.sql")

HANDOVER_TIMEOUT_S = 20.0
"""How long a process waits for the one before it, which is being stopped, to let go of the file."""

log = logging.getLogger(__name__)


class PolicyRunsAlready(SettingsError):
    """Another process has the file: two that fold the same events into one file would fold them twice."""

    def __init__(self, policy: str, path: Path) -> None:
        wanted = (
            f"a folder with which no other process runs the policy {policy} (one has {path} open): stop that one "
            "first, or give this one a folder of its own"
        )
        super().__init__("CASELEDGER_HOME", str(path.parents[2]), wanted)


def identity_of(policy: Policy, event_log: EventLog) -> str:
    """What the file must say that it is of; anything else makes it useless."""
    shape = [_SQL["tables"], policy.tables, *sorted(event.TOPIC for event in policy.handled)]
    digest = sha256("\n".join(shape).encode()).hexdigest()
    return f"{policy.name} {policy.definition} {digest} {event_log.log_id} {event_log.cluster_id} {event_log.topic_id}"


class LookupFile:
    """An open file, locked against every other process. For use by one thread."""

    def __init__(self, path: Path, policy: Policy, event_log: EventLog) -> None:
        self._path = path
        self._tables = policy.tables
        self._saved: dict[int, int] = {}
        self._saved_replies: dict[int, int] = {}
        self._identity = identity_of(policy, event_log)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self.lookup = self._open()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise PolicyRunsAlready(policy.name, path) from error
            raise
        except sqlite3.DatabaseError as error:
            self.begin_anew(f"is damaged ({error})")

    @contextmanager
    def transaction(self) -> Iterator[Lookup]:
        """All or nothing. A file that turns out to be damaged is deleted, so that the next start begins anew."""
        try:
            self.lookup.execute("BEGIN IMMEDIATE")
            yield self.lookup
            self.lookup.execute("COMMIT")
        except BaseException as error:
            if type(error) is sqlite3.DatabaseError:  # not one of its kinds: the file's pages make no sense
                self._discard(f"is damaged ({error})")
            elif self.lookup.in_transaction:
                self.lookup.execute("ROLLBACK")
            raise

    def next_offsets(self) -> dict[int, int]:
        """Where to read on, by partition; none for one that was never read."""
        return dict(self.lookup.execute(_SQL["progress"]))

    def advance(self, next_offsets: Mapping[int, int]) -> None:
        """Note how far has been read."""
        moved = next_offsets.items() - self._saved.items()  # at rest nothing moves, and nothing is written
        rows = [{"partition": partition, "next_offset": offset} for partition, offset in moved]
        self.lookup.executemany(_SQL["advance"], rows)
        self._saved = dict(next_offsets)

    def reply_offsets(self) -> dict[int, int]:
        """Where to read on in the replies, by partition; none for one that was never read."""
        return dict(self.lookup.execute(_SQL["reply_progress"]))

    def advance_replies(self, next_offsets: Mapping[int, int]) -> None:
        """Note how far the replies have been read."""
        moved = next_offsets.items() - self._saved_replies.items()
        rows = [{"partition": partition, "next_offset": offset} for partition, offset in moved]
        self.lookup.executemany(_SQL["advance_replies"], rows)
        self._saved_replies = dict(next_offsets)

    def begin_anew(self, reason: str) -> None:
        """Delete everything that is remembered. ``reason`` completes the sentence "<the file> … "."""
        self._discard(reason)
        self.lookup = self._open()

    def close(self) -> None:
        """Let go of the file."""
        self.lookup.close()

    def _open(self) -> sqlite3.Connection:
        self.lookup = sqlite3.connect(self._path, timeout=HANDOVER_TIMEOUT_S, isolation_level=None)
        self._path.chmod(0o600)
        self.lookup.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.lookup.execute("PRAGMA journal_mode = WAL")
        self.lookup.execute("PRAGMA synchronous = NORMAL")
        self.lookup.execute("PRAGMA secure_delete = ON")  # what is forgotten does not stay in a free page
        self.lookup.execute("BEGIN IMMEDIATE")  # takes the lock, which is then kept until the file is closed
        self.lookup.execute("COMMIT")
        tables = {name for (name,) in self.lookup.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            self._create()
        elif "identity" not in tables or self.lookup.execute(_SQL["find_identity"]).fetchall() != [(self._identity,)]:
            self.begin_anew("is of another log, or of an older definition of the policy")
        return self.lookup

    def _create(self) -> None:
        self.lookup.executescript(f"BEGIN;\n{_SQL['tables']};\n{self._tables};")
        self.lookup.execute(_SQL["set_identity"], {"text": self._identity})
        self.lookup.execute("COMMIT")

    def _discard(self, reason: str) -> None:
        log.warning("%s %s; it is deleted, and everything is read again from the log", self._path, reason)
        self.lookup.close()
        for name in (self._path, *(self._path.with_name(self._path.name + end) for end in ("-wal", "-shm"))):
            name.unlink(missing_ok=True)
        self._saved, self._saved_replies = {}, {}
