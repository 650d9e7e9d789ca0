"""Opening sealed fields: what a reader does with an event before it uses a personal text of it.

An event that nobody opens costs nothing. What cannot be opened says so in the text's place, and nothing fails by it:
``ERASED`` where the person's key is gone, the seal itself where nothing can be said yet, or where this reader has no
wrapping key at all. Only bytes that were altered raise.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import EllipsisType
from uuid import UUID

from domain.kernel.message import Event
from domain.kernel.personal import ERASED, Category, Sealed
from domain.kernel.recorded import RecordedEvent
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.personal_fields import change_personal, personal_of
from infra.messages.crypto.sealed_bytes import DataKey, data_key, open_sealed, sealing_key, take_apart
from infra.messages.crypto.wrapping import WrappedKey, WrappingKeys, unwrapped

UNWRAPPED_MAX = 10_000
"""Keys kept unwrapped in memory, about 600 bytes each."""

FindKeys = Callable[[int, Collection[Owner]], Mapping[Owner, WrappedKey | None]]
"""The keys of owners in a partition: None for one whose key is gone, nothing where that is not known (yet)."""

_Place = tuple[int, Owner]


class Opener:
    """Opens events with the keys that ``find`` gives; keeps the last ones unwrapped. For use by one thread."""

    def __init__(self, wrapping: WrappingKeys, find: FindKeys) -> None:
        self._wrapping = wrapping
        self._find = find
        self._unwrapped: OrderedDict[_Place, DataKey] = OrderedDict()

    def open(self, recorded: RecordedEvent) -> RecordedEvent:
        """The event with its texts. Raises SealDamaged, KeyDamaged, WrappingKeyMissing."""
        return self.open_all([recorded])[0]

    def open_all(self, recorded: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """The same for many, asking for all keys of a partition at once."""
        wanted: dict[int, dict[Owner, set[bytes]]] = {}
        for each in recorded:
            of_partition = wanted.setdefault(each.partition, {})
            for owner, key_id in _seals_in(each.event):
                of_partition.setdefault(owner, set()).add(key_id)
        found = {partition: self._keys(partition, owners) for partition, owners in wanted.items()}
        return [_opened(each, found.get(each.partition, {})) for each in recorded]

    def forget(self, partition: int, owners: Iterable[Owner]) -> None:
        """These keys are gone, or others stand in their place."""
        for owner in owners:
            self._unwrapped.pop((partition, owner), None)

    def _keys(self, partition: int, wanted: Mapping[Owner, set[bytes]]) -> dict[Owner, DataKey | None]:
        keys: dict[Owner, DataKey | None] = {}
        for owner, key_ids in wanted.items():
            known = self._unwrapped.get((partition, owner))
            if known is not None and key_ids == {known.id.bytes}:
                keys[owner] = known
                self._unwrapped.move_to_end((partition, owner))
        unknown = wanted.keys() - keys.keys()
        found = self._find(partition, unknown) if unknown else {}
        for owner, wrapped in found.items():
            keys[owner] = None if wrapped is None else self._keep(partition, owner, wrapped)
        return keys

    def _keep(self, partition: int, owner: Owner, wrapped: WrappedKey) -> DataKey:
        key = self._unwrapped[partition, owner] = data_key(wrapped.key_id, unwrapped(self._wrapping, wrapped))
        if len(self._unwrapped) > UNWRAPPED_MAX:
            self._unwrapped.popitem(last=False)
        return key


def _seals_in(event: Event) -> Sequence[tuple[Owner, bytes]]:
    """Whose the sealed texts are, and the ids of the keys that seal them; one after another of one person once."""
    found: list[tuple[Owner, bytes]] = []
    for person, category, text in personal_of(event):
        if isinstance(text, Sealed):
            key_id = sealing_key(text.content)
            if not found or found[-1][1] != key_id or found[-1][0].person is not person:
                found.append((Owner(person, category), key_id))
    return found


def _opened(recorded: RecordedEvent, keys: Mapping[Owner, DataKey | None]) -> RecordedEvent:
    last: tuple[UUID, Category, DataKey | EllipsisType | None] | None = None

    def opened(text: str, person: UUID, category: Category, path: str) -> str:
        nonlocal last
        if not isinstance(text, Sealed):
            return text
        if last is None or last[0] is not person or last[1] is not category:
            last = (person, category, keys.get(Owner(person, category), ...))
        key = last[2]
        if key is ...:  # nothing is known of it
            return text
        sealed = take_apart(text.content)
        if key is None or key.id != sealed.key_id:  # a key that was made after an erasure opens nothing older
            return ERASED
        return open_sealed(sealed, key, recorded.event_id, path)

    event = change_personal(recorded.event, opened)
    return recorded if event is recorded.event else recorded._replace(event=event)
