"""One partition of the topic of keys as far as it was read, in a store that remembers it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

from infra.eventlog.partition.log_reader import LogReader
from infra.messages.crypto.key_record import Owner, read_key_record
from infra.messages.crypto.wrapping import WrappedKey

AT_ONCE = 10_000
"""Changes that are put into a store together: each step costs a wait for the disk, and holds some 8 MB meanwhile."""

Change = tuple[Owner, WrappedKey | None]
"""A key, or that the owner's key is gone."""


class KeyStore(Protocol):
    """Keeps what one partition of the topic holds up to an offset."""

    def next_offset(self, now_ms: int) -> int:
        """Where to read on; the beginning, with nothing in it, when tombstones may have been missed."""

    def apply(self, changes: Sequence[Change], offsets: tuple[int, int], now_ms: int) -> bool:
        """What the topic says, in its order, from one offset up to another. False when it is not at the first."""

    def find(self, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey]:
        """The keys of these owners, of those that have one."""

    def begin_anew(self, reason: str) -> None:
        """Forget everything. ``reason`` completes a sentence that begins with what it is."""

    def close(self) -> None:
        """Let go of it."""


class KeysReader(LogReader, Protocol):
    """Reads one partition of the topic."""

    def written_offset(self) -> int:
        """The offset after the last record, whether its transaction is certain by now or not."""


class FollowedKeys:
    """For use by one thread. ``noted`` is told of every change in its order, when it is in the store."""

    def __init__(
        self,
        store: KeyStore,
        open_reader: Callable[[], KeysReader],
        noted: Callable[[Sequence[Change]], None],
        show_life: Callable[[], None] = lambda: None,
        read_record: Callable[[bytes | None, bytes | None], Change] = read_key_record,
    ) -> None:
        self._store = store
        self._open_reader = open_reader
        self._reader: KeysReader | None = None
        self._noted = noted
        self.show_life = show_life
        self._read_record = read_record

    def read_on(self, *, to_what_was_written: bool = False) -> int:
        """Read up to where the topic ends now, and say where that is. Raises LogUnavailable, KeyDamaged.

        With ``to_what_was_written``, whatever belongs to a transaction that was seen elsewhere is waited for.
        """
        reader = self._reader = self._reader or self._open_reader()
        end = reader.written_offset() if to_what_was_written else reader.end_offset()
        begin = self._store.next_offset(_now_ms())
        if begin > end:
            self._store.begin_anew(f"is ahead of its topic ({begin} after {end})")
            begin = 0
        if begin == end:
            self._store.apply([], (begin, begin), _now_ms())  # nothing was missed until now
        for changes, next_offset in self._steps(reader, begin, end):
            if not self._store.apply(changes, (begin, next_offset), _now_ms()):
                return end  # moved by another owner of the partition: it is read on from there the next time
            begin = next_offset
            self._noted(changes)
        return end

    def _steps(self, reader: LogReader, begin: int, end: int) -> Iterator[tuple[Sequence[Change], int]]:
        """What the topic says from one offset up to another, so much at once as is cheap to put into the store, and up
        to which offset that is."""
        changes: list[Change] = []
        for chunk in reader.read(begin, end):
            changes += [self._read_record(record.key, record.value) for record in chunk.records]
            if len(changes) >= AT_ONCE or chunk.next_offset >= end:
                yield changes, chunk.next_offset
                changes = []
            self.show_life()

    def find(self, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey]:
        """The keys of these owners, of those that have one as far as was read."""
        return self._store.find(owners)

    def close(self) -> None:
        """Let go of the topic and the file."""
        if self._reader is not None:
            self._reader.close()
        self._store.close()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
