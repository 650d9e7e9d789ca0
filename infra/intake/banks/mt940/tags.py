"""The fields of an MT940 file one after another: a tag, and its value that may go over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from infra.intake.banks.byte_lines import RawLine, raw_lines
from infra.intake.banks.encodings import encoding_of
from infra.intake.refused.codes import BankFileCode
from infra.intake.refused.rejected import BankFileRejected

_TAG = re.compile(rb":([0-9]{2}[A-Z]?|NS):")
_ENVELOPE = re.compile(rb"-\}?|-?\}?\{[1-5S]:.*")
"""The blocks of SWIFT's own envelope around a statement, and the mark at its end."""
VALUE_LINES_MAX = 100


@dataclass(slots=True)
class Tag:
    """``name`` is such as ``61`` or ``60F``. ``line`` counts from 1 and ``position`` bytes from 0: where it begins."""

    file_name: str
    name: str
    line: int
    position: int
    lines: list[str] = field(default_factory=list)
    originals: list[bytes] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The text behind the tag, its lines apart."""
        return "\n".join(self.lines)

    @property
    def original(self) -> bytes:
        """Byte for byte."""
        return b"\n".join(self.originals)

    def rejected(
        self, code: BankFileCode, message: str, *, stated: int | None = None, computed: int | None = None
    ) -> BankFileRejected:
        """The error for this field. The sentence on what to do is added here."""
        return BankFileRejected(
            self.file_name, self.line, f":{self.name}:", code,
            f"{message} Nothing of the file was booked. Ask the bank to send it again.",
            stated=stated, computed=computed,
        )  # fmt: skip


def read_tags(file: BinaryIO, file_name: str) -> Iterator[Tag]:
    """In the order of the file. Raises BankFileRejected for text that belongs to no tag."""
    encoding = encoding_of(file, file_name)
    tag: Tag | None = None
    for line in raw_lines(file, file_name):
        begins = _TAG.match(line.raw)
        if begins is not None:
            if tag is not None:
                yield tag
            tag = Tag(file_name, begins[1].decode("ascii"), line.number, line.position)
            _take(tag, line, line.raw[begins.end() :].decode(encoding))
        elif _ENVELOPE.fullmatch(line.raw.strip()):
            if tag is not None:
                yield tag
            tag = None
        elif tag is not None:
            _take(tag, line, line.raw.decode(encoding))
        elif line.raw.strip():
            raise BankFileRejected(
                file_name, line.number, None, "unknown_record",
                "The line belongs to no field: a field begins with its number between colons. Nothing of the file was "
                "booked. Ask the bank to send it again.",
            )  # fmt: skip
    if tag is not None:
        yield tag


def _take(tag: Tag, line: RawLine, text: str) -> None:
    if len(tag.lines) >= VALUE_LINES_MAX:
        raise tag.rejected("too_large_a_part", f"The field has more than {VALUE_LINES_MAX} lines.")
    tag.lines.append(text.rstrip())
    tag.originals.append(line.raw)
