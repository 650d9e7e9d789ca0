"""What changes in the law between two days: rows that begin, that end, and that take another's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from domain.law.all_tables import ALL_TABLES
from domain.law.table import LawRow, RuleTable

AnyRow = LawRow[Any]
_DAY = timedelta(days=1)


class ChangeKind(StrEnum):
    """``BEGINS``: no row of it held the day before. ``ENDS``: none holds from that day on. ``CHANGES``: another value.
    ``RENEWED``: a new row with the value of the one before."""

    BEGINS = "begins"
    ENDS = "ends"
    CHANGES = "changes"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class LawChange:
    """``on`` is the first day on which it is otherwise. At least one of the rows is there."""

    kind: ChangeKind
    on: date
    before: AnyRow | None
    after: AnyRow | None

    @property
    def row(self) -> AnyRow:
        """The one to name it by: the newer."""
        row = self.after or self.before
        assert row is not None
        return row


def changes_between(
    first: date, second: date, tables: Iterable[RuleTable[Any]] = ALL_TABLES
) -> list[tuple[RuleTable[Any], LawChange]]:
    """Every change after ``first`` and up to ``second``, by its day; rows of one scope follow each other."""
    found = [(table, change) for table in tables for change in _of_table(table) if first < change.on <= second]
    return sorted(found, key=lambda one: (one[1].on, one[1].row.rule_id))


def _of_table(table: RuleTable[Any]) -> Iterator[LawChange]:
    by_scope: dict[tuple[str, str], list[AnyRow]] = defaultdict(list)
    for row in sorted(table.rows, key=lambda row: row.valid_from):
        by_scope[row.jurisdiction, row.scope.text].append(row)
    for rows in by_scope.values():
        yield LawChange(ChangeKind.BEGINS, rows[0].valid_from, None, rows[0])
        for one, later in pairwise(rows):
            yield from _from_one_to(one, later)
        if rows[-1].valid_to:
            yield LawChange(ChangeKind.ENDS, rows[-1].valid_to + _DAY, rows[-1], None)


def _from_one_to(one: AnyRow, later: AnyRow) -> Iterator[LawChange]:
    assert one.valid_to is not None  # a table has no two rows of one scope in force on one day
    if one.valid_to + _DAY < later.valid_from:
        yield LawChange(ChangeKind.ENDS, one.valid_to + _DAY, one, None)
        yield LawChange(ChangeKind.BEGINS, later.valid_from, None, later)
    else:
        kind = ChangeKind.RENEWED if one.value == later.value else ChangeKind.CHANGES
        yield LawChange(kind, later.valid_from, one, later)
