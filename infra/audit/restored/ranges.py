"""Numbers that come one after another, told as the few ranges that they make."""

from __future__ import annotations


class Ranges:
    """Whole numbers in rising order, kept as ranges: a million in a row take the room of one."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []

    def __bool__(self) -> bool:
        return bool(self._ranges)

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return sum(last - first + 1 for first, last in self._ranges)

    def add(self, first: int, last: int | None = None) -> None:
        """One number, or all from ``first`` to ``last``; they follow what is there, or begin before it ended."""
        last = first if last is None else last
        if self._ranges and self._ranges[-1][0] <= first <= self._ranges[-1][1] + 1:
            begun, ended = self._ranges[-1]
            self._ranges[-1] = (begun, max(ended, last))
        else:
            self._ranges.append((first, last))

    def text(self, most: int = 5) -> str:
        """``3 to 17, 20``; of many ranges the first ``most``, and how many more there are."""
        told = [str(first) if first == last else f"{first} to {last}" for first, last in self._ranges[:most]]
        more = len(self._ranges) - most
        return ", ".join(told) + (f" and {more} more ranges" if more > 0 else "")
