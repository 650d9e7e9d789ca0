"""Sealing the personal texts of an event, and making a key for whoever has none yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from domain.kernel.message import Event
from domain.kernel.personal import Category, Sealed, Withheld
from domain.kernel.quick_uuid import uuid_of_bytes
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.personal_fields import change_personal
from infra.messages.crypto.randomness import random_bytes
from infra.messages.crypto.sealed_bytes import KEY_BYTES, DataKey, data_key, seal
from infra.messages.crypto.wrapping import WrappedKey, WrappingKeys, wrapped_key

SomeEvent = TypeVar("SomeEvent", bound=Event)


def seal_event(event: SomeEvent, event_id: UUID, key_of: Callable[[Owner], DataKey]) -> SomeEvent:
    """The event with its personal texts sealed.

    Raises TypeError for a text that is withheld itself: sealed bytes belong to one event.
    """
    last: tuple[UUID, Category, DataKey] | None = None

    def sealed(text: str, person: UUID, category: Category, path: str) -> str:
        nonlocal last
        if isinstance(text, Withheld):
            raise TypeError(f"{type(event).__name__}.{path} is {text}: a text that is not known cannot be sealed")
        if last is None or last[0] is not person or last[1] is not category:
            last = (person, category, key_of(Owner(person, category)))
        return Sealed(seal(text, last[2], event_id, path))

    return change_personal(event, sealed)


def new_key(wrapping: WrappingKeys, owner: Owner) -> tuple[DataKey, WrappedKey]:
    """A key by chance, ready for use and wrapped."""
    random = random_bytes(16 + KEY_BYTES)
    key_id, key = uuid_of_bytes(random[:16]), random[16:]
    return data_key(key_id, key), wrapped_key(wrapping, key_id, *owner, key)
