"""The one kind of table that every command prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

Cell = str | Text | int | None

NARROW = 124
"""Characters: on a screen with fewer, columns that one can do without are left out."""

MOMENT_WIDTH = len("2026-03-09")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """``is_number`` aligns to the right and never wraps; ``is_whole`` never wraps; ``style`` is one of rich's;
    where the screen is narrow, ``is_extra`` is left out and ``is_moment`` wraps between day and minute."""

    name: str
    is_number: bool = False
    is_whole: bool = False
    is_extra: bool = False
    is_moment: bool = False
    style: str = ""
    at_least: int | None = None
    at_most: int | None = None


def text(name: str, style: str = "", at_least: int | None = None, at_most: int | None = None) -> TableColumn:
    """A column of words, wrapped where the screen ends, ``at_least`` and ``at_most`` so many characters wide."""
    return TableColumn(name, style=style, at_least=at_least, at_most=at_most)


def whole(name: str, style: str = "") -> TableColumn:
    """A column of ids, times and codes, which are of no use in two pieces."""
    return TableColumn(name, is_whole=True, style=style)


def moment(name: str) -> TableColumn:
    """A column of times."""
    return TableColumn(name, is_moment=True)


def number(name: str, style: str = "") -> TableColumn:
    """A column of amounts or counts."""
    return TableColumn(name, is_number=True, style=style)


def extra(name: str) -> TableColumn:
    """A column of ids or codes for those who have the room."""
    return TableColumn(name, is_whole=True, is_extra=True, style="dim")


def if_roomy(column: TableColumn) -> TableColumn:
    """The same column, for those who have the room."""
    return replace(column, is_extra=True)


@dataclass(frozen=True)
class Sheet:
    """A table that looks at the width of the screen when it is printed."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None
    caption: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        has_room = options.max_width >= NARROW
        shown = [place for place, column in enumerate(self.columns) if has_room or not column.is_extra]
        made = Table(box=box.SIMPLE_HEAD, header_style="bold cyan", pad_edge=False, show_edge=False, padding=_PADDING)
        for column in (self.columns[place] for place in shown):
            _add(made, column, has_room)
        for row in self.rows:
            made.add_row(*(_cell(row[place]) for place in shown))
        if self.total is not None:
            made.add_section()
            made.add_row(*(_cell(self.total[place]) for place in shown), style="bold")
        if self.title:
            yield heading(self.title)
        yield made if made.row_count else Text("  none", style="dim")
        if self.caption:
            yield Text(self.caption, style="dim")
        yield ""


def table(
    title: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Cell]],
    total: Sequence[Cell] | None = None,
    caption: str = "",
) -> Sheet:
    """Rows under a heading; ``total`` is set apart below them, ``caption`` is a small line at the end."""
    return Sheet(title, columns, list(rows), total, caption)


def facts(title: str, pairs: Iterable[tuple[str, Cell]]) -> Group:
    """What is known of one thing, line by line."""
    made = Table(box=None, show_header=False, pad_edge=False)
    made.add_column(style="cyan", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        made.add_row(name, _cell(value))
    parts: list[RenderableType] = [heading(title)] if title else []
    return Group(*parts, made, "")


def heading(title: str) -> Text:
    """A title above what belongs to it."""
    return Text(title, style="bold")


_PADDING = (0, 1, 0, 0)


def _add(made: Table, column: TableColumn, has_room: bool) -> None:
    made.add_column(
        column.name,
        justify="right" if column.is_number else "left",
        style=column.style,
        width=MOMENT_WIDTH if column.is_moment and not has_room else None,
        min_width=column.at_least if has_room else None,
        max_width=column.at_most,
        no_wrap=column.is_number or column.is_whole or (column.is_moment and has_room),
        overflow="fold",
    )


def _cell(value: Cell) -> Text:
    if isinstance(value, Text):
        return value
    return Text("" if value is None else f"{value:,}" if isinstance(value, int) else value)
