"""Sessions of people at a browser, and the links that open one: in a SQLite file of the home folder (0600).

Of a session's id and of a link's token, 256 random bits each, only a hash is kept. A session ends when nobody has used
it for a while, at the latest some hours after it began, and when its grantee signs out; it outlives the process. Time
is the machine's and not the business clock's, which may stand or be moved.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock

from infra.http.access.api_keys import secret_hash
from infra.http.access.grantees import AccessUnusable, Grantee, check_grantee, document_of, holding_of, read_document
from infra.runtime.clock import Clock, SystemClock

SESSIONS_FILE = "sessions.sqlite"
"""In the home, when no other place is named."""
LINK_VALID = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_WRITTEN_EVERY = timedelta(minutes=1)
"""How often it is written down that a session is used."""
_LINK = "link"
_TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
  hash TEXT PRIMARY KEY, actor_id TEXT NOT NULL, grantee TEXT NOT NULL, used_at REAL NOT NULL, ends_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS once (hash TEXT PRIMARY KEY, kept TEXT NOT NULL, ends_at REAL NOT NULL) WITHOUT ROWID;
"""


class Sessions:
    """Safe for several threads and processes. Every method raises AccessUnusable when the file cannot be used."""

    def __init__(
        self, path: Path, clock: Clock | None = None, idle: timedelta = IDLE, longest: timedelta = LONGEST
    ) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._idle, self._longest = idle, longest
        self._lock = Lock()

    def begin(self, grantee: Grantee) -> str:
        """A new session; its id is given once, here, for the cookie."""
        check_grantee(grantee)
        session_id, now = secrets.token_urlsafe(32), self._now()
        document = json.dumps(document_of(_plain(grantee)))
        row = (secret_hash(session_id), grantee.actor_id, document, now, now + self._longest.total_seconds())
        with self._opened() as opened:
            opened.execute(
                "DELETE FROM sessions WHERE ends_at <= ? OR used_at <= ?", (now, now - self._idle.total_seconds())
            )
            opened.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", row)
        return session_id

    def of(self, session_id: str) -> Grantee | None:
        """Whose it is, if it still goes on; it has been used now."""
        now = self._now()
        with self._opened() as opened:
            row = opened.execute(
                "SELECT grantee, used_at, ends_at FROM sessions WHERE hash = ?", (secret_hash(session_id),)
            ).fetchone()
            if row is None or now >= row[2] or now >= row[1] + self._idle.total_seconds():
                return None
            if now >= row[1] + _WRITTEN_EVERY.total_seconds():
                opened.execute("UPDATE sessions SET used_at = ? WHERE hash = ?", (now, secret_hash(session_id)))
        return read_document(Grantee, json.loads(row[0]))

    def end(self, session_id: str) -> None:
        """Its owner signs out."""
        with self._opened() as opened:
            opened.execute("DELETE FROM sessions WHERE hash = ?", (secret_hash(session_id),))

    def end_all_of(self, actor_id: str) -> int:
        """Sign somebody out everywhere; how many sessions that were."""
        with self._opened() as opened:
            return opened.execute("DELETE FROM sessions WHERE actor_id = ?", (actor_id,)).rowcount

    def make_link(self, grantee: Grantee, valid: timedelta = LINK_VALID) -> str:
        """A token that opens one session, once; it is given here and kept nowhere in the clear."""
        check_grantee(grantee)
        token = secrets.token_urlsafe(32)
        self.keep(_LINK, token, json.dumps(document_of(_plain(grantee))), valid)
        return token

    def keep(self, purpose: str, token: str, text: str, valid: timedelta) -> None:
        """A text that ``take`` gives once to whoever has the token, for the same purpose."""
        now = self._now()
        with self._opened() as opened:
            opened.execute("DELETE FROM once WHERE ends_at <= ?", (now,))
            row = (_hash(purpose, token), text, now + valid.total_seconds())
            opened.execute("INSERT INTO once VALUES (?, ?, ?)", row)

    def take(self, purpose: str, token: str) -> str | None:
        """What was kept under the token, which is spent now; None when there is nothing, or no more."""
        with self._opened() as opened:
            row = opened.execute(
                "DELETE FROM once WHERE hash = ? AND ends_at > ? RETURNING kept", (_hash(purpose, token), self._now())
            ).fetchone()
        return None if row is None else str(row[0])

    def link(self, token: str) -> Grantee | None:
        """For whom a link is, if it is still good. This spends nothing: programs that look at mails follow links."""
        with self._opened() as opened:
            row = opened.execute(
                "SELECT kept FROM once WHERE hash = ? AND ends_at > ?", (_hash(_LINK, token), self._now())
            ).fetchone()
        return None if row is None else read_document(Grantee, json.loads(row[0]))

    def begin_by_link(self, token: str) -> tuple[str, Grantee] | None:
        """Spend a link for a session; None when it is not good, or no more."""
        document = self.take(_LINK, token)
        if document is None:
            return None
        grantee = read_document(Grantee, json.loads(document))
        return self.begin(grantee), grantee

    def _now(self) -> float:
        return self._clock.now().timestamp()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """One transaction. The file is opened for each: that costs less than a tenth of a millisecond."""
        with self._lock:
            try:
                if not self._path.exists():
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    self._path.touch(0o600)
                with closing(sqlite3.connect(self._path, timeout=10)) as opened, opened:
                    opened.executescript(_TABLES)
                    yield opened
            except (sqlite3.Error, OSError) as error:
                raise AccessUnusable(
                    f"The sessions in {self._path} cannot be used: {error}. Nobody is let in."
                ) from None


def _hash(purpose: str, token: str) -> str:
    return secret_hash(f"{purpose} {token}")


def _plain(grantee: Grantee) -> Grantee:
    """Without what a user or a key has beside."""
    return Grantee(**holding_of(grantee))
