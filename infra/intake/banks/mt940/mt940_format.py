"""MT940, in which banks send account statements as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from infra.intake.banks.bank_format import Entry
from infra.intake.banks.byte_lines import BYTE_ORDER_MARK
from infra.intake.banks.mt940.reader import FORMAT_NAME, read_entries

_BEGINS = re.compile(rb"\s*(?:\{1:[^\r\n]*[\r\n]+)?(?:[-}{0-9A-Z:]*[\r\n]+)?:20:")


@dataclass(frozen=True, slots=True)
class Mt940:
    """Reads statements with or without SWIFT's envelope, in UTF-8, ISO-8859-1 or code page 850."""

    name: str = FORMAT_NAME

    def recognises(self, head: bytes) -> bool:
        """A field 20 at the beginning, behind the envelope where there is one; a balance tells it from an order."""
        plain = head.removeprefix(BYTE_ORDER_MARK)
        return _BEGINS.match(plain) is not None and (b":25" in plain or b":60" in plain)

    def entries(self, file: BinaryIO, file_name: str) -> Iterator[Entry]:
        return read_entries(file, file_name)


MT940 = Mt940()
