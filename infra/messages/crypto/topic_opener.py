"""Opening events with the keys of the topic, for a reader that follows it: nothing is asked but Kafka.

A key that is not in the store is looked for in the topic up to the last record that was written: an event that can be
read has its key before that. Only when it is not there either, the person was erased.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence

from domain.kernel.recorded import RecordedEvent
from infra.messages.crypto.followed_keys import Change, FollowedKeys, KeysReader, KeyStore
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.opening import Opener
from infra.messages.crypto.wrapping import WrappedKey, WrappingKeys

FOLLOW_S = 10.0
"""How often the topic is asked for erasures when no key is missing: an erased text may be read for as long."""


class TopicOpener:
    """Opens events of any partition. For use by one thread."""

    def __init__(
        self,
        wrapping: WrappingKeys,
        open_store: Callable[[int], KeyStore],
        open_reader: Callable[[int], KeysReader],
        follow_s: float = FOLLOW_S,
        ended: Callable[[int, Collection[Owner]], None] = lambda partition, owners: None,
    ) -> None:
        """``open_store`` and ``open_reader`` are given the number of a partition, when it is first needed.

        ``ended`` is told of a partition's keys that are gone, once they are gone from the store.
        """
        self._opener = Opener(wrapping, self._find)
        self._wrapping = wrapping
        self._open_store, self._open_reader = open_store, open_reader
        self._followed: dict[int, FollowedKeys] = {}
        self._wanted: frozenset[Owner] = frozenset()
        self._read: dict[Owner, WrappedKey | None] = {}
        self._follow_at: dict[int, float] = {}
        self._follow_s = follow_s
        self._ended = ended

    def open_all(self, recorded: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """The events with their texts. Raises SealDamaged, KeyDamaged, WrappingKeyMissing, LogUnavailable."""
        self.follow(list(self._followed))
        return self._opener.open_all(recorded)

    def follow(self, partitions: Collection[int]) -> None:
        """Read what has come in these partitions, where that was not done within the last seconds. Raises as above."""
        for partition in partitions:
            if time.monotonic() >= self._follow_at.get(partition, 0.0):
                self.read_on(partition)

    def read_on(self, partition: int, *, to_what_was_written: bool = False) -> int:
        """Read what has come in a partition, and say up to which offset that is. Raises as above."""
        self._wrapping.refresh()
        end = self._partition(partition).read_on(to_what_was_written=to_what_was_written)
        self._follow_at[partition] = time.monotonic() + self._follow_s
        return end

    def close(self) -> None:
        """Let go of the topic and the files."""
        for followed in self._followed.values():
            followed.close()

    def _find(self, partition: int, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey | None]:
        self.follow([partition])
        followed = self._followed[partition]
        found: dict[Owner, WrappedKey | None] = dict(followed.find(owners))
        if len(found.keys() & owners) < len(owners):
            found.update(self._read_of(partition, frozenset(owners), owners - found.keys()))
            if missing := owners - found.keys():
                found.update(followed.find(missing))
        return {owner: found.get(owner) for owner in owners}

    def _read_of(
        self, partition: int, owners: frozenset[Owner], missing: Collection[Owner]
    ) -> Mapping[Owner, WrappedKey | None]:
        """What the topic says of these owners that was not read before.

        Most often a key that is missing has just been made. Then it need not be asked of the store again, and is
        certain by now: a transaction that is under way behind it need not be waited for.
        """
        self._wanted, self._read = owners, {}
        try:
            self.read_on(partition)
            if not self._read.keys() >= set(missing):
                self.read_on(partition, to_what_was_written=True)
            return self._read
        finally:
            self._wanted, self._read = frozenset(), {}

    def _partition(self, partition: int) -> FollowedKeys:
        if partition not in self._followed:

            def noted(changes: Sequence[Change]) -> None:
                self._read.update([change for change in changes if change[0] in self._wanted])
                self._opener.forget(partition, [owner for owner, _ in changes])
                if gone := [owner for owner, key in changes if key is None]:
                    self._ended(partition, gone)

            self._followed[partition] = FollowedKeys(
                self._open_store(partition), lambda: self._open_reader(partition), noted
            )
        return self._followed[partition]
