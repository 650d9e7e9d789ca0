"""Cut a BgMax file into its lines, whatever encoding it was saved in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.intake.banks.bgmax.layout import LINE_WIDTH
from infra.intake.refused.rejected import BankFileRejected

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One record: ``text`` is exactly 80 characters, ``original`` the bytes that it was decoded from."""

    number: int
    text: str
    original: bytes

    @property
    def code(self) -> str:
        """The record type, two characters."""
        return self.text[:2]


def cut_lines(data: bytes, file_name: str) -> list[Line]:
    """The lines of ``data``; line feeds with or without carriage returns, and empty lines at the end, are accepted.

    Raises BankFileRejected for the first line that is not 80 characters long or holds control characters.
    """
    raw_lines = [line.removesuffix(b"\r") for line in data.removeprefix(_BYTE_ORDER_MARK).split(b"\n")]
    while raw_lines and not raw_lines[-1].strip():
        raw_lines.pop()
    encoding = _encoding_of(raw_lines)
    return [_line(number, raw, encoding, file_name) for number, raw in enumerate(raw_lines, start=1)]


def _encoding_of(raw_lines: list[bytes]) -> str:
    """Banks send ISO-8859-1: one byte for each character, so every line is 80 bytes.

    A copy that somebody saved as UTF-8 has longer lines wherever an å, ä or ö stands.
    """
    if all(len(raw) == LINE_WIDTH for raw in raw_lines):
        return "iso-8859-1"
    try:
        b"\n".join(raw_lines).decode("utf-8")
    except UnicodeDecodeError:
        return "iso-8859-1"
    return "utf-8"


def _line(number: int, raw: bytes, encoding: str, file_name: str) -> Line:
    text = raw.decode(encoding)
    if len(text) != LINE_WIDTH:
        raise BankFileRejected(
            file_name, number, None, "wrong_line_length",
            f"The line has {len(text)} characters instead of {LINE_WIDTH}: the file was cut off or changed on its way. "
            "Nothing of it was booked. Fetch it again from the bank, in binary mode.",
        )  # fmt: skip
    if _CONTROL.search(text):
        raise BankFileRejected(
            file_name, number, None, "control_character",
            "The line holds a control character, such as a tab: an editor or a converter changed the file. "
            "Nothing of it was booked. Fetch it again from the bank, in binary mode.",
        )  # fmt: skip
    return Line(number, text, raw)
