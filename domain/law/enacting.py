"""An act that is enacted and waits for its day: its rows are in the files without one, and configuration says from when
they hold.

Without that the rows answer nothing, and what stood before goes on. Events name the rows by their ids, which have the
day in them, so that nothing on the log depends on what is configured later.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from domain.law.all_tables import ALL_TABLES
from domain.law.other_rows import AnyTable, OtherRows, decide_by, table_with
from domain.law.table import LawRow, PendingRow

NEW_NORWEGIAN_ACT = "LOV-2026-05-22-19"
"""The collection act of Norway, in force "when the King decides"."""


def in_force_from(act: str, first_day: date) -> OtherRows:
    """The tables in which rows of ``act`` (as their column ``law`` names it) wait, with these rows from ``first_day``
    on. What is on file for the same gives way then; none when no row waits."""
    return {table: _enacted(table, act, first_day) for table in ALL_TABLES if _waiting(table, act)}


def put_in_force(act: str, first_day: date) -> None:
    """Decide by them from now on, in this process. For its start, before anything is decided; again changes nothing."""
    decide_by(in_force_from(act, first_day))


def _waiting(table: AnyTable, act: str) -> list[PendingRow]:
    return [row for row in table.pending if act in row.law]


def _enacted(table: AnyTable, act: str, first_day: date) -> AnyTable:
    waiting = _waiting(table, act)
    rows = tuple(_dated(row, first_day) for row in waiting)
    left = tuple(row for row in table.pending if row not in waiting)
    return table_with(table, rows, left)


def _dated(row: PendingRow, first_day: date) -> LawRow[Any]:
    words = {field.name: getattr(row, field.name) for field in fields(row)}
    return LawRow(valid_from=first_day, valid_to=None, **words)
