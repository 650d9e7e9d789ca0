"""Deciding by other rows: for a while, as a simulation asks, or for as long as a process runs, as its configuration
says. The rows on file are never changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from domain.law.all_tables import ALL_TABLES
from domain.law.file import LawFile, LawFileError
from domain.law.table import AmbiguousRowsError, LawRow, PendingRow, RuleTable

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
        try:
            changed[table] = table_with(table, file.table(rule, table.kind, table.what).rows, table.pending)
        except AmbiguousRowsError as error:
            raise LawFileError(f"{path.name}: {error}") from None
    if not changed:
        raise LawFileError(f"{path.name}: it has no row")
    return changed


def table_with(table: AnyTable, new: Sequence[AnyRow], pending: tuple[PendingRow, ...]) -> AnyTable:
    """The table as it is with these rows, where what is on file for the same gives way, and these that wait.

    Raises AmbiguousRowsError where two rows could both answer.
    """
    rows = [*table.rows]
    for row in new:
        rows = [part for old in rows for part in _giving_way(old, row)]
    return RuleTable(table.rule, table.what, (*rows, *new), pending, table.kind)


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
    decide_by(changed)
    try:
        yield
    finally:
        decide_by(changed)


def decide_by(changed: OtherRows) -> None:
    """From now on; done once more, by the rows of before. Not for several threads."""
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
