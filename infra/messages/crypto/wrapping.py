"""The wrapping key (KEK): what persons' keys are wrapped with, so that the log and its copies hold none in the clear.

``WrappingKeys`` is the port. The default is a file (``wrapping_file``); a key management service fits as well, since
all that it needs are "encrypt" and "decrypt" of 32 bytes with a context (AWS KMS's encryption context, Google's and
Vault's associated data).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.kernel.personal import Category


class WrappedKey(NamedTuple):
    """A person's key of one category, wrapped. ``wrapping_key`` is the id of the key that wraps it."""

    key_id: UUID
    person: UUID
    category: Category
    wrapping_key: str
    wrapped: bytes


class WrappingKeys(Protocol):
    """The wrapping keys that are at hand: one that wraps from now on, and older ones that still unwrap."""

    @property
    def current(self) -> str:
        """The id of the one that wraps from now on."""

    @property
    def known(self) -> frozenset[str]:
        """The ids of all that are at hand."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """A key, wrapped with the current wrapping key and bound to ``context``."""

    def unwrap(self, wrapping_key: str, wrapped: bytes, context: bytes) -> bytes:
        """The key. Raises WrappingKeyMissing, or KeyDamaged when it was altered or is bound to another context."""

    def require(self, wrapping_keys: Collection[str]) -> None:
        """Raises WrappingKeyMissing when one of these is not at hand."""

    def refresh(self) -> None:
        """Look whether there are other wrapping keys by now. Raises WrappingKeyMissing."""


def context_of(key_id: UUID, person: UUID, category: Category) -> bytes:
    """What a person's key is bound to: wrapped under this it cannot pass for another person's."""
    return b"".join((key_id.bytes, person.bytes, category.encode()))


def wrapped_key(keys: WrappingKeys, key_id: UUID, person: UUID, category: Category, key: bytes) -> WrappedKey:
    """A key of 32 bytes, wrapped with the current wrapping key."""
    wrapped = keys.wrap(key, context_of(key_id, person, category))
    return WrappedKey(key_id, person, category, keys.current, wrapped)


def unwrapped(keys: WrappingKeys, wrapped: WrappedKey) -> bytes:
    """A person's key: 32 bytes. Raises WrappingKeyMissing, KeyDamaged."""
    context = context_of(wrapped.key_id, wrapped.person, wrapped.category)
    return keys.unwrap(wrapped.wrapping_key, wrapped.wrapped, context)


def rewrapped(keys: WrappingKeys, old: WrappedKey) -> WrappedKey:
    """The same key under the current wrapping key. Raises as ``unwrapped`` does."""
    return wrapped_key(keys, old.key_id, old.person, old.category, unwrapped(keys, old))
