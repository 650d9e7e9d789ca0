"""Deciding by other rows for a while: what a simulation asks. The rows on file are never changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from domain.law.all_tables import ALL_TABLES
from domain.law.file import LawFile, LawFileError
from domain.law.table import AmbiguousRowsError, LawRow, RuleTable

AnyTable = RuleTable[Any]
AnyRow = LawRow[Any]
OtherRows = Mapping[AnyTable, AnyTable]
"""For each table that is changed, the table as it would be."""
_DAY = timedelta(days=1)


def other_rows(path: Path) -> dict[AnyTable, AnyTable]:
    """The tables that a file of changed rows (the columns of the law files) changes, as they would be.

    A row with the id of one on file takes its place. Any other holds from its first to its last day, and what is on
    file for the same jurisdiction, rule and scope gives way on these days. Raises LawFileError, UnicodeDecodeError.
    """
    file = LawFile(path)
    by_rule = {table.rule: table for table in ALL_TABLES}
    changed: dict[AnyTable, AnyTable] = {}
    for rule in file.rules:
        if rule not in by_rule:
            raise LawFileError(f"{path.name}: no decision knows a rule called {rule!r}")
        table = by_rule[rule]
        changed[table] = _with(table, file.table(rule, table.kind, table.what), path.name)
    if not changed:
        raise LawFileError(f"{path.name}: it has no row")
    return changed


def _with(table: AnyTable, new: AnyTable, name: str) -> AnyTable:
    rows = [*table.rows]
    for row in new.rows:
        rows = [part for old in rows for part in _giving_way(old, row)]
    try:
        return RuleTable(table.rule, table.what, (*rows, *new.rows), table.pending, table.kind)
    except AmbiguousRowsError as error:
        raise LawFileError(f"{name}: {error}") from None


def _giving_way(old: AnyRow, new: AnyRow) -> Iterator[AnyRow]:
    """What is left of a row on file beside the new one: before its first day, and after its last."""
    is_of_the_same = (old.jurisdiction, old.scope) == (new.jurisdiction, new.scope)
    if not is_of_the_same or (new.valid_to and new.valid_to < old.valid_from) or _ended_before(old, new):
        yield old
        return
    if old.valid_from < new.valid_from:
        yield replace(old, valid_to=new.valid_from - _DAY)
    if old.valid_from != new.valid_from and new.valid_to and (old.valid_to is None or new.valid_to < old.valid_to):
        yield replace(old, valid_from=new.valid_to + _DAY)


def _ended_before(old: AnyRow, new: AnyRow) -> bool:
    return old.valid_to is not None and old.valid_to < new.valid_from


@contextmanager
def deciding_by(changed: OtherRows) -> Iterator[None]:
    """Within, every decision of this process finds the other rows. Not for several threads."""
    _exchange(changed)
    try:
        yield
    finally:
        _exchange(changed)


def _exchange(changed: OtherRows) -> None:
    for table, other in changed.items():
        table.exchange(other)
    forget_what_was_looked_up()


def forget_what_was_looked_up() -> None:
    """Empty every memory of the domain's functions: some of it follows from rows."""
    for name, module in list(sys.modules.items()):
        if name.startswith("domain."):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
