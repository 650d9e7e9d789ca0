"""A subscription as people made it: where to call, about what, with which keys, from where on."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

FORMAT = 1
KEYS_MAX = 5
TYPES_MAX = 500


class LanePlace(NamedTuple):
    """Where to read on in a partition of the log: an offset, and the position up to which everything was delivered."""

    next_offset: int
    position: int = 0


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A signing key, its root sealed with a wrapping key. ``public`` is its ``whpk_…``.

    ``ends_at``: of a key that another has replaced, until when calls are still signed with it too.
    """

    id: str
    public: str
    wrapping_key: str
    wrapped: bytes
    created_at: datetime
    ends_at: datetime | None = None

    def signs(self, now: datetime) -> bool:
        """Whether calls are signed with it."""
        return self.ends_at is None or now < self.ends_at


@dataclass(frozen=True, slots=True)
class WebhookSubscription:
    """``types`` are names such as PaymentAllocated; empty: all. ``keys``: the newest first.

    ``turn`` counts how often somebody said from where to go on (``begin``, in the partitions that it names), or that a
    subscription which has stopped goes on: the worker then forgets what it waited for.
    """

    id: str
    url: str
    types: tuple[str, ...]
    keys: tuple[SealedKey, ...]
    created_at: datetime
    created_by: str
    begin: Mapping[int, LanePlace] = field(default_factory=dict)
    turn: int = 1
    paused: bool = False

    def value(self) -> bytes:
        """Its record."""
        document = {
            "format": FORMAT,
            "id": self.id,
            "url": self.url,
            "types": list(self.types),
            "keys": [_key_document(key) for key in self.keys],
            "created_at": self.created_at.isoformat(),
            "created_by": self.created_by,
            "begin": {str(partition): list(place) for partition, place in self.begin.items()},
            "turn": self.turn,
            "paused": self.paused,
        }
        return json.dumps(document, separators=(",", ":")).encode()


def read_subscription(value: bytes) -> WebhookSubscription:
    """The subscription in a record. Raises ValueError, KeyError, TypeError."""
    told = json.loads(value)
    if told.pop("format") != FORMAT:
        raise ValueError("a subscription of another format: upgrade this program")
    made = told | {
        "types": tuple(told["types"]),
        "keys": tuple(_key(each) for each in told["keys"]),
        "created_at": datetime.fromisoformat(told["created_at"]),
        "begin": {int(partition): LanePlace(*place) for partition, place in told["begin"].items()},
    }
    return WebhookSubscription(**made)


def _key_document(key: SealedKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "public": key.public,
        "wrapping_key": key.wrapping_key,
        "wrapped": base64.b64encode(key.wrapped).decode(),
        "created_at": key.created_at.isoformat(),
        "ends_at": None if key.ends_at is None else key.ends_at.isoformat(),
    }


def _key(told: Mapping[str, Any]) -> SealedKey:
    ends = told["ends_at"]
    return SealedKey(
        told["id"],
        told["public"],
        told["wrapping_key"],
        base64.b64decode(told["wrapped"]),
        datetime.fromisoformat(told["created_at"]),
        None if ends is None else datetime.fromisoformat(ends),
    )
