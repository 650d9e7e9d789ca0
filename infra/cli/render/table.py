"""The one kind of table that every command prints.

It looks at the width of the screen when it is printed. Nothing is cut: where not everything fits, these give way, in
this order: times wrap between day and minute; the columns that one can do without are left out, and a line says which;
texts get less room; and at last each row stands by itself, line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

Cell = str | Text | int | None

BETWEEN_COLUMNS = 2
"""Characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """``is_number`` aligns to the right and never wraps; ``is_whole`` never wraps; ``style`` is one of rich's;
    ``is_extra`` may be left out and ``is_moment`` may wrap where the screen is narrow."""

    name: str
    is_number: bool = False
    is_whole: bool = False
    is_extra: bool = False
    is_moment: bool = False
    style: str = ""
    at_least: int | None = None
    at_most: int | None = None


def text(name: str, style: str = "", at_least: int | None = None, at_most: int | None = None) -> Column:
    """A column of words, wrapped where the screen ends, ``at_least`` and ``at_most`` so many characters wide."""
    return Column(name, style=style, at_least=at_least, at_most=at_most)


def whole(name: str, style: str = "") -> Column:
    """A column of ids, times and codes, which are of no use in two pieces."""
    return Column(name, is_whole=True, style=style)


def moment(name: str) -> Column:
    """A column of times."""
    return Column(name, is_moment=True)


def number(name: str, style: str = "") -> Column:
    """A column of amounts or counts."""
    return Column(name, is_number=True, style=style)


def extra(name: str) -> Column:
    """A column of ids or codes for those who have the room."""
    return Column(name, is_whole=True, is_extra=True, style="dim")


def if_roomy(column: Column) -> Column:
    """The same column, for those who have the room."""
    return replace(column, is_extra=True)


@dataclass(frozen=True, slots=True)
class _Room:
    """Which columns are shown, and how: the choice for one width of the screen."""

    shown: tuple[int, ...]
    moments_wrap: bool = False
    texts_at_least: bool = True


@dataclass(frozen=True)
class Sheet:
    """A table that looks at the width of the screen when it is printed."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None
    caption: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.title:
            yield heading(self.title)
        room = next((one for one in self._choices() if self._width(one) <= options.max_width), None)
        if not self.rows:
            yield Text("  none", style="dim")
        elif room is None:
            yield from self._row_by_row()
        else:
            yield self._made(room, options.max_width)
            if left_out := [column.name for place, column in enumerate(self.columns) if place not in room.shown]:
                yield Text(_left_out(left_out), style="dim")
        if self.caption:
            yield Text(self.caption, style="dim")
        yield ""

    def _choices(self) -> Iterator[_Room]:
        """The best first."""
        everything = tuple(range(len(self.columns)))
        yield _Room(everything)
        yield _Room(everything, moments_wrap=True)
        shown = list(everything)
        for place in reversed(everything):
            if self.columns[place].is_extra:
                shown.remove(place)
                yield _Room(tuple(shown), moments_wrap=True)
        yield _Room(tuple(shown), moments_wrap=True, texts_at_least=False)

    def _width(self, room: _Room) -> int:
        """The least that the table needs without a word in two pieces."""
        return sum(self._least(place, room) + BETWEEN_COLUMNS for place in room.shown)

    def _least(self, place: int, room: _Room) -> int:
        """Of one column: its longest word, or its longest cell where cells stay whole."""
        column, cells = self.columns[place], self._texts(place)
        parts = [word for cell in cells for word in cell.split()] if _wraps(column, room) else cells
        longest = max(map(cell_len, [*parts, *column.name.split()]), default=0)
        wanted = min(column.at_least or 0, self._most(place)) if room.texts_at_least else 0
        return max(longest, wanted)

    def _most(self, place: int) -> int:
        """What one column takes when no cell wraps."""
        most = max(map(cell_len, [*self._texts(place), self.columns[place].name]))
        return min(most, self.columns[place].at_most or most)

    def _texts(self, place: int) -> list[str]:
        return [_cell(row[place]).plain for row in (*self.rows, *([self.total] if self.total else []))]

    def _widths(self, room: _Room, max_width: int) -> dict[int, int]:
        """Every column's: the least, and what is left over goes where most is missing, to texts and long headings."""
        widths = {place: self._least(place, room) for place in room.shown}
        left = max_width - self._width(room)
        missing = {
            place: self._most(place) - widths[place] for place in room.shown if not self.columns[place].is_moment
        }
        while left > 0 and any(lack > 0 for lack in missing.values()):
            place = max(missing, key=missing.__getitem__)
            widths[place], missing[place], left = widths[place] + 1, missing[place] - 1, left - 1
        return widths

    def _made(self, room: _Room, max_width: int) -> Table:
        made = Table(box=box.SIMPLE_HEAD, header_style="bold cyan", pad_edge=False, show_edge=False, padding=_PADDING)
        for place, width in self._widths(room, max_width).items():
            column = self.columns[place]
            made.add_column(
                column.name,
                justify="right" if column.is_number else "left",
                style=column.style,
                width=width,
                overflow="fold",
            )
        for row in self.rows:
            made.add_row(*(_cell(row[place]) for place in room.shown))
        if self.total is not None:
            made.add_section()
            made.add_row(*(_cell(self.total[place]) for place in room.shown), style="bold")
        return made

    def _row_by_row(self) -> Iterator[RenderableType]:
        for row in (*self.rows, *([self.total] if self.total else [])):
            named = [(column.name, cell) for column, cell in zip(self.columns, row, strict=True)]
            yield facts("", [(name, cell) for name, cell in named if _cell(cell).plain])


def table(
    title: str,
    columns: Sequence[Column],
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


def _wraps(column: Column, room: _Room) -> bool:
    if column.is_moment:
        return room.moments_wrap
    return not (column.is_number or column.is_whole)


def _left_out(names: Sequence[str]) -> str:
    columns = "1 column needs" if len(names) == 1 else f"{len(names)} columns need"
    return f"(+{columns} a wider terminal: {', '.join(names)}; --format csv has all)"


def _cell(value: Cell) -> Text:
    if isinstance(value, Text):
        return value
    return Text("" if value is None else f"{value:,}" if isinstance(value, int) else value)
