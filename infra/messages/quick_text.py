"""Header texts that come again and again, or in one exact form, read quickly.

Each function here gives what the general one in `infra.messages.headers` gives, or raises ValueError for a text that
has to be looked at more closely there. What neighbouring events share (the times, the command, the actor) is read once.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from domain.catalogue import EVENTS, kind_of
from domain.kernel.quick_uuid import uuid_of_number
from domain.kernel.recorded import Actor

_DIGITS_MAX = 18
_TIME = re.compile(rb"[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}\.[0-9]{6}Z")


def uuid_of_text(text: bytes) -> UUID:
    """The UUID of a text in the form with hyphens. Raises ValueError for any other."""
    digits = text.replace(b"-", b"")
    if len(text) != 36 or len(digits) != 32 or text[8:24:5] != b"----":
        raise ValueError("not in the form with hyphens")
    return uuid_of_number(int.from_bytes(unhexlify(digits), "big"))


def number_of_text(text: bytes) -> int:
    """The whole number of a text of at most 18 digits. Raises ValueError for any other."""
    if len(text) > _DIGITS_MAX or not text.isdigit():
        raise ValueError("no whole number")
    return int(text)


shared_uuid_of_text = lru_cache(maxsize=16)(uuid_of_text)
"""The same, for ids that neighbouring events share."""


@lru_cache(maxsize=64)
def instant_of_text(text: bytes) -> datetime:
    """The instant of a text as we write them, such as ``2026-03-02T08:00:00.000000Z``. Raises ValueError."""
    if not _TIME.fullmatch(text):
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
