"""In which letters a bank's text file is written. What counts money is digits, which are the same in all of them."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from infra.intake.banks.byte_lines import raw_lines

_LETTERS_OF_DOS = re.compile(rb"[\x80-\x9f]")


def encoding_of(file: BinaryIO, file_name: str) -> str:
    """UTF-8 where all of it reads as that; else ISO-8859-1, or code page 850 where bytes stand that are letters only
    there. Raises BankFileRejected for a line without an end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_dos = True, False
    for line in raw_lines(file, file_name):
        try:
            decoder.decode(line.raw + b"\n")
        except UnicodeDecodeError:
            is_utf8 = False
            decoder.reset()
        is_dos = is_dos or _LETTERS_OF_DOS.search(line.raw) is not None
    if is_utf8:
        return "utf-8"
    return "cp850" if is_dos else "iso-8859-1"
