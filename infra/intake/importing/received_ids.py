"""The ids of what was received from a file, to ask later what became of it: in memory while they are few."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from uuid import UUID

IN_MEMORY_BYTES_MAX = 4 * 1024 * 1024
AT_ONCE = 1_000
_ID_BYTES = 16


class ReceivedIds:
    """Ids in the order in which they were added, in parts of ``AT_ONCE``. The file has no name, and is gone when the
    process ends."""

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def parts(self) -> int:
        """How many parts there are; the last one may be smaller."""
        return -(-self._count // AT_ONCE)

    def add(self, one: UUID) -> None:
        """One more; the same again counts again."""
        if self._file is None:
            self._file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX)  # noqa: SIM115  # lives as long as this
        self._file.seek(0, 2)
        self._file.write(one.bytes)
        self._count += 1

    def part(self, number: int) -> list[UUID]:
        """The ids of one part, counted from 0."""
        if self._file is None:
            return []
        self._file.seek(number * AT_ONCE * _ID_BYTES)
        read = self._file.read(AT_ONCE * _ID_BYTES)
        return [UUID(bytes=read[at : at + _ID_BYTES]) for at in range(0, len(read), _ID_BYTES)]
