"""What a bank format must be able to do.

A new format is a folder that has an object of this shape, and one row in ``FORMATS`` of
:mod:`infra.intake.banks.bank_file`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from infra.intake.banks.payment_line import DepositTotal, FileStart, PaymentLine
from infra.intake.refused.refused_line import RefusedLine

HEAD_BYTES = 1024  # enough for the first record of any of the formats, and for the root element of an XML file

Entry = FileStart | PaymentLine | RefusedLine | DepositTotal
"""A PaymentLine is a credit, a debit or a reversal; a RefusedLine is for a person to look at; a DepositTotal is the sum
that some of them make, and a FileStart what the file says of itself."""


class BankFormat(Protocol):
    """One payment file format. Implementations hold no state: one object reads any number of files."""

    @property
    def name(self) -> str:
        """Stable, lower case: it becomes part of what is stored about a payment."""
        ...

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with ``head`` (up to HEAD_BYTES) claims to be of this format. Never raises."""
        ...

    def entries(self, file: BinaryIO, file_name: str) -> Iterator[Entry]:
        """All that stands in ``file``, in its order, without ever holding all of it in memory.

        ``file`` can be read from its beginning more than once. Raises BankFileRejected for anything that is damaged or
        does not add up, at whatever place that is found: what was yielded before counts only once the end is reached.
        """
        ...
