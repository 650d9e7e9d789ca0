"""A person's wrapped key as a record on ``<log>.keys``.

The record's key is ``<person>/<category>`` as text, so that compaction keeps one key of a person and category in each
partition, and whoever erases the person needs to look nothing up: a record without a value (a tombstone) under that
key, in every partition, is the end of whatever key is there. Each key has an id of its own beside that, which sealed
bytes name: a key that was made after an erasure opens nothing that was sealed before it.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.kernel.personal import CATEGORIES, Category
from domain.kernel.quick_uuid import uuid_of_bytes
from infra.messages.crypto.errors import KeyDamaged
from infra.messages.crypto.wrapping import WrappedKey
from schemas.errors import UndecodableError
from schemas.registry import Registry

TOPIC = "caseledger.keys.PersonKey"


class Owner(NamedTuple):
    """Whose key, and for what."""

    person: UUID
    category: Category


def key_record_key(owner: Owner) -> bytes:
    """``<person>/<category>``."""
    return f"{owner.person}/{owner.category}".encode()


def key_record_value(key: WrappedKey) -> bytes:
    """The value that carries a key."""
    return Registry.load().encode(
        TOPIC,
        {
            "key_id": key.key_id.bytes,
            "person_id": key.person.bytes,
            "category": key.category,
            "wrapping_key": key.wrapping_key,
            "wrapped": key.wrapped,
        },
    )


def read_key_record(key: bytes | None, value: bytes | None) -> tuple[Owner, WrappedKey | None]:
    """Whose key a record is of, and the key: None where the record ends it. Raises KeyDamaged."""
    owner = _owner(key)
    if value is None:
        return owner, None
    try:
        name, fields = Registry.load().decode(value)
    except UndecodableError as error:
        raise KeyDamaged(f"a record under the key {owner} cannot be read: {error}") from error
    if name != TOPIC:
        raise KeyDamaged(f"a record under the key {owner} is a {name} and no {TOPIC}")
    found = WrappedKey(
        uuid_of_bytes(fields["key_id"]),
        uuid_of_bytes(fields["person_id"]),
        fields["category"],
        fields["wrapping_key"],
        fields["wrapped"],
    )
    if (found.person, found.category) != owner:
        raise KeyDamaged(f"the record under the key {owner} says that it is of {found.person}, {found.category}")
    return owner, found


def _owner(key: bytes | None) -> Owner:
    try:
        person, _, category = (key or b"").decode("ascii").partition("/")
        if category not in CATEGORIES:
            raise ValueError
        return Owner(UUID(person), category)
    except ValueError:
        raise KeyDamaged(f"{key!r} is not the key of a record of keys: <person>/<category>") from None
