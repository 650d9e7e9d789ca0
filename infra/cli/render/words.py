"""Numbers with what is counted, as people say them."""

from __future__ import annotations


def counted(count: int, one: str, several: str = "") -> str:
    """Such as ``1 instalment``, ``2,400 instalments`` or ``2 copies``; ``several`` where an s is not enough."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
