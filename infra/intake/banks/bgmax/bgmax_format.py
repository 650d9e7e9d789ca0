"""BgMax, the format in which Bankgirot reports incoming payments in Sweden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from infra.intake.banks.bank_format import Entry
from infra.intake.banks.bgmax.content import Start
from infra.intake.banks.bgmax.payments import FORMAT_NAME, deposit_entries
from infra.intake.banks.bgmax.reader import read_content
from infra.intake.banks.byte_lines import BYTE_ORDER_MARK
from infra.intake.banks.payment_line import FileStart
from infra.intake.refused.rejected import BankFileRejected


@dataclass(frozen=True, slots=True)
class BgMax:
    """Reads BgMax layout version 01, in ISO-8859-1 as the bank sends it or in a copy saved as UTF-8.

    ``accepts_test_files``: a file that the bank marked as a test (T in record 01) holds money that does not exist, so
    it is refused unless asked for.
    """

    accepts_test_files: bool = False
    name: str = FORMAT_NAME

    def recognises(self, head: bytes) -> bool:
        return head.removeprefix(BYTE_ORDER_MARK).startswith(b"01BGMAX")

    def entries(self, file: BinaryIO, file_name: str) -> Iterator[Entry]:
        for read in read_content(file, file_name):
            if isinstance(read, Start):
                self._refuse_a_test(read, file_name)
                yield FileStart(read.created)
            else:
                yield from deposit_entries(read)

    def _refuse_a_test(self, start: Start, file_name: str) -> None:
        if start.is_test and not self.accepts_test_files:
            raise BankFileRejected(
                file_name, 1, "test mark (record 01)", "test_file",
                "The bank marked this file as a test: its payments are not real. Nothing of it was booked.",
            )  # fmt: skip


BGMAX = BgMax()
