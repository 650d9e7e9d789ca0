"""A line that was not taken in, kept exactly as it came, so that a person can correct it and send it again."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptMoney:
    """What a line that is kept for a person makes on the account: ``amount_minor`` in minor units of ``currency``,
    below zero where money left. Reconciliation finds the day apart by it."""

    receiver_account: str
    currency: str
    booked_date: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """``line_number`` counts physical lines from 1. ``field`` names the field at fault, "" for the line itself.

    ``code`` is stable (docs/files.md lists them). ``reason`` is a sentence for a person and holds no personal data.
    ``original`` is the bytes of the line in the file's own encoding, without the line ending at its end.
    ``byte_position`` is where it begins, from 0; None where the file is not read by bytes. ``money`` is what a bank
    booked with a line that no machine may book.
    """

    line_number: int
    field: str
    code: str
    reason: str
    original: bytes
    byte_position: int | None = dataclasses.field(default=None, compare=False)
    money: KeptMoney | None = dataclasses.field(default=None, compare=False)

    def original_text(self, encoding: str = "utf-8") -> str:
        """For showing only: bytes that do not decode become U+FFFD."""
        return self.original.decode(encoding, errors="replace")


class LineOfAFile(Protocol):
    """What a claim line and a payment line have in common: where it stood and what stood there."""

    @property
    def line_number(self) -> int: ...
    @property
    def original(self) -> bytes: ...


def refuse(line: LineOfAFile, field: str, code: str, reason: str) -> RefusedLine:
    """Refuse a line that could be read, for a reason that lies outside the file (such as a refused command)."""
    return RefusedLine(line.line_number, field, code, reason, line.original)
