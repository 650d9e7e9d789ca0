"""Entries put aside while the file that they stand in is being checked: in memory while they are few, then on disk.

Nothing of a file counts before all its control totals do, and a file may be larger than memory. So it is read once,
and what was read is what is used, also when somebody changes the file in the meantime.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Generic, TypeVar

Record = TypeVar("Record")

IN_MEMORY_BYTES_MAX = 4 * 1024 * 1024
AT_ONCE = 256
"""Records written together: their pickle names each class once."""


class Spool(Generic[Record]):
    """Records in the order in which they were added. The file has no name, and is gone when the process ends."""

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] | None = None
        self._open: list[Record] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, record: Record) -> None:
        """Put one more aside."""
        self._open.append(record)
        self._count += 1
        if len(self._open) == AT_ONCE:
            self._flush()

    def __iter__(self) -> Iterator[Record]:
        """All of them, as often as wanted; nothing may be added while they are being read."""
        place = 0
        while self._file is not None:
            self._file.seek(place)
            try:
                # Nobody else can open the file, so nobody else can have written into it.
                records: list[Record] = pickle.load(self._file)
            except EOFError:
                break
            place = self._file.tell()
            yield from records
        yield from self._open

    def _flush(self) -> None:
        if self._file is None:
            self._file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX)  # noqa: SIM115  # lives as long as this
        self._file.seek(0, 2)
        pickle.dump(self._open, self._file, pickle.HIGHEST_PROTOCOL)
        self._open = []
