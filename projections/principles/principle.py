"""What a principle is, and what a check of one looks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principle:
    """One of the ten. ``is_read``: its text was read; of the others only a theme is known."""

    number: int
    theme: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the record shows. The statement of its name in ``looked_at.sql`` gives what is looked at.

    ``promise`` is what holds when nothing is found.
    """

    name: str
    principle: int
    promise: str
