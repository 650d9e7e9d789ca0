"""camt.053 and camt.054, in which banks all over Europe report statements and single entries of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from infra.intake.banks.bank_format import Entry
from infra.intake.banks.camt.entry import FORMAT_NAME
from infra.intake.banks.camt.reader import read_entries

_CAMT = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.05[0-9]")


@dataclass(frozen=True, slots=True)
class Camt:
    """Reads versions 02 to 14 of both messages, in any encoding that XML declares."""

    name: str = FORMAT_NAME

    def recognises(self, head: bytes) -> bool:
        """By the namespace of its root, wherever in the beginning that stands; in UTF-16 too."""
        return _CAMT.search(head.replace(b"\x00", b"")) is not None

    def entries(self, file: BinaryIO, file_name: str) -> Iterator[Entry]:
        return read_entries(file, file_name)


CAMT = Camt()
