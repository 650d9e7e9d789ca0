"""Marked text: what a template writes and what both forms of a document are made of.

A line is one paragraph, or an empty line. ``# `` and ``## `` begin headings. Lines with tabs that follow each other are
the rows of a table; a column in which every cell but the first row's is an amount or empty stands to the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

WIDTH = 88
"""Characters in a line of plain text."""
_AMOUNT = re.compile(r"[-+−]?[0-9][0-9\s.,]*( [A-Z]{3}| %)?")
_HEADING = re.compile(r"(#{1,2}) (.*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A title (level 1) or what stands above a part (level 2)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line, to be wrapped; empty for a gap."""

    text: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows of as many cells each; of each column whether it stands to the right."""

    rows: tuple[tuple[str, ...], ...]
    to_the_right: tuple[bool, ...]


Block = Heading | Paragraph | TextTable


def blocks(text: str) -> Iterator[Block]:
    """The text in its parts, in order."""
    for is_table, lines in groupby(text.strip().split("\n"), key=lambda line: "\t" in line):
        together = list(lines)
        yield from [_table(together)] if is_table else map(_line, together)


def as_text(text: str) -> str:
    """As plain text, in lines of at most ``WIDTH`` characters where a table is not wider."""
    return "".join(f"{line}\n" for block in blocks(text) for line in _plain(block))


def _line(line: str) -> Block:
    if found := _HEADING.fullmatch(line):
        return Heading(len(found[1]), found[2])
    return Paragraph(line.strip())


def _table(lines: list[str]) -> TextTable:
    cells = [line.split("\t") for line in lines]
    width = max(map(len, cells))
    rows = tuple(tuple(cell.strip() for cell in (*row, *[""] * (width - len(row)))) for row in cells)
    return TextTable(rows, tuple(_is_amounts(column) for column in zip(*rows, strict=True)))


def _is_amounts(column: tuple[str, ...]) -> bool:
    below = [cell for cell in column[1:] or column if cell]
    return bool(below) and all(map(_AMOUNT.fullmatch, below))


def _plain(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return wrap(block.text, WIDTH) or [""]
    if isinstance(block, Heading):
        return [block.text, ("=" if block.level == 1 else "-") * len(block.text)]
    widths = [max(map(len, column)) for column in zip(*block.rows, strict=True)]
    places = list(zip(widths, block.to_the_right, strict=True))
    return ["  ".join(_placed(*each) for each in zip(row, places, strict=True)).rstrip() for row in block.rows]


def _placed(cell: str, place: tuple[int, bool]) -> str:
    width, to_the_right = place
    return cell.rjust(width) if to_the_right else cell.ljust(width)
