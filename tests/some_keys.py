"""Persons' keys for tests, made up and kept in memory: the writer's ring without a topic and without a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel.message import Event
from domain.kernel.personal import CATEGORIES, Category, Sealed
from infra.messages.crypto.errors import WrappingKeyMissing
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.opening import Opener
from infra.messages.crypto.personal_fields import change_personal
from infra.messages.crypto.sealed_bytes import data_key, seal
from infra.messages.crypto.wrapping import WrappedKey, unwrapped, wrapped_key

SomeEvent = TypeVar("SomeEvent", bound=Event)
NIL = UUID(int=0)


class WrappingInMemory:
    """Wrapping keys by their ids; the last one wraps."""

    def __init__(self, *ids: str) -> None:
        self.ids = list(ids or ["kek-1"])

    @property
    def current(self) -> str:
        return self.ids[-1]

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self.ids)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        return _cipher(self.current).encrypt(bytes(12), key, context)

    def unwrap(self, wrapping_key: str, wrapped: bytes, context: bytes) -> bytes:
        self.require([wrapping_key])
        return _cipher(wrapping_key).decrypt(bytes(12), wrapped, context)

    def require(self, wrapping_keys: Collection[str]) -> None:
        if missing := set(wrapping_keys) - self.known:
            raise WrappingKeyMissing("memory", f"one that holds {missing}")

    def refresh(self) -> None:
        pass


class SomeKeys:
    """A key for each person and category that is asked for: in every place where ``SomeKeys`` is, the same one."""

    def __init__(self) -> None:
        self.wrapping = WrappingInMemory()
        self.keys: dict[Owner, WrappedKey] = {}
        self.erased: set[Owner] = set()

    def seal(self, event: SomeEvent, event_id: UUID) -> SomeEvent:
        def sealed(text: str, person: UUID, category: Category, path: str) -> str:
            wrapped = self._key(Owner(person, category))
            return Sealed(seal(text, data_key(wrapped.key_id, unwrapped(self.wrapping, wrapped)), event_id, path))

        return change_personal(event, sealed)

    def erase(self, person: UUID) -> None:
        owners = {Owner(person, category) for category in CATEGORIES}
        self.erased |= owners
        for owner in owners:
            self.keys.pop(owner, None)

    def find(self, partition: int, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey | None]:
        return {owner: self.keys.get(owner) for owner in owners}

    def opener(self) -> Opener:
        return Opener(self.wrapping, self.find)

    def _key(self, owner: Owner) -> WrappedKey:
        if owner not in self.keys:
            digest = sha256(f"{owner} {owner in self.erased}".encode()).digest()
            self.keys[owner] = wrapped_key(self.wrapping, UUID(bytes=digest[:16]), *owner, digest)
        return self.keys[owner]


def sealed(event: SomeEvent, event_id: UUID = NIL) -> SomeEvent:
    """The event as it can be written."""
    return SomeKeys().seal(event, event_id)


def _cipher(wrapping_key: str) -> AESGCM:
    return AESGCM(sha256(wrapping_key.encode()).digest())
