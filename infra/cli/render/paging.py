"""Pages of a list: how many rows, beginning after which, from which end, and what the person is told of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.render.screen import plain

Row = TypeVar("Row")

BETWEEN = ","
"""The parts of a cursor: what the list is sorted by, of the last row that was shown."""

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
        raise CannotBeUsed(
            "--after: this is no cursor of this list. Give the one that stands below a page, or leave it out for the "
            "first page."
        ) from None
