"""Which sealed texts can still be read, as far as the log alone says: those of keys that no erasure has ended.

A sealed text begins with the version of its form, one byte, and the id of its key, 16 bytes
(``docs/schemas.md#personal-data``). A key that sealed anything of a person before an erasure ended with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from domain.kernel.message import Event, erases_persons
from domain.kernel.personal import Category, Sealed
from infra.audit.checker.event import Seen
from infra.messages.crypto.personal_fields import change_personal


class Readable:
    """Asked whether a person's text, in an event of a partition, can be read."""

    def __init__(self, events: Iterable[Seen]) -> None:
        self._ended: set[tuple[UUID, int, bytes]] = set()
        events = list(events)
        erased = [
            (person, seen)
            for seen in events
            if erases_persons(type(seen.event))
            for person in seen.event.erased_persons
        ]
        latest = {person: seen.recorded_at for person, seen in sorted(erased, key=lambda each: each[1].recorded_at)}
        for seen in events if latest else ():
            for person, key in _sealed_with(seen.event):
                if person in latest and seen.recorded_at < latest[person]:
                    self._ended.add((person, seen.partition, key))

    def __call__(self, person: UUID, partition: int, text: str) -> bool:
        """A text that is not sealed can be."""
        return not isinstance(text, Sealed) or (person, partition, _key_of(text)) not in self._ended


def _sealed_with(event: Event) -> Iterator[tuple[UUID, bytes]]:
    found: list[tuple[UUID, bytes]] = []

    def note(text: str, person: UUID, category: Category, path: str) -> str:
        if isinstance(text, Sealed):
            found.append((person, _key_of(text)))
        return text

    change_personal(event, note)
    return iter(found)


def _key_of(text: Sealed) -> bytes:
    return text.content[1:17]
