"""The one kind of table that every command prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table
from rich.text import Text

Cell = str | Text | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """``is_number`` aligns to the right and never wraps; ``is_whole`` never wraps; ``style`` is one of rich's."""

    name: str
    is_number: bool = False
    is_whole: bool = False
    style: str = ""


def text(name: str, style: str = "") -> Column:
    """A column of words, wrapped where the screen ends."""
    return Column(name, style=style)


def whole(name: str, style: str = "") -> Column:
    """A column of ids, times and codes, which are of no use in two pieces."""
    return Column(name, is_whole=True, style=style)


def number(name: str, style: str = "") -> Column:
    """A column of amounts or counts."""
    return Column(name, is_number=True, style=style)


def table(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    total: Sequence[Cell] | None = None,
    caption: str = "",
) -> Table:
    """Rows under a heading; ``total`` is set apart below them, ``caption`` is a small line at the end."""
    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        caption=caption or None,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        header_style="bold cyan",
        pad_edge=False,
        show_footer=False,
    )
    for column in columns:
        made.add_column(
            column.name,
            justify="right" if column.is_number else "left",
            style=column.style,
            no_wrap=column.is_number or column.is_whole,
            overflow="fold",
        )
    for row in rows:
        made.add_row(*map(_cell, row))
    if total is not None:
        made.add_section()
        made.add_row(*map(_cell, total), style="bold")
    return made


def facts(title: str, pairs: Iterable[tuple[str, Cell]]) -> Table:
    """What is known of one thing, line by line."""
    made = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, show_header=False, pad_edge=False
    )
    made.add_column(style="cyan", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        made.add_row(name, _cell(value))
    return made


def _cell(value: Cell) -> Text:
    if isinstance(value, Text):
        return value
    return Text("" if value is None else f"{value:,}" if isinstance(value, int) else value)
