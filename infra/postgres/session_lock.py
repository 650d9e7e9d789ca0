"""One process at a time: a lock that PostgreSQL holds for a session, and lets go when the session ends or dies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.extensions import connection

WAIT_S = 5.0
"""PostgreSQL may take a moment to notice that a process that was killed is gone."""
PAUSE_S = 0.1


class LockHeld(Exception):
    """Another session holds the lock."""


@contextmanager
def session_lock(opened: connection, key: str) -> Iterator[None]:
    """Holds the lock named ``key`` on this connection. Raises LockHeld when another session keeps it."""
    deadline = time.monotonic() + WAIT_S
    while not _ask(opened, "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key):
        if time.monotonic() > deadline:
            raise LockHeld(key)
        time.sleep(PAUSE_S)
    try:
        yield
    finally:
        if not opened.closed:
            opened.rollback()
            _ask(opened, "SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


def _ask(opened: connection, statement: str, key: str) -> bool:
    with opened, opened.cursor() as cursor:
        cursor.execute(statement, (key,))
        row = cursor.fetchone()
    return bool(row and row[0])
