"""The tables of a model without the indexes that no fold looks into: those are made when many rows are there by then.

Folds find rows by primary keys, and what may be there only once is held by a unique index; both stay. The others are
for questions. To enter each row into them as it comes costs PostgreSQL a third of its part of a fold, and to make them
of all rows at once half of that.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_INDEX = re.compile(r"^CREATE INDEX [^;]*;", re.MULTILINE)


class TablesAndIndexes(NamedTuple):
    """SQL in two parts, the second to be run after the first: a statement for each index."""

    tables: str
    indexes: tuple[str, ...]


def apart(tables: str) -> TablesAndIndexes:
    """``ReadModel.tables``, with what is only there for questions by itself."""
    return TablesAndIndexes(_INDEX.sub("", tables), tuple(_INDEX.findall(tables)))
