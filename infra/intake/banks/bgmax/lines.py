"""Cut a BgMax file into its lines, whatever encoding it was saved in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from infra.intake.banks.bgmax.layout import LINE_WIDTH, RECORDS
from infra.intake.refused.rejected import BankFileRejected

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_END_OF_FILE = b"\x1a"  # what DOS put behind the last line
_NAMES_A_PAYMENT = ("20", "21")
_SERIAL_END = next(field.end for field in RECORDS["20"] if field.name == "bank serial")


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
    """The lines of ``data``; line feeds, carriage returns or both, and empty lines at the end, are accepted.

    Blanks that a line lost or got at its end are put right. Raises BankFileRejected for the first line that is of
    another length than 80 characters for another reason, or holds control characters.
    """
    content = data.removeprefix(_BYTE_ORDER_MARK).rstrip(_END_OF_FILE)
    raw_lines = [line.rstrip(b"\r") for line in content.split(b"\n" if b"\n" in content else b"\r")]
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
    text = _to_width(unicodedata.normalize("NFC", raw.decode(encoding)))
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


def _to_width(text: str) -> str:
    """With the blanks at the end that belong there: editors and mail take them away or add some.

    A payment that ends before the bank's serial number stays as it is: the serial tells it from others, and nobody can
    know whether it was blank. Everything else that counts money is digits, and blanks never pass for those.
    """
    if text[:2] in _NAMES_A_PAYMENT and len(text) < _SERIAL_END:
        return text
    surplus = text[LINE_WIDTH:]
    return text if surplus.strip(" ") else text[:LINE_WIDTH].ljust(LINE_WIDTH)
