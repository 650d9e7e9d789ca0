"""The index's SQL, kept in its own files and read by name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

_VALUES = re.compile(r"VALUES (\([?, ]+\))")
_STATEMENT = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)

# How many keys are asked for in one statement: two numbers only, so that SQLite can keep the statements.
FEW, MANY = 4, 256
# How many rows go into one INSERT, likewise: as many as there still are of the largest of these.
ROWS_AT_ONCE = (512, 64, 8, 1)


@cache
def schema() -> str:
    return _text("index_schema.sql")


@cache
def statements() -> dict[str, str]:
    """The statements of `index_queries.sql` by their names."""
    return {name: body.strip().rstrip(";") for name, body in _STATEMENT.findall(_text("index_queries.sql"))}


def select_for_keys(connection: sqlite3.Connection, name: str, keys: Collection[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement with `IN (?)` for many keys: a fifth of the time of one query for each."""
    wanted = list(keys)
    for first in range(0, len(wanted), MANY):
        some = wanted[first : first + MANY]
        size = FEW if len(some) <= FEW else MANY
        some += [some[0]] * (size - len(some))
        yield from connection.execute(_for_keys(name, size), some)


def insert_rows(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Rows by an `INSERT … VALUES (?, …)`, many in one statement.

    The sqlite3 module lets other threads run while a statement does, and then waits for its turn again: `executemany`
    waits for each row, which takes a hundred times as long as the row when two other threads are busy.
    """
    if not rows:
        return
    rows_max = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(rows[0])
    begin = 0
    for size in ROWS_AT_ONCE:
        while size <= min(rows_max, len(rows) - begin):
            some = rows[begin : begin + size]
            connection.execute(_for_rows(statement, size), list(chain.from_iterable(some)))
            begin += size


@cache
def _for_rows(statement: str, size: int) -> str:
    return _VALUES.sub(lambda found: "VALUES " + ", ".join([found[1]] * size), statement, count=1)


@cache
def _for_keys(name: str, size: int) -> str:
    return statements()[name].replace("(?)", f"({', '.join('?' * size)})")


def _text(name: str) -> str:
    return files("infra.eventlog.index").joinpath(name).read_text(encoding="utf-8")
