"""Tables as plain dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from infra.audit.checker.event import Seen

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class Table:
    """A table's rows by key. Columns in ``unmodelled`` are read and only have to be there; of those in ``texts``, which
    the log holds sealed, only is known whether there is one."""

    keys: tuple[str, ...]
    rows: dict[Key, Row] = field(default_factory=dict)
    unmodelled: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    def put(self, **columns: Any) -> Row:
        """Add a row, or put another in its place."""
        self.rows[tuple(columns[name] for name in self.keys)] = columns
        return columns

    def at(self, **zero: Any) -> Row:
        """The row with this key; when it is new, with the other columns as they are given."""
        key = tuple(zero[name] for name in self.keys)
        if key not in self.rows:
            self.rows[key] = zero
        return self.rows[key]


Rows = dict[str, Table]
"""A model's tables by name."""
Fold = Callable[[Iterable[Seen]], Rows]
