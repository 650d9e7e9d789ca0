"""A file of law rows (CSV), read strictly: whatever is not as it must be is an error that names file and line."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from domain.law.scope import Scope, parse_scope
from domain.law.table import AmbiguousRowsError, LawRow, PendingRow, RuleTable
from domain.law.values import parse_value

Value = TypeVar("Value")

COLUMNS = (
    "jurisdiction", "rule", "from_date", "to_date", "value", "unit",
    "scope", "applies_to", "law", "source", "tag", "note",
)  # fmt: skip
TAGS = {
    "V": "read in the statute, the regulation, a quotation of it or the authority's own table",
    "V2": "read in a careful secondary source",
    "D": "derived by arithmetic from V or V2 rows",
    "P": "a policy of the agency: its own choice where the law leaves one",
}


class LawFileError(ValueError):
    """A law file that cannot be used: ``cost_caps.csv, line 12: the unit 'XYZ' is not known``."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One record of the file, not yet understood but with every column there."""

    number: int
    fields: dict[str, str]


class LawFile:
    """The rows of one CSV file. Each rule of it is taken out once, as a typed table."""

    def __init__(self, path: Path) -> None:
        """Raises LawFileError for another header, a missing column, an unknown tag, and what is no text in UTF-8."""
        self._path = path
        self._lines: dict[str, list[_Line]] = defaultdict(list)
        for line in self._read():
            self._lines[line.fields["rule"]].append(line)

    def table(self, rule: str, kind: type[Value], what: str) -> RuleTable[Value]:
        """The rows of ``rule``, whose values are all of the type ``kind``; ``what`` names the rule in a sentence.

        Raises LawFileError for a rule without rows, a bad date, unit, value or scope, and rows that contradict.
        """
        lines = self._lines.pop(rule, None)
        if lines is None:
            raise LawFileError(f"{self._path.name}: no row has the rule {rule!r}, or it was taken before")
        rows, pending = list[LawRow[Value]](), list[PendingRow]()
        for line in lines:
            row = self._understood(line, kind)
            (pending if isinstance(row, PendingRow) else rows).append(row)  # type: ignore[arg-type]
        try:
            return RuleTable(rule, what, tuple(rows), tuple(pending), kind)
        except AmbiguousRowsError as error:
            raise LawFileError(f"{self._path.name}, {self._lines_of(lines, error)}: {error}") from None

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that no table was made of yet."""
        return tuple(self._lines)

    def all_taken(self) -> None:
        """Raises LawFileError for a rule of the file that no table was made of: it would never be looked up."""
        if self._lines:
            line = next(iter(self._lines.values()))[0]
            raise self._error(line, f"no table is made of the rule {line.fields['rule']!r}")

    def _read(self) -> list[_Line]:
        with self._path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            if (header := tuple(next(reader, ()))) != COLUMNS:
                raise LawFileError(f"{self._path.name}, line 1: the columns are {header}, and must be {COLUMNS}")
            return [self._line(reader.line_num, fields) for fields in reader]

    def _line(self, number: int, fields: list[str]) -> _Line:
        line = _Line(number, dict(zip(COLUMNS, fields, strict=False)))
        if len(fields) != len(COLUMNS):
            raise self._error(line, f"{len(fields)} columns instead of {len(COLUMNS)}")
        for column in ("jurisdiction", "rule", "value", "unit", "law", "source"):
            if not line.fields[column] or line.fields[column] != line.fields[column].strip():
                raise self._error(line, f"the column {column} is empty, or has blanks around its value")
        if line.fields["tag"] not in TAGS:
            raise self._error(line, f"the tag {line.fields['tag']!r} is not one of {', '.join(TAGS)}")
        return line

    def _understood(self, line: _Line, kind: type[Value]) -> LawRow[Value] | PendingRow:
        fields = line.fields
        try:
            value = parse_value(fields["value"], fields["unit"])
            scope = parse_scope(fields["scope"])
            days = [date.fromisoformat(day) if day else None for day in (fields["from_date"], fields["to_date"])]
        except (ValueError, ArithmeticError) as error:
            raise self._error(line, str(error)) from None
        if not isinstance(value, kind):
            raise self._error(line, f"{fields['rule']} is a {kind.__name__}, and {fields['unit']} is none")
        return self._dated(line, value, scope, *days)

    def _dated(
        self, line: _Line, value: Value, scope: Scope, valid_from: date | None, valid_to: date | None
    ) -> LawRow[Value] | PendingRow:
        fields = line.fields
        printed = f"{fields['value']} {fields['unit']}"
        words = (fields["applies_to"], fields["law"], fields["source"], fields["tag"], fields["note"])
        if valid_from is None:
            return PendingRow(fields["jurisdiction"], fields["rule"], value, scope, printed, *words)
        if valid_to is not None and valid_to < valid_from:
            raise self._error(line, f"the row ends on {valid_to}, before it begins on {valid_from}")
        return LawRow(fields["jurisdiction"], fields["rule"], valid_from, valid_to, value, scope, printed, *words)

    def _error(self, line: _Line, what: str) -> LawFileError:
        return LawFileError(f"{self._path.name}, line {line.number}: {what}")

    @staticmethod
    def _lines_of(lines: list[_Line], error: AmbiguousRowsError) -> str:
        dated = [line for line in lines if line.fields["from_date"]]
        return f"lines {dated[error.first].number} and {dated[error.second].number}"


def law_file(name: str) -> LawFile:
    """The file ``name`` of this folder."""
    return LawFile(Path(__file__).with_name(name))
