"""Pages of a list: how many rows, beginning after which, from which end, and what the person is told of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import typer

from infra.cli.failures import CannotBeUsed
from infra.documents.csv_text import plain

Row = TypeVar("Row")

BETWEEN = ","
"""The parts of a cursor: what the list is sorted by, of the last row that was shown."""

NO_CURSOR = (
    "--after: this is no cursor of this list. Give the one that stands below a page, or none for the first page."
)

Limit = Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Rows at most.")]
After = Annotated[
    str | None,
    typer.Option("--after", metavar="CURSOR", help="The next page: the cursor that stands below the page before."),
]
NewestFirst = Annotated[bool, typer.Option("--newest-first", help="The newest at the top.")]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """``total`` is how many rows there are in all, where that is known. ``next`` is None on the last page."""

    rows: Sequence[Row]
    next: str | None
    total: int | None = None

    @property
    def note(self) -> str:
        """What to say below the rows; empty when they are all there is."""
        if self.next is None:
            return ""
        of = f" of {self.total:,}" if self.total is not None else ", and there are more"
        return f"{len(self.rows):,}{of}; the next page: --after {self.next} (or a larger --limit)"

    def fields(self) -> dict[str, Any]:
        """For the document of an answer."""
        total = {} if self.total is None else {"total": self.total}
        return {"has_more": self.next is not None, "next": self.next, **total}


def page_of(rows: Sequence[Row], key: Callable[[Row], str], limit: int, after: str | None) -> Page[Row]:
    """A page of a short list that is at hand as a whole; ``key`` tells its rows apart. Raises CannotBeUsed."""
    keys = [key(row) for row in rows]
    if after is not None and after not in keys:
        raise CannotBeUsed(NO_CURSOR)
    begin = 0 if after is None else keys.index(after) + 1
    shown = rows[begin : begin + limit]
    return Page(shown, keys[begin + limit - 1] if begin + limit < len(rows) else None, len(rows))


def cursor(*parts: object) -> str:
    """Of the values that a list is sorted by."""
    return BETWEEN.join(str(plain(part)) if isinstance(part, datetime | UUID) else str(part) for part in parts)


def read_cursor(text: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The values again; their ``kinds`` are datetime, UUID, int or str. Raises CannotBeUsed."""
    if text is None:
        return None
    parts = text.strip().split(BETWEEN)
    try:
        if len(parts) != len(kinds):
            raise ValueError
        return tuple(
            datetime.fromisoformat(part) if kind is datetime else kind(part)
            for kind, part in zip(kinds, parts, strict=True)
        )
    except ValueError:
        raise CannotBeUsed(NO_CURSOR) from None
