"""What one partition of the topic of keys really holds: read from its beginning, whatever any cache says.

A key that ended must never count again. Its record can come back all the same: the rotation of the wrapping key writes
keys anew, and may be a moment late for an end that somebody writes meanwhile. Since each key has an id of its own, that
can be seen: a record with the id of a key that ended before it is *returned*, and what stands before it is what counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from infra.eventlog.partition.log_reader import LogReader
from infra.messages.crypto.key_record import Owner, read_key_record
from infra.messages.crypto.wrapping import WrappedKey


@dataclass(slots=True)
class KeysSurvey:
    """One partition. ``next_offset`` is where the survey ended."""

    partition: int
    next_offset: int = 0
    keys: dict[Owner, WrappedKey] = field(default_factory=dict)
    """The keys that count."""
    returned: set[Owner] = field(default_factory=set)
    """Owners whose last record is one that came back: it has to be put right (``rotation``)."""
    copies: dict[Owner, int] = field(default_factory=dict)
    """How many records of an owner still carry a key that has ended: compaction has not been there yet."""
    _ended: dict[Owner, set[UUID]] = field(default_factory=dict)
    _records: dict[Owner, int] = field(default_factory=dict)

    def read(self, reader: LogReader, person: UUID | None = None) -> None:
        """Read on to the end; with ``person``, remember nothing of anybody else. Raises LogUnavailable, KeyDamaged."""
        begin = max(self.next_offset, reader.beginning_offset())
        for chunk in reader.read(begin, reader.end_offset()):
            for record in chunk.records:
                owner, key = read_key_record(record.key, record.value)
                if person in (None, owner.person):
                    self.note(owner, key)
            self.next_offset = chunk.next_offset

    def note(self, owner: Owner, key: WrappedKey | None) -> None:
        """The next record of the partition."""
        if key is None:
            self._end(owner)
            return
        self._records[owner] = self._records.get(owner, 0) + 1
        if key.key_id in self._ended.get(owner, ()):
            self.returned.add(owner)
            self.copies[owner] = self.copies.get(owner, 0) + 1
            return
        known = self.keys.get(owner)
        if known is not None and known.key_id != key.key_id:  # two keys without an end between them
            self._ended.setdefault(owner, set()).add(known.key_id)
        self.keys[owner] = key
        self.returned.discard(owner)

    def under(self) -> dict[str, int]:
        """How many keys stand under each wrapping key."""
        counts: dict[str, int] = {}
        for key in self.keys.values():
            counts[key.wrapping_key] = counts.get(key.wrapping_key, 0) + 1
        return counts

    def to_be_rewrapped(self, current: str) -> Iterator[tuple[Owner, WrappedKey]]:
        """The keys that stand under another wrapping key than this one."""
        return ((owner, key) for owner, key in self.keys.items() if key.wrapping_key != current)

    def _end(self, owner: Owner) -> None:
        ended = self.keys.pop(owner, None)
        if ended is not None:
            self._ended.setdefault(owner, set()).add(ended.key_id)
        if records := self._records.pop(owner, 0):
            self.copies[owner] = self.copies.get(owner, 0) + records
        self.returned.discard(owner)
