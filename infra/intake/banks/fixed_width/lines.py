"""Cut a file of records of 80 characters into its lines, whatever encoding it was saved in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from infra.intake.banks.byte_lines import RawLine, raw_lines
from infra.intake.banks.fixed_width.layout import LINE_WIDTH, Layout
from infra.intake.refused.rejected import BankFileRejected

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One record: ``code`` is its type, ``text`` exactly 80 characters, ``original`` the bytes that these are decoded
    from. ``position`` is where it begins, in bytes."""

    number: int
    position: int
    code: str
    text: str
    original: bytes


def cut_lines(file: BinaryIO, file_name: str, layout: Layout) -> Iterator[Line]:
    """The lines of ``file``; line feeds, carriage returns or both, and empty lines at the end, are accepted.

    Blanks that a line lost or got at its end are put right. Raises BankFileRejected for the first line that is of
    another length than 80 characters for another reason, or holds control characters.
    """
    encoding = _encoding_of(file, file_name)
    for raw in raw_lines(file, file_name):
        yield _line(raw, encoding, file_name, layout)


def _encoding_of(file: BinaryIO, file_name: str) -> str:
    """Banks send ISO-8859-1: one byte for each character, so every line is 80 bytes.

    A copy that somebody saved as UTF-8 has longer lines wherever an å, ä or ö stands.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    as_the_bank_sends_it = True
    for line in raw_lines(file, file_name):
        as_the_bank_sends_it = as_the_bank_sends_it and len(line.raw) == LINE_WIDTH
        try:
            decoder.decode(line.raw + b"\n")
        except UnicodeDecodeError:
            return "iso-8859-1"
    return "iso-8859-1" if as_the_bank_sends_it else "utf-8"


def _line(line: RawLine, encoding: str, file_name: str, layout: Layout) -> Line:
    text = line.raw.decode(encoding)
    text = _to_width(text if text.isascii() else unicodedata.normalize("NFC", text), layout)
    if len(text) != LINE_WIDTH:
        raise BankFileRejected(
            file_name, line.number, None, "wrong_line_length",
            f"The line has {len(text)} characters instead of {LINE_WIDTH}: the file was cut off or changed on its way. "
            "Nothing of it was booked. Fetch it again from the bank, in binary mode.",
        )  # fmt: skip
    if _CONTROL.search(text):
        raise BankFileRejected(
            file_name, line.number, None, "control_character",
            "The line holds a control character, such as a tab: an editor or a converter changed the file. "
            "Nothing of it was booked. Fetch it again from the bank, in binary mode.",
        )  # fmt: skip
    return Line(line.number, line.position, text[layout.code], text, line.raw)


def _to_width(text: str, layout: Layout) -> str:
    """With the blanks at the end that belong there: editors and mail take them away or add some."""
    if len(text) < LINE_WIDTH:
        return text.ljust(LINE_WIDTH) if layout.may_be_padded(text) else text
    surplus = text[LINE_WIDTH:]
    return text if surplus.strip(" ") else text[:LINE_WIDTH]
