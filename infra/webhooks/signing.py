"""What a call is signed with, and how: both signatures of Standard Webhooks 1.0, for each key that is valid.

A key is 32 random bytes, its root. The secret of ``v1`` (HMAC-SHA256) and the key pair of ``v1a`` (Ed25519) both follow
from it (HKDF-SHA256, RFC 5869), so that one secret is sealed, kept and replaced.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT_BYTES = 32
_SECRET, _SEED = b"caseledger webhook v1", b"caseledger webhook v1a"


class SigningKey:
    """One key of a subscription. Nothing of it is shown by its repr."""

    def __init__(self, root: bytes) -> None:
        self._secret = _derived(root, _SECRET)
        self._private = Ed25519PrivateKey.from_private_bytes(_derived(root, _SEED))

    @property
    def secret(self) -> str:
        """What the receiver checks ``v1`` with: ``whsec_`` and base64. It is theirs and ours alone."""
        return "whsec_" + _text(self._secret)

    @property
    def public(self) -> str:
        """What the receiver checks ``v1a`` with: ``whpk_`` and base64. No secret."""
        return "whpk_" + _text(self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def signatures(self, content: bytes) -> tuple[str, str]:
        """``v1,…`` and ``v1a,…`` over these bytes."""
        symmetric = hmac.new(self._secret, content, hashlib.sha256).digest()
        return f"v1,{_text(symmetric)}", f"v1a,{_text(self._private.sign(content))}"


def signed_headers(keys: Iterable[SigningKey], message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The three headers of a call. ``message_id`` has no full stop in it, and ``timestamp_s`` is when it is sent."""
    content = f"{message_id}.{timestamp_s}.".encode() + body
    signatures = [signature for key in keys for signature in key.signatures(content)]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": " ".join(signatures),
    }


def _derived(root: bytes, purpose: bytes) -> bytes:
    assert len(root) == ROOT_BYTES, f"a root has {ROOT_BYTES} bytes"
    return HKDF(SHA256(), ROOT_BYTES, salt=None, info=purpose).derive(root)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
