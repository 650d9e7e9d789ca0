"""The lines of a claims file as bytes, one after another, whichever way they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FIRST_LINE_BYTES_MAX = 65_536
"""A first line names some columns; without an end so far in, the file is no table, and may be larger than memory."""

_END = re.compile(rb"\r*\n|\r")
_DELIMITER_LINE = re.compile(rb"(\xef\xbb\xbf)?sep=.(\r*\n|\r)", re.IGNORECASE)
"""A spreadsheet is told so, in a line before the first, what sets columns apart."""


def head(path: Path) -> bytes | None:
    """The first line with its end, and a line ``sep=;`` before it, if there is one. OSError.

    None when it has no end within FIRST_LINE_BYTES_MAX.
    """
    with path.open("rb") as file:
        beginning = file.read(FIRST_LINE_BYTES_MAX + 1)
    told = _DELIMITER_LINE.match(beginning)
    end = _END.search(beginning, told.end() if told else 0)
    if end is not None:
        return beginning[: end.end()]
    return beginning if len(beginning) <= FIRST_LINE_BYTES_MAX else None


def lines_after(first: bytes, path: Path) -> Iterator[bytes]:
    """The lines after the ``first``, without their ends.

    A spreadsheet on an old Mac ends lines with CR alone: a file whose first line ends so is read like that. In any
    other file a CR within a line is a part of it, and damage.
    """
    if first.endswith(b"\r"):
        yield from _lines_of_an_old_mac(first, path)
        return
    with path.open("rb") as file:
        file.seek(len(first))
        for line in file:
            yield line.rstrip(b"\r\n")


def _lines_of_an_old_mac(first: bytes, path: Path) -> Iterator[bytes]:
    # ISO-8859-1 maps each byte to one character and back; only the ends are looked for.
    with path.open(encoding="iso-8859-1", newline="") as file:
        file.read(len(first))
        for line in file:
            yield line.rstrip("\r\n").encode("iso-8859-1")
