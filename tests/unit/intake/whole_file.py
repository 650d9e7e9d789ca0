"""A bank file that is small enough to look at all of it at once."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from infra.intake.banks.bank_file import BankFile, format_of, read_as
from infra.intake.banks.bank_format import HEAD_BYTES, BankFormat
from infra.intake.banks.payment_line import DepositTotal, PaymentLine
from infra.intake.refused.refused_line import RefusedLine


@dataclass(frozen=True)
class WholeFile:
    """What a ``BankFile`` holds, as tuples."""

    format: str
    file_name: str
    sha256: str
    fingerprint: str
    created: datetime | None
    message_id: str
    is_copy: bool
    lines: tuple[PaymentLine, ...]
    deposits: tuple[DepositTotal, ...]
    kept_for_a_person: tuple[RefusedLine, ...]
    amount_by_currency: dict[str, int]


def in_tuples(file: BankFile) -> WholeFile:
    return WholeFile(
        file.format, file.file_name, file.sha256, file.fingerprint,
        file.start.created, file.start.message_id, file.start.is_copy,
        tuple(file.lines), tuple(file.deposits), tuple(file.kept_for_a_person), dict(file.amount_by_currency),
    )  # fmt: skip


def whole(bank_format: BankFormat, data: bytes, file_name: str = "x") -> WholeFile:
    """By one format."""
    return in_tuples(read_as(bank_format, io.BytesIO(data), file_name))


def recognised(data: bytes, file_name: str = "x") -> WholeFile:
    """By the format that recognises it, as the command line does it."""
    return whole(format_of(data[:HEAD_BYTES], file_name), data, file_name)
