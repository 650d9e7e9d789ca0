"""Rows on their way into a model's tables, by statements that find them in a table ``staged_…``.

Many are copied into the temporary table of that name. Few stand in the statement itself, under the same name: to empty
a temporary table when the transaction ends means to shorten files, which takes milliseconds where folding takes a
tenth of one; and nothing is emptied in a transaction that touched none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from psycopg2.extensions import cursor

from projections.kit.binary_copy import CopyColumn, CopyRows
from projections.kit.prepared import execute_prepared

FEW_ROWS = 50
_TABLE = re.compile(r"CREATE TEMPORARY TABLE IF NOT EXISTS (\w+) \((.*?)\) ON COMMIT", re.DOTALL)


class StagedRows:
    """Rows of one table of ``staging``, the SQL that creates a model's staging tables."""

    def __init__(self, staging: str, table: str, **columns: CopyColumn) -> None:
        self._rows = CopyRows(table, **columns)
        definitions = dict(_TABLE.findall(staging))
        self._given = (
            f"WITH {table} AS (SELECT * FROM json_to_recordset(%(rows)s::json) AS given ({definitions[table]}))\n"
        )

    def stage(self, cursor: cursor, rows: Iterable[tuple[Any, ...]]) -> Staged:
        """Make these rows known to statements that are run next, within the transaction."""
        values = list(rows)
        if len(values) > FEW_ROWS:
            self._rows.copy(cursor, values)
            return Staged(cursor)
        named = [dict(zip(self._rows.columns, row, strict=True)) for row in values]
        return Staged(cursor, self._given, {"rows": json.dumps(named, default=_text_of)})


class Staged:
    """Rows that statements find in their staging table."""

    def __init__(self, cursor: cursor, before: str = "", given: dict[str, str] | None = None) -> None:
        self._cursor, self._before, self._given = cursor, before, given

    def execute(self, statement: str) -> int:
        """Run a statement; returns how many rows it changed."""
        if self._given is None:
            self._cursor.execute(statement)
        else:
            execute_prepared(self._cursor, self._before + statement, self._given)
        return self._cursor.rowcount


def _text_of(value: object) -> str:
    """An id, a day or an instant as PostgreSQL reads it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no column holds a {type(value).__name__}")
