"""One process at a time: a lock that PostgreSQL holds for a session, and lets go when the session ends or dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.extensions import connection


class LockHeld(Exception):
    """Another session holds the lock."""


@contextmanager
def session_lock(opened: connection, key: str) -> Iterator[None]:
    """Holds the lock named ``key`` on this connection. Raises LockHeld at once when another session has it."""
    if not _ask(opened, "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key):
        raise LockHeld(key)
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
