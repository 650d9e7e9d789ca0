"""Bytes with places for names: taken from an example once, and filled with other names again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

Names = Sequence[bytes]
"""What stands in the places, each under its number."""


class Pattern(NamedTuple):
    """``text`` for Python's ``%``, and what picks its names out of all that there are."""

    text: bytes
    pick: Callable[[Names], bytes | tuple[bytes, ...]]

    def filled(self, names: Names) -> bytes:
        """The bytes with these names."""
        return self.text % self.pick(names)


def pattern_of(example: bytes, numbers: Mapping[bytes, int]) -> Pattern:
    """The pattern of which this is an example; ``numbers`` has the names in it. Where one holds another, it counts."""
    parts: list[bytes] = []
    picked: list[int] = []
    end = 0
    for begin, name in sorted(_places(example, sorted(numbers, key=len, reverse=True))):
        parts += _plain(example[end:begin]), b"%b"
        picked.append(numbers[name])
        end = begin + len(name)
    return Pattern(b"".join([*parts, _plain(example[end:])]), _picking(tuple(picked)))


def _places(example: bytes, names: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """Where each name stands, the longest first; not where a longer one does already."""
    taken: list[tuple[int, int]] = []
    for name in names:
        begin = example.find(name)
        while begin >= 0:
            end = begin + len(name)
            if all(end <= other or begin >= other_end for other, other_end in taken):
                taken.append((begin, end))
                yield begin, name
            begin = example.find(name, end)


def _plain(content: bytes) -> bytes:
    return content.replace(b"%", b"%%")


_PICKS: dict[tuple[int, ...], Callable[[Names], bytes | tuple[bytes, ...]]] = {(): lambda names: ()}


def _picking(numbers: tuple[int, ...]) -> Callable[[Names], bytes | tuple[bytes, ...]]:
    """There are few, and each stands in very many patterns."""
    return _PICKS.get(numbers) or _PICKS.setdefault(numbers, itemgetter(*numbers))
