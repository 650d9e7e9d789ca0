"""Why a whole file was refused. One refused line is not an error: see :mod:`infra.intake.refused.refused_line`."""

from __future__ import annotations

from infra.intake.refused.codes import BankFileCode, ClaimsFileCode


class FileRejected(Exception):
    """Nothing of the file was taken in.

    ``file`` is the name as given, ``line`` counts from 1 (None: the file as a whole), ``field`` is the field's name,
    ``code`` is stable (docs/files.md lists them), ``message`` says what is wrong and what to do about it.
    """

    def __init__(self, file: str, line: int | None, field: str | None, code: str, message: str) -> None:
        self.file = file
        self.line = line
        self.field = field
        self.code = code
        self.message = message
        place = file if line is None else f"{file}, line {line}"
        where = place if field is None else f"{place}, {field}"
        super().__init__(f"{where}: {message} [{code}]")


class ClaimsFileRejected(FileRejected):
    """The claims file cannot be read as one: its header, its encoding or its columns are wrong."""

    def __init__(self, file: str, line: int | None, field: str | None, code: ClaimsFileCode, message: str) -> None:
        super().__init__(file, line, field, code, message)


class BankFileRejected(FileRejected):
    """The bank file is damaged, cut off, unknown or does not add up. No payment of it may be booked.

    Where a control total is wrong, ``stated`` is what the file says, ``computed`` is what its lines add up to
    (both minor units, or a count of records).
    """

    def __init__(
        self,
        file: str,
        line: int | None,
        field: str | None,
        code: BankFileCode,
        message: str,
        *,
        stated: int | None = None,
        computed: int | None = None,
    ) -> None:
        super().__init__(file, line, field, code, message)
        self.stated = stated
        self.computed = computed

    @property
    def difference(self) -> int | None:
        """``computed - stated``: positive when the lines hold more than the total says."""
        if self.stated is None or self.computed is None:
            return None
        return self.computed - self.stated
