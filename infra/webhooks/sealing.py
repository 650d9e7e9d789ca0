"""Signing keys as they are kept: sealed with the wrapping key as persons' keys are, and bound to a subscription."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from infra.messages.crypto.wrapping import WrappingKeys
from infra.webhooks.signing import ROOT_BYTES, SigningKey
from infra.webhooks.subscription import SealedKey, WebhookSubscription


def new_key(wrapping: WrappingKeys, subscription_id: str, now: datetime) -> tuple[SealedKey, SigningKey]:
    """A key made of random bytes: as it is kept, and as it signs."""
    key_id, root = secrets.token_hex(6), secrets.token_bytes(ROOT_BYTES)
    key = SigningKey(root)
    wrapped = wrapping.wrap(root, _context(subscription_id, key_id))
    return SealedKey(key_id, key.public, wrapping.current, wrapped, now), key


def opened(wrapping: WrappingKeys, subscription_id: str, key: SealedKey) -> SigningKey:
    """The key as it signs. Raises WrappingKeyMissing, KeyDamaged."""
    return SigningKey(wrapping.unwrap(key.wrapping_key, key.wrapped, _context(subscription_id, key.id)))


def signing_keys(wrapping: WrappingKeys, subscription: WebhookSubscription, now: datetime) -> list[SigningKey]:
    """Those that calls are signed with now, the newest first. Raises as ``opened`` does."""
    return [opened(wrapping, subscription.id, key) for key in subscription.keys if key.signs(now)]


def rewrapped(wrapping: WrappingKeys, subscription: WebhookSubscription) -> WebhookSubscription:
    """The same keys, all under the current wrapping key. Raises as ``opened`` does."""
    return replace(subscription, keys=tuple(_rewrapped(wrapping, subscription.id, subscription.keys)))


def _rewrapped(wrapping: WrappingKeys, subscription_id: str, keys: Iterable[SealedKey]) -> Iterable[SealedKey]:
    for key in keys:
        context = _context(subscription_id, key.id)
        root = wrapping.unwrap(key.wrapping_key, key.wrapped, context)
        yield replace(key, wrapping_key=wrapping.current, wrapped=wrapping.wrap(root, context))


def _context(subscription_id: str, key_id: str) -> bytes:
    return f"caseledger webhook {subscription_id} {key_id}".encode()
