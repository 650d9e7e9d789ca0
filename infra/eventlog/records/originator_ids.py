"""An originator's id in its three forms: in Python, on the wire (a record's key), and in the index."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from uuid import UUID

from eventsourcing.persistence import ProgrammingError

OriginatorId = UUID | str
IndexedId = bytes | str


class OriginatorIds(ABC):
    """How one application's originator ids are written."""

    name: str

    @abstractmethod
    def to_key(self, originator_id: OriginatorId) -> bytes:
        """The record's key: the id's usual text form, UTF-8. Raises ProgrammingError for an id of another kind."""

    @abstractmethod
    def indexed(self, key: bytes) -> IndexedId:
        """The form in the index, from a record's key. Raises ValueError when the key is not such an id."""

    @abstractmethod
    def from_index(self, indexed: IndexedId) -> OriginatorId:
        """The form in Python."""


@lru_cache(maxsize=4096)
def _key_of(originator_id: UUID) -> bytes:
    """The same originators are written to again and again."""
    return str(originator_id).encode()


class UUIDOriginators(OriginatorIds):
    """UUIDs: 36 characters as a key, 16 bytes in the index."""

    name = "uuid"

    def to_key(self, originator_id: OriginatorId) -> bytes:
        if isinstance(originator_id, UUID):
            return _key_of(originator_id)
        try:
            return str(UUID(originator_id)).encode()
        except (ValueError, AttributeError, TypeError) as error:
            raise ProgrammingError(
                f"The originator id {originator_id!r} is not a UUID. Set ORIGINATOR_ID_TYPE=text for ids that are "
                "plain text."
            ) from error

    def indexed(self, key: bytes) -> IndexedId:
        if len(key) != 36:
            raise ValueError(f"the key {key!r} is not a UUID (is the log one with ORIGINATOR_ID_TYPE=text?)")
        return bytes.fromhex(key.replace(b"-", b"").decode("ascii"))

    def from_index(self, indexed: IndexedId) -> OriginatorId:
        assert isinstance(indexed, bytes)
        return UUID(bytes=indexed)


class TextOriginators(OriginatorIds):
    """Text of any kind, the same everywhere."""

    name = "text"

    def to_key(self, originator_id: OriginatorId) -> bytes:
        return str(originator_id).encode("utf-8")

    def indexed(self, key: bytes) -> IndexedId:
        return key.decode("utf-8")

    def from_index(self, indexed: IndexedId) -> OriginatorId:
        assert isinstance(indexed, str)
        return indexed


def originator_ids(kind: str) -> OriginatorIds:
    """The forms for `kind`: "uuid" or "text". Raises ProgrammingError for another."""
    kinds: dict[str, OriginatorIds] = {"uuid": UUIDOriginators(), "text": TextOriginators()}
    try:
        return kinds[kind.lower()]
    except KeyError:
        raise ProgrammingError(f"ORIGINATOR_ID_TYPE is {kind!r}; it must be 'uuid' or 'text'.") from None
