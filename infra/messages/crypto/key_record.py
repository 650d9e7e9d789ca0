"""A person's wrapped key as a record on ``<log>.keys``.

The record's key is ``<person>/<category>`` as text, so that compaction keeps one key of a person and category in each
partition, and whoever erases the person needs to look nothing up: a record without a value (a tombstone) under that
key, in every partition, is the end of whatever key is there. Each key has an id of its own beside that, which sealed
bytes name: a key that was made after an erasure opens nothing that was sealed before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, cast
from uuid import UUID

from domain.kernel.personal import CATEGORIES, Category
from domain.kernel.quick_uuid import text_of_uuid
from infra.messages.crypto.errors import KeyDamaged
from infra.messages.crypto.wrapping import WrappedKey
from infra.messages.errors import Undecodable
from infra.messages.values import decode_as, encode_as

TOPIC = "caseledger.keys.PersonKey"


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A wrapped key as its record has it."""

    key_id: UUID
    person_id: UUID
    category: str
    wrapping_key: str
    wrapped: bytes


class Owner(NamedTuple):
    """Whose key, and for what."""

    person: UUID
    category: Category


def key_record_key(owner: Owner) -> bytes:
    """``<person>/<category>``."""
    return f"{text_of_uuid(owner.person)}/{owner.category}".encode()


def key_record_value(key: WrappedKey) -> bytes:
    """The value that carries a key."""
    return encode_as(TOPIC, PersonKey(*key))


def read_key_record(key: bytes | None, value: bytes | None) -> tuple[Owner, WrappedKey | None]:
    """Whose key a record is of, and the key: None where the record ends it. Raises KeyDamaged."""
    if value is None:
        return _owner(key), None
    try:
        read = decode_as(TOPIC, PersonKey, value)
    except Undecodable as error:
        raise KeyDamaged(f"a record under the key {_owner(key)} cannot be read: {error}") from error
    owner = Owner(read.person_id, cast(Category, read.category))
    if (key != key_record_key(owner) or owner.category not in CATEGORIES) and owner != _owner(key):
        raise KeyDamaged(f"the record under the key {_owner(key)} says that it is of {owner.person}, {owner.category}")
    return owner, WrappedKey(read.key_id, *owner, read.wrapping_key, read.wrapped)


def _owner(key: bytes | None) -> Owner:
    try:
        person, _, category = (key or b"").decode("ascii").partition("/")
        if category not in CATEGORIES:
            raise ValueError
        return Owner(UUID(person), category)
    except ValueError:
        raise KeyDamaged(f"{key!r} is not the key of a record of keys: <person>/<category>") from None
