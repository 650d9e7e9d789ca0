"""Statements that a session runs again and again: read and planned once, and not for each batch.

Most batches are small, and then planning a statement takes longer than running it. PostgreSQL plans one anew by itself
when the search path leads to another build, or a table has changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from psycopg2.extensions import connection, cursor

_PLACE = re.compile(r"%\((\w+)\)s")
_prepared: WeakKeyDictionary[connection, dict[str, str]] = WeakKeyDictionary()


def execute_prepared(cursor: cursor, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
    """Run a statement. Of each parameter, given as ``%(name)s``, it says the type where its place does not."""
    names = _prepared.setdefault(cursor.connection, {})
    numbered, given = _parts(statement)
    name = names.get(statement)
    if name is None:
        name = f"folding_{len(names)}"
        cursor.execute(f"PREPARE {name} AS {numbered}")
        names[statement] = name
    cursor.execute(f"EXECUTE {name}{given}", parameters)


@cache
def _parts(statement: str) -> tuple[str, str]:
    """The statement with its parameters numbered, and how they are given to it."""
    places = list(dict.fromkeys(_PLACE.findall(statement)))
    numbered = _PLACE.sub(lambda found: f"${places.index(found[1]) + 1}", statement)
    return numbered, f"({', '.join(f'%({place})s' for place in places)})" if places else ""
