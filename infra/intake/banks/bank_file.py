"""Read a payment file of any known format."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from infra.intake.banks.bank_format import HEAD_BYTES, BankFormat, Entry
from infra.intake.banks.bgmax.bgmax_format import BGMAX
from infra.intake.banks.camt.camt_format import CAMT
from infra.intake.banks.mt940.mt940_format import MT940
from infra.intake.banks.ocr_giro.ocr_giro_format import OCR_GIRO
from infra.intake.banks.payment_line import DepositTotal, FileStart, PaymentLine
from infra.intake.banks.spool import Spool
from infra.intake.refused.refused_line import RefusedLine
from infra.intake.refused.rejected import BankFileRejected

# One row for each format. At most one may recognise a file: the test of the registry holds them to it.
FORMATS: tuple[BankFormat, ...] = (BGMAX, OCR_GIRO, CAMT, MT940)

_CHUNK_BYTES = 1 << 16


@dataclass
class BankFile:
    """A bank file that was read whole and adds up. However large it is, little of it is in memory.

    ``lines`` are its credits, debits and reversals, in the order of the file. ``deposits`` are the sums that they make.
    ``kept_for_a_person`` is what is in the file and no machine may book: it must be shown and kept, never dropped.
    ``fingerprint`` names what the file says: a copy under another name, message id or encoding has the same.
    """

    format: str
    file_name: str
    sha256: str
    start: FileStart = field(default_factory=lambda: FileStart(None))
    lines: Spool[PaymentLine] = field(default_factory=Spool)
    deposits: Spool[DepositTotal] = field(default_factory=Spool)
    kept_for_a_person: Spool[RefusedLine] = field(default_factory=Spool)
    amount_by_currency: Counter[str] = field(default_factory=Counter)
    """What the lines make on the account, in minor units: payments less what was taken away."""
    fingerprint: str = ""
    of_no_deposit: int = 0
    """While it is read: the lines whose sum has not come yet, the first of them of ``first_date``."""
    first_date: date | None = None


def read_bank_file(path: str | Path) -> BankFile:
    """The payments of ``path``, all of them verified, or BankFileRejected and none.

    The format is told from the content, never from the name. OSError where the file cannot be opened.
    """
    path = Path(path)
    with path.open("rb") as file:
        return read_as(format_of(file.read(HEAD_BYTES), path.name), file, path.name)


def read_as(bank_format: BankFormat, file: BinaryIO, file_name: str) -> BankFile:
    """The whole of ``file`` by one format, verified. Raises BankFileRejected."""
    read = BankFile(bank_format.name, file_name, _sha256(file))
    told = hashlib.sha256(bank_format.name.encode("ascii"))
    for entry in bank_format.entries(file, file_name):
        _put_aside(read, entry)
        told.update(_told_by(entry))
    read.fingerprint = f"{bank_format.name}:{told.hexdigest()}"
    return read


def format_of(head: bytes, file_name: str) -> BankFormat:
    """The format that recognises the beginning of a file. Raises BankFileRejected."""
    if not head.strip():
        raise BankFileRejected(file_name, None, None, "empty_file", "The file is empty. Ask the sender for it again.")
    for bank_format in FORMATS:
        if bank_format.recognises(head):
            return bank_format
    known = ", ".join(bank_format.name for bank_format in FORMATS)
    raise BankFileRejected(
        file_name, 1, None, "unknown_format",
        f"This is none of the payment formats that are known ({known}). Check that the right file was chosen; "
        "docs/files.md tells how a format is added.",
    )  # fmt: skip


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _put_aside(read: BankFile, entry: Entry) -> None:
    if isinstance(entry, PaymentLine):
        read.lines.add(entry)
        read.amount_by_currency[entry.currency] += entry.net_minor
        read.of_no_deposit += 1
        read.first_date = min(read.first_date or entry.booked_date, entry.booked_date)
    elif isinstance(entry, DepositTotal):
        read.deposits.add(replace(entry, lines=read.of_no_deposit, first_date=read.first_date))
        read.of_no_deposit, read.first_date = 0, None
    elif isinstance(entry, RefusedLine):
        read.kept_for_a_person.add(entry)
    else:
        read.start = entry


def _told_by(entry: Entry) -> bytes:
    """What of an entry tells the file from another: nothing of how it is written, or when it was sent."""
    if isinstance(entry, PaymentLine | DepositTotal):
        return entry.fingerprint.encode("ascii")
    return f"{entry.code}:{entry.line_number}".encode("ascii") if isinstance(entry, RefusedLine) else b""
