"""The writer's keys: seals the personal texts of events, and makes a key for whoever has none yet.

A person has a key for each category in each partition, made by that partition's writer, so that no two writers need to
agree. What must hold together:

1. A key is committed in the transaction of the first event that needs it, so that there is no event without its key
   and no key without an event. If the transaction does not take place, this object is thrown away with the batch.
2. After a fence, the partition of the topic of keys is read to its end (``catch_up``) before anything is sealed: a
   second key for an owner would push the first one out of the compacted topic.
3. Others may end a key here: an erasure is decided by the writer of the person's own partition. So the topic is
   followed while the partition is owned (``follow``), and a key whose end was seen seals nothing more.
4. A person whom a command erased has a new key, with a new id, from the next command on.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from domain.kernel.personal import CATEGORIES
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.crypto.followed_keys import Change, FollowedKeys, KeysReader
from infra.messages.crypto.key_cache import KeyCache
from infra.messages.crypto.key_record import (
    Owner,
    key_record_key,
    key_record_value,
    read_key_record,
)
from infra.messages.crypto.personal_fields import personal_of
from infra.messages.crypto.sealed_bytes import DataKey, data_key
from infra.messages.crypto.sealing_events import SomeEvent, new_key, seal_event
from infra.messages.crypto.wrapping import WrappedKey, WrappingKeys, unwrapped

FOLLOW_S = 1.0
"""How often the topic of keys is asked for what others wrote: an erased key may seal for as long."""


class KeyRing:
    """The keys of one partition during one ownership. For use by one thread."""

    def __init__(
        self,
        wrapping: WrappingKeys,
        cache: KeyCache,
        open_reader: Callable[[], KeysReader],
        place: tuple[str, int, int],
        unwrapped_max: int,
    ) -> None:
        """``place`` is the topic of keys, our partition in it, and how many it has."""
        self._wrapping = wrapping
        self._cache = cache
        self._followed = FollowedKeys(cache, open_reader, self._note, read_record=self._read_record)
        self._topic, self._partition, self._partitions = place
        self._unwrapped_max = unwrapped_max
        self._unwrapped: OrderedDict[Owner, DataKey] = OrderedDict()
        self._recent: dict[Owner, WrappedKey] = {}  # made here, and not read back from the topic yet
        self._written: dict[bytes, tuple[bytes, WrappedKey]] = {}  # the same, and what stands in their records
        self._ended: set[Owner] = set()  # their ends were written here, and not read back yet: the cache has old keys
        self._absent: set[Owner] = set()
        self._records: list[OutgoingRecord] = []
        self._follow_at = 0.0

    # --- the topic

    def catch_up(self, show_life: Callable[[], None]) -> None:
        """2. Read what the topic holds by now. Raises LogUnavailable, KeyDamaged, WrappingKeyMissing."""
        self._followed.show_life = show_life
        self._read_on()
        self._wrapping.refresh()
        self._wrapping.require(self._cache.a_wrapping_key())  # another file altogether is noticed before any harm

    def follow(self) -> None:
        """3. Read what has come since, if that was not done within the last second. Raises as ``catch_up`` does."""
        if time.monotonic() >= self._follow_at:
            self._wrapping.refresh()
            self._read_on()

    def close(self) -> None:
        """Let go of the topic and the file."""
        self._followed.close()

    def _read_on(self) -> None:
        self._followed.read_on()
        self._absent.clear()
        self._follow_at = time.monotonic() + FOLLOW_S

    def _read_record(self, key: bytes | None, value: bytes | None) -> Change:
        """What a record says. Most were written here, and need no decoding."""
        written = self._written.pop(key or b"", None)
        if written is None or written[0] != value:
            return read_key_record(key, value)
        return Owner(written[1].person, written[1].category), written[1]

    def _note(self, changes: Sequence[Change]) -> None:
        for owner, key in changes:
            if key is None:
                self._unwrapped.pop(owner, None)
                self._ended.discard(owner)
            elif (recent := self._recent.get(owner)) is not None and recent.key_id == key.key_id:
                del self._recent[owner]  # and no sooner: a tombstone that is read may be older than this key

    # --- sealing

    def expect(self, messages: Iterable[object]) -> None:
        """Find out at once which persons in these messages have keys: each alone would cost a look into the file.

        What was found out holds until this is called again, or until the topic is read on.
        """
        owners = {Owner(person, category) for message in messages for person, category, _ in personal_of(message)}
        unknown = {owner for owner in owners if owner not in self._unwrapped and owner not in self._recent}
        found = self._followed.find(unknown - self._ended)
        self._absent = unknown - found.keys()
        for owner in unknown & found.keys():
            key = found[owner]
            self._keep(owner, data_key(key.key_id, unwrapped(self._wrapping, key)))

    def seal(self, event: SomeEvent, event_id: UUID) -> SomeEvent:
        """The event with its personal texts sealed. Raises TypeError as ``seal_event`` does."""
        return seal_event(event, event_id, self._key)

    def erase(self, person: UUID) -> None:
        """4. The end of a person's keys in every partition. Nobody needs to know which of them there are."""
        owners = [Owner(person, category) for category in CATEGORIES]
        for owner in owners:
            self._unwrapped.pop(owner, None)
            self._recent.pop(owner, None)
        self._ended.update(owners)
        self._records += [
            (self._topic, partition, key_record_key(owner), None, [])
            for owner in owners
            for partition in range(self._partitions)
        ]

    def take_records(self) -> list[OutgoingRecord]:
        """1. What belongs into the transaction of the sealed events: new keys, and the ends of erased ones."""
        records, self._records = self._records, []
        return records

    def _key(self, owner: Owner) -> DataKey:
        known = self._unwrapped.get(owner)
        if known is not None:
            self._unwrapped.move_to_end(owner)
            return known
        wrapped = self._recent.get(owner)
        if wrapped is None and owner not in self._absent and owner not in self._ended:
            wrapped = self._followed.find([owner]).get(owner)
        if wrapped is None:
            return self._new_key(owner)
        return self._keep(owner, data_key(wrapped.key_id, unwrapped(self._wrapping, wrapped)))

    def _new_key(self, owner: Owner) -> DataKey:
        key, wrapped = new_key(self._wrapping, owner)
        self._recent[owner] = wrapped
        record_key, value = key_record_key(owner), key_record_value(wrapped)
        self._records.append((self._topic, self._partition, record_key, value, []))
        self._written[record_key] = (value, wrapped)
        return self._keep(owner, key)

    def _keep(self, owner: Owner, key: DataKey) -> DataKey:
        self._unwrapped[owner] = key
        if len(self._unwrapped) > self._unwrapped_max:
            self._unwrapped.popitem(last=False)
        return key
