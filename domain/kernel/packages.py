"""Finding a kind's themes: every file of its package registers what it has."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType


def import_all(package: ModuleType) -> None:
    """Import every module below ``package``, so that a new file needs no line elsewhere."""
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
