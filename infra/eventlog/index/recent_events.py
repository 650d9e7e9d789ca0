"""Events that are in the log and not in the index's file yet.

Writing each small batch into SQLite by itself costs more than all the rest of writing an event: its keys are random,
so every event touches pages of its own, and each page is written whole (measured: 50 µs for an event, growing with
the file; 15-20 µs in sorted batches of thousands, and not growing). So the newest events wait in memory until there
are many. After a crash they are read again from the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from infra.eventlog.records.originator_ids import IndexedId


class EventRow(NamedTuple):
    """One event, as the index has it."""

    position: int
    originator: IndexedId
    version: int
    topic: str
    state: bytes
    causation_id: bytes | None
    fingerprint: bytes | None = None
    """Of what the command asked that caused it."""


class VersionTwiceError(Exception):
    """An originator has two events of one version."""


class RecentEvents:
    """Rows without a gap in their positions, found by position, by originator and by the command behind them."""

    def __init__(self) -> None:
        self.rows: list[EventRow] = []
        self._of_originator: dict[IndexedId, dict[int, EventRow]] = {}
        self._last_caused: dict[bytes, EventRow] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, rows: Sequence[EventRow]) -> None:
        """Adds the rows that come next, all or none. Raises VersionTwiceError."""
        for number, row in enumerate(rows):
            versions = self._of_originator.get(row.originator)
            if versions is None:
                versions = self._of_originator[row.originator] = {}
            elif row.version in versions:
                self._forget(rows[:number])
                raise VersionTwiceError(f"version {row.version} of {row.originator!r}")
            versions[row.version] = row
            if row.causation_id is not None:
                self._last_caused[row.causation_id] = row
        self.rows += rows

    def clear(self) -> None:
        self.rows = []
        self._of_originator = {}
        self._last_caused = {}

    def latest_version(self, originator: IndexedId) -> int:
        """-1 when there is none among these."""
        return max(self._of_originator.get(originator, ()), default=-1)

    def has_version(self, originator: IndexedId, version: int) -> bool:
        return version in self._of_originator.get(originator, ())

    def of_originator(self, originator: IndexedId, gt: int, lte: int) -> list[EventRow]:
        """An originator's events with gt < version <= lte, in no order."""
        return [row for row in self._of_originator.get(originator, {}).values() if gt < row.version <= lte]

    def between(self, first: int, last: int, topics: Sequence[str], limit: int) -> list[EventRow]:
        """Events with first <= position <= last, at most `limit`; of some topics only, when any are given."""
        if not self.rows or limit <= 0:
            return []
        start = max(0, first - self.rows[0].position)
        end = max(0, last - self.rows[0].position + 1)
        found = self.rows[start:end]
        return [row for row in found if row.topic in topics][:limit] if topics else found[:limit]

    def last_caused_by(self, causation_id: bytes) -> EventRow | None:
        """The last event of a command."""
        return self._last_caused.get(causation_id)

    def _forget(self, rows: Sequence[EventRow]) -> None:
        for row in rows:
            del self._of_originator[row.originator][row.version]
        self._last_caused = {row.causation_id: row for row in self.rows if row.causation_id is not None}
