"""Finding a kind's themes: every file of its package registers what it has."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import walk_packages


def import_all(package: str, path: Iterable[str]) -> None:
    """Import every module below ``package``, so that a new file needs no line elsewhere.

    A kind's package does this when it is imported itself: a state can then never be folded with a theme missing.
    """
    for module in walk_packages(path, f"{package}."):
        import_module(module.name)
