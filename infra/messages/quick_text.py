"""Header texts that come again and again, or in one exact form, read quickly.

Each function here gives what the general one in `infra.messages.headers` gives, or raises ValueError for a text that
has to be looked at more closely there. What neighbouring events share (the times, the command, the actor) is read once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, SafeUUID

from domain.catalogue import EVENTS, kind_of
from domain.kernel.recorded import Actor

_new = object.__new__
_slots: Any = UUID
_set_number, _set_is_safe = _slots.int.__set__, _slots.is_safe.__set__
_UNKNOWN = SafeUUID.unknown
_HEX_DIGITS = 32
_TIME_CHARACTERS = 27


def uuid_of_number(number: int) -> UUID:
    """The UUID of a number below 2 ** 128, without the checks of its constructor, which take two thirds of it."""
    identifier = _new(UUID)
    _set_number(identifier, number)
    _set_is_safe(identifier, _UNKNOWN)
    return identifier


def uuid_of_text(text: bytes) -> UUID:
    """The UUID of a text of hexadecimal digits and hyphens. Raises ValueError for any other."""
    digits = text.replace(b"-", b"")
    if len(digits) != _HEX_DIGITS:
        raise ValueError("not in the canonical form")
    return uuid_of_number(int(digits, 16))


shared_uuid_of_text = lru_cache(maxsize=16)(uuid_of_text)
"""The same, for ids that neighbouring events share."""


@lru_cache(maxsize=64)
def instant_of_text(text: bytes) -> datetime:
    """The instant of a text as we write them, such as ``2026-03-02T08:00:00.000000Z``. Raises ValueError."""
    if len(text) != _TIME_CHARACTERS or text[-1:] != b"Z":
        raise ValueError("not as we write times")
    return datetime.fromisoformat(text.decode("ascii")).astimezone(UTC)


@lru_cache(maxsize=256)
def actor_of_texts(kind: bytes, identifier: bytes) -> Actor:
    """The actor of two texts. Raises ValueError when they are no UTF-8."""
    return Actor(kind.decode(), identifier.decode())


@lru_cache(maxsize=256)
def topic_of_text(text: bytes) -> tuple[str, str]:
    """The topic of an event that there is, and the name of its kind. Raises ValueError."""
    topic = text.decode()
    if topic not in EVENTS:
        raise ValueError("no event that we know")
    return topic, kind_of(topic).name
