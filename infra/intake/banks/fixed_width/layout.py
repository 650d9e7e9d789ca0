"""Where a field stands in a record of 80 characters, and what may stand in it. Positions count from 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

LINE_WIDTH = 80


class Kind(Enum):
    """What may stand in a field, and which way it is filled up."""

    DIGITS = "digits"  # right-aligned, zeros before it
    DIGITS_OR_BLANK = "digits or blanks"
    TEXT = "text"  # left-aligned, blanks after it


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record, from ``start`` up to but without ``end``."""

    name: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Layout:
    """A format's records by their code, which stands at ``code``.

    ``may_be_padded`` says of a line that is too short whether the blanks at its end may be put back.
    """

    code: slice
    records: Mapping[str, tuple[Field, ...]]
    may_be_padded: Callable[[str], bool]
