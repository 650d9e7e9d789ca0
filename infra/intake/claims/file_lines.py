"""The lines of a claims file as bytes, one after another, whichever way they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FIRST_LINE_BYTES_MAX = 65_536
"""A first line names some columns; without an end so far in, the file is no table, and may be larger than memory."""

_END = re.compile(rb"\r*\n|\r")


def first_line(path: Path) -> bytes | None:
    """The first line with its end, or None when it has no end within FIRST_LINE_BYTES_MAX. OSError."""
    with path.open("rb") as file:
        head = file.read(FIRST_LINE_BYTES_MAX + 1)
    end = _END.search(head)
    if end is not None:
        return head[: end.end()]
    return head if len(head) <= FIRST_LINE_BYTES_MAX else None


def lines_after(first: bytes, path: Path) -> Iterator[bytes]:
    """The lines after the ``first``, without their ends.

    A spreadsheet on an old Mac ends lines with CR alone: a file whose first line ends so is read like that. In any
    other file a CR within a line is a part of it, and damage.
    """
    if first.endswith(b"\r"):
        yield from _lines_of_an_old_mac(path)
        return
    with path.open("rb") as file:
        file.seek(len(first))
        for line in file:
            yield line.rstrip(b"\r\n")


def _lines_of_an_old_mac(path: Path) -> Iterator[bytes]:
    # ISO-8859-1 maps each byte to one character and back; only the ends are looked for.
    with path.open(encoding="iso-8859-1", newline="") as file:
        next(file)
        for line in file:
            yield line.rstrip("\r\n").encode("iso-8859-1")
