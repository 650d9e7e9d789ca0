"""Which known names somebody may have meant by one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from domain.kernel.text import name_key

NEAREST_MAX = 3
ALIKE = 0.5
"""Of ``difflib``: from 0, nothing in common, to 1."""


def nearest(given: str, names: Iterable[str]) -> list[str]:
    """The nearest of these names, nearest first; where none is alike, those that the given one is a part of."""
    keys = {name_key(name): name for name in names}
    wanted = name_key(given)
    near = [keys[key] for key in get_close_matches(wanted, keys, NEAREST_MAX, cutoff=ALIKE)]
    return near or [name for key, name in keys.items() if wanted and wanted in key][:NEAREST_MAX]
