"""What a bank format must be able to do, and the list of those that are known.

A new format is one module that has an object of this shape, and one row in ``FORMATS`` of
:mod:`infra.intake.banks.bank_file`.
"""

from __future__ import annotations

from typing import Protocol

from infra.intake.banks.payment_line import BankFile

HEAD_BYTES = 512  # enough for the first record of any of the formats, and for the root element of an XML file


class BankFormat(Protocol):
    """One payment file format. Implementations hold no state: one object reads any number of files."""

    @property
    def name(self) -> str:
        """Stable, lower case: it becomes part of what is stored about a payment."""
        ...

    def recognises(self, head: bytes) -> bool:
        """Whether a file that begins with ``head`` (up to HEAD_BYTES) claims to be of this format. Never raises."""
        ...

    def read(self, data: bytes, file_name: str) -> BankFile:
        """The whole file, verified. Raises BankFileRejected for anything that is damaged or does not add up."""
        ...
