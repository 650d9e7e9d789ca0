"""Read a payment file of any known format."""

from __future__ import annotations

from pathlib import Path

from infra.intake.banks.bank_format import HEAD_BYTES, BankFormat
from infra.intake.banks.bgmax.bgmax_format import BGMAX
from infra.intake.banks.payment_line import BankFile
from infra.intake.refused.rejected import BankFileRejected

# One row for each format. At most one may recognise a file: the test of the registry holds them to it.
FORMATS: tuple[BankFormat, ...] = (BGMAX,)


def read_bank_file(path: str | Path) -> BankFile:
    """The payments of ``path``, all of them verified, or BankFileRejected and none.

    The format is told from the content, never from the name. OSError where the file cannot be opened.
    """
    path = Path(path)
    data = path.read_bytes()
    return format_of(data, path.name).read(data, path.name)


def format_of(data: bytes, file_name: str) -> BankFormat:
    """The format that recognises the beginning of ``data``."""
    if not data.strip():
        raise BankFileRejected(file_name, None, None, "empty_file", "The file is empty. Ask the sender for it again.")
    head = data[:HEAD_BYTES]
    for bank_format in FORMATS:
        if bank_format.recognises(head):
            return bank_format
    known = ", ".join(bank_format.name for bank_format in FORMATS)
    raise BankFileRejected(
        file_name, 1, None, "unknown_format",
        f"This is none of the payment formats that are known ({known}). Check that the right file was chosen; "
        "docs/files.md tells how a format is added.",
    )  # fmt: skip
