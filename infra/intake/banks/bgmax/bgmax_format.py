"""BgMax, the format in which Bankgirot reports incoming payments in Sweden."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from infra.intake.banks.bgmax.payments import FORMAT_NAME, deposit_totals, kept_for_a_person, payment_lines
from infra.intake.banks.bgmax.reader import read_content
from infra.intake.banks.payment_line import BankFile
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
        return head.removeprefix(b"\xef\xbb\xbf").startswith(b"01BGMAX")

    def read(self, data: bytes, file_name: str) -> BankFile:
        content = read_content(data, file_name)
        if content.is_test and not self.accepts_test_files:
            raise BankFileRejected(
                file_name, 1, "test mark (record 01)", "test_file",
                "The bank marked this file as a test: its payments are not real. Nothing of it was booked.",
            )  # fmt: skip
        return BankFile(
            format=self.name,
            file_name=file_name,
            sha256=hashlib.sha256(data).hexdigest(),
            created=content.created,
            lines=tuple(payment_lines(content)),
            deposits=tuple(deposit_totals(content)),
            kept_for_a_person=tuple(kept_for_a_person(content)),
        )


BGMAX = BgMax()
