"""Rows that stand in a statement arrive as those do that are copied, whatever is in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from psycopg2.extensions import connection

from projections.kit import staged_rows
from projections.kit.binary_copy import BOOL, ID, INSTANT, INT4, INT8, OPTIONAL_DAY, OPTIONAL_ID, TEXT, WORD
from projections.kit.staged_rows import StagedRows

STAGING = """CREATE TEMPORARY TABLE IF NOT EXISTS staged_thing (
    id uuid, partition integer, position bigint, is_new boolean, at timestamptz,
    text text, word text, day date, other uuid
) ON COMMIT DELETE ROWS;"""
THINGS = StagedRows(
    STAGING, "staged_thing",
    id=ID, partition=INT4, position=INT8, is_new=BOOL, at=INSTANT,
    text=TEXT, word=WORD, day=OPTIONAL_DAY, other=OPTIONAL_ID,
)  # fmt: skip
COUNTED = "INSERT INTO kept SELECT * FROM staged_thing AS staged"
ROWS: list[tuple[Any, ...]] = [
    (UUID(int=0), 0, -(2**63), False, datetime(1, 1, 2, tzinfo=UTC), "", None, None, None),
    (UUID(int=2**128 - 1), 2**31 - 1, 2**63 - 1, True, datetime(9999, 12, 30, 23, 59, 59, 999999, UTC),
     "Åsa's \"100 %\"\\n\n\t{%s} $1 🙂 \x01\x7f\u2028", "%(rows)s", date(1, 1, 1), UUID(int=7)),
    (UUID(int=1), -1, 0, True, datetime(2026, 10, 25, 0, 30, 0, 1, UTC), "null", "true", date(9999, 12, 31), None),
]  # fmt: skip


def kept(opened: connection, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What a statement finds, run twice as two batches run it."""
    with opened, opened.cursor() as cursor:
        cursor.execute(STAGING)
        cursor.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept (LIKE staged_thing)")
    for _ in range(2):
        with opened, opened.cursor() as cursor:
            assert THINGS.stage(cursor, rows).execute(COUNTED) == len(rows)
    with opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT id::text, partition, position, is_new, at::text, text, word, day::text, other::text FROM kept"
        )
        return cursor.fetchall()


def test_few_rows_arrive_as_many_do(database: connection, monkeypatch: pytest.MonkeyPatch) -> None:
    few = kept(database, ROWS)
    monkeypatch.setattr(staged_rows, "FEW_ROWS", 0)
    assert few == kept(database, ROWS)
    assert len(few) == 2 * len(ROWS)


@pytest.mark.parametrize("few", [0, 50])
def test_a_text_that_no_column_holds_is_the_rows_fault_either_way(
    few: int, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged_rows, "FEW_ROWS", few)
    damaged = (*ROWS[0][:5], "\x00", *ROWS[0][6:])
    with pytest.raises(psycopg2.DataError):
        kept(database, [damaged])
    database.rollback()
