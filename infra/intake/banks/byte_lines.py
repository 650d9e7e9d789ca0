"""The lines of a bank's text file, one after another, however large the file is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from infra.intake.refused.rejected import BankFileRejected

LINE_BYTES_MAX = 8_192
"""No format that is made of lines has longer ones; a file without line ends must not fill the memory."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_END_OF_FILE = b"\x1a"  # what DOS put behind the last line
_CHUNK_BYTES = 1 << 16


class RawLine(NamedTuple):
    """``number`` counts from 1, ``position`` bytes from 0; ``raw`` is without its line end."""

    number: int
    position: int
    raw: bytes


def raw_lines(file: BinaryIO, file_name: str) -> Iterator[RawLine]:
    """From the beginning of ``file``; it ends lines in LF, CR LF, or, where its beginning has no LF, in CR.

    A byte order mark, the end mark of DOS and empty lines at the end are left out. Raises BankFileRejected.
    """
    held_back: RawLine | None = None
    for line in _cut(file, file_name):
        if line.raw.strip():
            if held_back is not None:
                yield held_back
                held_back = None
            yield line
        elif held_back is None:
            held_back = line


def _cut(file: BinaryIO, file_name: str) -> Iterator[RawLine]:
    file.seek(0)
    chunk = file.read(_CHUNK_BYTES)
    end = b"\n" if b"\n" in chunk else b"\r"
    position = len(BYTE_ORDER_MARK) if chunk.startswith(BYTE_ORDER_MARK) else 0
    number, rest = 0, chunk[position:]
    while True:
        *lines, rest = rest.split(end)
        for raw in lines:
            number += 1
            if len(raw) > LINE_BYTES_MAX:
                raise _too_long(file_name, number)
            yield RawLine(number, position, raw.rstrip(b"\r"))
            position += len(raw) + 1
        if len(rest) > LINE_BYTES_MAX:
            raise _too_long(file_name, number + 1)
        if not (chunk := file.read(_CHUNK_BYTES)):
            break
        rest += chunk
    yield RawLine(number + 1, position, rest.rstrip(b"\r" + _END_OF_FILE))


def _too_long(file_name: str, number: int) -> BankFileRejected:
    return BankFileRejected(
        file_name, number, None, "wrong_line_length",
        f"The line is longer than {LINE_BYTES_MAX:,} bytes: its end was lost on its way. Nothing of the file was "
        "booked. Fetch it again from the bank, in binary mode.",
    )  # fmt: skip
