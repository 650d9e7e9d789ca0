"""The tables of a model without the indexes that no fold looks into: those are made when many rows are there by then.

Folds find rows by primary keys, which stay. The others are for questions, or hold that something is there only once: of
what is there twice they are not made, so it is found then. To enter each row into them as it comes costs PostgreSQL a
third of its part of a fold, and to make them of all rows at once half of that.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_INDEX = re.compile(r"^CREATE (?:UNIQUE )?INDEX [^;]*;", re.MULTILINE)


class TablesAndIndexes(NamedTuple):
    """SQL in two parts, the second to be run after the first: a statement for each index."""

    tables: str
    indexes: tuple[str, ...]


def apart(tables: str) -> TablesAndIndexes:
    """``ReadModel.tables``, with all indexes but the primary keys by themselves."""
    return TablesAndIndexes(_INDEX.sub("", tables), tuple(_INDEX.findall(tables)))
