"""Cursors: where the next page begins. Opaque, and good for the very question that gave them."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from hashlib import blake2b
from typing import Any

from infra.http.answers.values import plain
from infra.http.problems import HttpProblem

_NO_CURSOR = "The cursor is not one that this question gave: the same path, the same filters, the same key's rows."


def binding_of(*parts: object) -> str:
    """What a cursor is bound to, in short."""
    return blake2b(json.dumps([plain(one) for one in parts]).encode(), digest_size=9).hexdigest()


def cursor(binding: str, *parts: object) -> str:
    """Of the values that a list is sorted by, of its last row."""
    content = json.dumps([binding, *(plain(one) for one in parts)], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(text: str, binding: str, *kinds: type) -> tuple[Any, ...]:
    """The values again; their ``kinds`` are datetime, UUID, int or str. Raises HttpProblem."""
    try:
        said, *parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if said != binding or len(parts) != len(kinds):
            raise ValueError
        return tuple(_read(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise HttpProblem("cursor_invalid", _NO_CURSOR) from None


def _read(part: Any, kind: type) -> Any:
    if kind is int and (isinstance(part, bool) or not isinstance(part, int)):
        raise ValueError
    return datetime.fromisoformat(part) if kind is datetime else kind(part)
