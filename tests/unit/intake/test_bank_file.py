"""The registry of bank formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.intake.banks.bank_file import FORMATS, read_bank_file
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.refused.rejected import BankFileRejected
from tests.unit.intake.bgmax_samples import one_deposit, payment
from tests.unit.intake.whole_file import in_tuples

# The beginning of a file of each format, known and to come: no two formats may claim the same one.
HEADS = {
    "bgmax": one_deposit(payment()),
    "ocr giro": b"NY000010" + b"0" * 72 + b"\n",
    "camt": b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02">',
    "mt940": b":20:STARTUMS\r\n:25:123/456\r\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_at_most_one_format_recognises_a_file(head: bytes) -> None:
    assert sum(bank_format.recognises(head[:HEAD_BYTES]) for bank_format in FORMATS) <= 1


def test_format_names_are_unique() -> None:
    assert len({bank_format.name for bank_format in FORMATS}) == len(FORMATS)


def test_a_file_is_read_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "from the bank.dat"
    path.write_bytes(one_deposit(payment()))
    file = in_tuples(read_bank_file(str(path)))
    assert (file.format, file.file_name, len(file.lines)) == ("bgmax", "from the bank.dat", 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\r\n \n", "empty_file"),
        (b"creditor;amount\n", "unknown_format"),
        (b"\x00\xff", "unknown_format"),
    ],
)
def test_what_is_no_bank_file_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    with pytest.raises(BankFileRejected) as refused:
        read_bank_file(path)
    assert (refused.value.file, refused.value.code) == ("x.txt", code)
