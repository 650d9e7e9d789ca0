"""OCR giro, the format in which Norwegian banks report payments that have a KID."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from infra.intake.banks.bank_format import Entry
from infra.intake.banks.byte_lines import BYTE_ORDER_MARK
from infra.intake.banks.ocr_giro.reader import read_entries
from infra.intake.banks.ocr_giro.transactions import FORMAT_NAME


@dataclass(frozen=True, slots=True)
class OcrGiro:
    """Reads service 09 of Nets's transmissions, in ISO-8859-1 or in a copy saved as UTF-8."""

    name: str = FORMAT_NAME

    def recognises(self, head: bytes) -> bool:
        return head.removeprefix(BYTE_ORDER_MARK).startswith(b"NY000010")

    def entries(self, file: BinaryIO, file_name: str) -> Iterator[Entry]:
        return read_entries(file, file_name)


OCR_GIRO = OcrGiro()
