"""Tables of dated rows, one for each rule, and the one way to look a rule up.

A day outside every row is a refusal that names jurisdiction, rule and day. No rule is ever guessed from another day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any, Generic, TypeVar, cast

from domain.kernel.refusal import Refusal
from domain.law.codes import Code
from domain.law.scope import EVERYBODY, AskedFor, Scope

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class LawRow(Generic[Value_co]):
    """A rule in force from ``valid_from`` up to and including ``valid_to`` (``None``: no end is known).

    ``printed`` is value and unit as they stand in the file; ``applies_to`` says in words what ``scope`` says in codes.
    """

    jurisdiction: str
    rule: str
    valid_from: date
    valid_to: date | None
    value: Value_co
    scope: Scope
    printed: str
    applies_to: str
    law: str
    source: str
    tag: str
    note: str
    rule_id: str = field(init=False)

    def __post_init__(self) -> None:
        parts = [self.jurisdiction, self.rule, self.valid_from.isoformat(), *filter(None, [self.scope.slug])]
        object.__setattr__(self, "rule_id", ".".join(parts))

    def in_force_on(self, day: date) -> bool:
        """Both ends are within."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A rule that is enacted and not yet in force. It answers nothing until its file, or the configuration, says from
    when it holds."""

    jurisdiction: str
    rule: str
    value: object
    scope: Scope
    printed: str
    applies_to: str
    law: str
    source: str
    tag: str
    note: str


class AmbiguousRowsError(ValueError):
    """Two rows of a table answer the same question. ``first`` and ``second`` count its dated rows from 0."""

    def __init__(self, first: int, second: int, what: str) -> None:
        super().__init__(what)
        self.first = first
        self.second = second


class RuleTable(Generic[Value_co]):
    """The rows of one rule in every jurisdiction."""

    def __init__(
        self,
        rule: str,
        what: str,
        rows: tuple[LawRow[Value_co], ...],
        pending: tuple[PendingRow, ...] = (),
        kind: type[object] = object,
    ) -> None:
        """``what`` names the rule in a sentence, and ``kind`` is the type of its values.

        Raises AmbiguousRowsError where two rows could both answer.
        """
        self.rule = rule
        self.what = what
        self.kind = kind
        self.rows = rows
        self.pending = pending
        self._of: dict[str, list[LawRow[Value_co]]] = defaultdict(list)
        for row in rows:
            self._of[row.jurisdiction].append(row)
        self._check()

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Those that have a row in force on some day."""
        return tuple(self._of)

    def of(self, jurisdiction: str) -> list[LawRow[Value_co]]:
        """All its rows there, whatever the day."""
        return self._of.get(jurisdiction, [])

    def exchange(self, other: RuleTable[Any]) -> None:
        """Each has the other's rows from then on. Only ``domain.law.other_rows`` does this."""
        self.rows, other.rows = other.rows, self.rows
        self.pending, other.pending = other.pending, self.pending
        self._of, other._of = other._of, self._of

    def _check(self) -> None:
        numbers = {id(row): number for number, row in enumerate(self.rows)}
        for rows in self._of.values():
            for one, other in combinations(sorted(rows, key=lambda row: row.valid_from), 2):
                if one.in_force_on(other.valid_from) and _contradict(one.scope, other.scope):
                    first, second = sorted((numbers[id(one)], numbers[id(other)]))
                    raise AmbiguousRowsError(
                        first, second, f"{one.rule_id} and {other.rule_id} are both in force on {other.valid_from}"
                    )


def _contradict(one: Scope, other: Scope) -> bool:
    return one.meets(other) and not one.narrower_than(other) and not other.narrower_than(one)


def row_in_force(
    table: RuleTable[Value], jurisdiction: str, day: date, applies_to: AskedFor = EVERYBODY
) -> LawRow[Value] | Refusal:
    """The row of ``table`` in force in ``jurisdiction`` on ``day`` for what is asked, or the refusal ``rule_missing``.

    Where several rows cover it, the one with the most conditions stands (the loader allows no two that are equal).
    """
    if applies_to.quantities:
        return _row_in_force(table, jurisdiction, day, applies_to)
    return cast("LawRow[Value] | Refusal", _row_for(table, jurisdiction, day, applies_to.codes))


@lru_cache(maxsize=8192)
def _row_for(table: RuleTable[Any], jurisdiction: str, day: date, codes: frozenset[Code]) -> LawRow[Any] | Refusal:
    """Decisions ask for the same few rows again and again, unless an amount or the like has its part in it."""
    return _row_in_force(table, jurisdiction, day, AskedFor(codes, {}))


def _row_in_force(
    table: RuleTable[Value], jurisdiction: str, day: date, applies_to: AskedFor
) -> LawRow[Value] | Refusal:
    rows = [row for row in table.of(jurisdiction) if row.in_force_on(day) and row.scope.covers(applies_to)]
    if rows:
        return max(rows, key=lambda row: row.scope.conditions)
    return _rule_missing(table, jurisdiction, day, applies_to)


def _rule_missing(table: RuleTable[Value], jurisdiction: str, day: date, applies_to: AskedFor = EVERYBODY) -> Refusal:
    """Says which rule is missing, where and on which day."""
    whom = f" ({', '.join(sorted(applies_to.codes))})" if applies_to.codes else ""
    return Refusal(
        "rule_missing",
        f"No {table.what}{whom} is on file for {jurisdiction} on {day}: it needs a dated row with its source first.",
        f"{jurisdiction}.{table.rule}",
    )
