"""The registered creditors, followed on ``<log>.creditors`` by one process.

The writer of a creditor puts its entry there in the transaction of the creditor's own event. A look-up costs nothing;
only an id that is not known makes us read on, and then up to the last record that was written, whether its transaction
is certain by now or not: who was told that a creditor is registered may send its claims at once, to any partition.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from domain.kernel.directory import CreditorEntry
from infra.creditors.entry_record import read_entry
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.partition.log_reader import LogReader
from infra.eventlog.time_outs import DIRECTORY_S
from infra.messages.errors import Undecodable

FOLLOW_S = 5.0
"""How often the topic is asked for new names: a claim may carry a name that is older by so much."""


class EntriesReader(LogReader, Protocol):
    """Reads the topic."""

    def written_offset(self) -> int:
        """The offset after the last record, whether its transaction is certain by now or not."""


class CreditorDirectory:
    """For use by several threads. Reading raises LogUnavailable; it then begins with a new connection."""

    def __init__(self, open_reader: Callable[[], EntriesReader]) -> None:
        self._open_reader = open_reader
        self._reader: EntriesReader | None = None
        self._next_offset = 0
        self._entries: dict[str, CreditorEntry] = {}
        self._reading = Lock()
        self._follow_at = 0.0

    def get(self, creditor_id: str) -> CreditorEntry | None:
        """The creditor as far as was read."""
        return self._entries.get(creditor_id)

    def entries(self) -> list[CreditorEntry]:
        """All of them as far as was read, by id."""
        return [self._entries[one] for one in sorted(self._entries)]

    def follow(self) -> None:
        """Read what has come, if that was not done within the last seconds and nobody is at it."""
        if time.monotonic() >= self._follow_at and self._reading.acquire(blocking=False):
            self._reading.release()
            self.read_on()

    def read_on(self, *, to_what_was_written: bool = False) -> None:
        """Read to the end; with ``to_what_was_written``, transactions that are not certain yet are waited for."""
        if not self._reading.acquire(timeout=DIRECTORY_S):
            raise LogUnavailable("The directory of creditors is being read by another thread, and it takes too long.")
        try:
            try:
                reader = self._reader = self._reader or self._open_reader()
                self._take(reader, reader.written_offset() if to_what_was_written else reader.end_offset())
            except LogUnavailable:
                self._close()
                raise
            self._follow_at = time.monotonic() + FOLLOW_S
        finally:
            self._reading.release()

    def close(self) -> None:
        """Let go of the topic."""
        with self._reading:
            self._close()

    def _take(self, reader: EntriesReader, end: int) -> None:
        begin = max(self._next_offset, reader.beginning_offset()) if self._next_offset < end else end
        for chunk in reader.read(begin, end):
            for record in chunk.records:
                try:
                    entry = read_entry(record.value)
                except Undecodable as error:
                    raise LogUnavailable(
                        f"The entry of a creditor at offset {record.offset} cannot be read: {error}. A newer program "
                        "may have written it: bring this one to the same version."
                    ) from error
                self._entries[entry.creditor_id] = entry
            self._next_offset = chunk.next_offset

    def _close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()
