"""What was looked at, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """``WARNING``: it works, and somebody should look. ``BAD``: something does not work, or may lose data."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One line: ``what`` was looked at and what was ``found``. ``advice`` is empty when nothing is to be done."""

    what: str
    found: str
    level: Level = Level.GOOD
    advice: str = ""


AllLookedAt = Iterator[LookedAt]


def warning(what: str, found: str, advice: str) -> LookedAt:
    """Somebody should look."""
    return LookedAt(what, found, Level.WARNING, advice)


def bad(what: str, found: str, advice: str) -> LookedAt:
    """It must be put right."""
    return LookedAt(what, found, Level.BAD, advice)
