"""Values of the domain and of the read models as JSON has them.

Times are UTC with a ``Z``, days ``2026-03-02``, lengths of time seconds, bytes hexadecimal, ids with hyphens. Money is
a whole number of minor units in a field whose name ends in ``_minor``, beside ``currency``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """A value as JSON has it: of a row its fields, and what follows from them (its public properties)."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {_name(key): plain(one) for key, one in value.items()}
    if is_dataclass(value):
        cls: Any = type(value)
        return {name: plain(getattr(value, name)) for name in _names_of(cls)}
    return [plain(one) for one in value]


def _name(key: Any) -> str:
    return key if isinstance(key, str) else str(plain(key))


@cache
def _names_of(cls: Any) -> tuple[str, ...]:
    own = [field.name for field in fields(cls)]
    return (*own, *(name for name, one in vars(cls).items() if isinstance(one, property) and not name.startswith("_")))
