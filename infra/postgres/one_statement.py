"""One statement as a transaction by itself: asked and answered at once.

psycopg2 sends the beginning and the end of a transaction by themselves, which makes three questions of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg2
from psycopg2.extensions import connection, cursor


@contextmanager
def one_statement(opened: connection) -> Iterator[cursor]:
    """A cursor for one statement. Raises psycopg2.ProgrammingError within a transaction of the connection's."""
    opened.autocommit = True
    try:
        with opened.cursor() as cursor:
            yield cursor
    finally:
        with suppress(psycopg2.InterfaceError):  # the connection is gone, and what said so is on its way up
            opened.autocommit = False
