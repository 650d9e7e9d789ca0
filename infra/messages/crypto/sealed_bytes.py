"""A sealed text: the bytes that stand in an event's record in place of a personal text.

    version (1 byte, 1) ‖ id of the person's key (16) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag (text's UTF-8 + 16)

The associated data are the version, the event's id (16 bytes) and the field's path in UTF-8, such as ``debtor_name``
or ``references[0].text``: bytes that were moved to another event or field do not open. Nonces are random; a key seals
far fewer texts than the 2^32 for which that is safe (NIST SP 800-38D, 8.3). The length of a text can be seen.
"""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel.quick_uuid import uuid_of_bytes
from infra.messages.crypto.errors import SealDamaged
from infra.messages.crypto.randomness import random_bytes

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_HEAD = Struct(f">B16s{NONCE_BYTES}s")


class DataKey(NamedTuple):
    """A key of one person and category, ready for use. ``id`` is random and says nothing."""

    id: UUID
    cipher: AESGCM

    def __repr__(self) -> str:
        return f"DataKey({self.id})"


class SealedBytes(NamedTuple):
    """Sealed bytes taken apart."""

    key_id: UUID
    nonce: bytes
    ciphertext: bytes


def data_key(key_id: UUID, key: bytes) -> DataKey:
    """The key of these 32 bytes."""
    assert len(key) == KEY_BYTES, f"a person's key has {KEY_BYTES} bytes"
    return DataKey(key_id, AESGCM(key))


def seal(text: str, key: DataKey, event_id: UUID, path: str, nonce: bytes | None = None) -> bytes:
    """The sealed bytes of a text in a field of an event. ``nonce`` is given by tests alone."""
    nonce = nonce or random_bytes(NONCE_BYTES)
    head = _HEAD.pack(VERSION, key.id.int.to_bytes(16), nonce)
    return head + key.cipher.encrypt(nonce, text.encode(), _bound_to(event_id, path))


def sealed_size(text: str) -> int:
    """How many bytes the seal of a text has."""
    return _HEAD.size + len(text.encode()) + TAG_BYTES


def take_apart(content: bytes) -> SealedBytes:
    """Which key seals these bytes, and the rest. Raises SealDamaged when they are none of ours."""
    if len(content) < _HEAD.size + TAG_BYTES:
        raise SealDamaged(f"{len(content)} bytes are too few for a sealed text")
    version, key_id, nonce = _HEAD.unpack_from(content)
    if version != VERSION:
        raise SealDamaged(f"a sealed text of version {version} is not one that this program knows: upgrade it")
    return SealedBytes(uuid_of_bytes(key_id), nonce, content[_HEAD.size :])


def sealing_key(content: bytes) -> bytes:
    """The id of the key that seals these bytes, as it stands in them. Raises SealDamaged when they are none of ours."""
    if len(content) < _HEAD.size + TAG_BYTES or content[0] != VERSION:
        return take_apart(content).key_id.bytes  # says what is wrong
    return content[1:17]


def open_sealed(sealed: SealedBytes, key: DataKey, event_id: UUID, path: str) -> str:
    """The text. Raises SealDamaged when the bytes are not those that were sealed for this field of this event."""
    try:
        return key.cipher.decrypt(sealed.nonce, sealed.ciphertext, _bound_to(event_id, path)).decode()
    except (InvalidTag, UnicodeDecodeError):
        raise SealDamaged(
            f"{path} of event {event_id} does not open with its key {sealed.key_id}: the sealed bytes were altered, or "
            "moved here from another event or field"
        ) from None


def _bound_to(event_id: UUID, path: str) -> bytes:
    return b"\x01" + event_id.int.to_bytes(16) + path.encode()
