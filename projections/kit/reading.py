"""Asking the read models: named statements, and rows as frozen dataclasses.

A query neither begins nor ends a transaction, so several can share a snapshot (``infra.postgres.progress.answer``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from psycopg2.extensions import connection
from psycopg2.extras import register_uuid

Row = TypeVar("Row")


def ask(opened: connection, statement: str, parameters: Mapping[str, object], row: type[Row]) -> list[Row]:
    """The rows of a statement, its columns in the order of the fields of ``row``."""
    with opened.cursor() as cursor:
        register_uuid(conn_or_curs=cursor)  # type: ignore[no-untyped-call]
        cursor.execute(statement, parameters)
        return [row(*values) for values in cursor]
