"""Chance that falls the same way for the same seed, on every machine and Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
_BITS = 48


class Dice:
    """Built on ``getrandbits`` alone: how the higher functions of ``random`` use their bits has changed before."""

    def __init__(self, seed: int) -> None:
        self._bits = random.Random(seed)

    def below(self, limit: int) -> int:
        """A whole number from 0 up to but without ``limit``."""
        return self._bits.getrandbits(_BITS) * limit >> _BITS

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def one_of(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def in_percent(self, chance: int) -> bool:
        """True in ``chance`` of a hundred cases."""
        return self.below(100) < chance

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """A new list in another order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order
