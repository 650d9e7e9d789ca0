"""What a person has asked to see: the slice ``access`` of a person's state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.aggregate import Slice


@dataclass(frozen=True, slots=True)
class Access:
    """``count`` is how often they asked; the last time waits for its answer while ``is_waiting``."""

    count: int = 0
    is_waiting: bool = False


ACCESS: Slice[Access] = Slice(Access())
