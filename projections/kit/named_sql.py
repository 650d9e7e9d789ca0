"""SQL in files of its own, one named statement after another, as ``-- name: <name>`` says.

What is the same for each of several columns is written once: ``{each amount: held.$ + excluded.$}`` stands for that
with the name of each column in place of ``$``, and commas between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_EACH = re.compile(r"\{each (\w+): ([^{}]*)\}")


@cache
def text_of(package: str, file: str, **columns: tuple[str, ...]) -> str:
    """The whole text of a file that lies beside the modules of ``package``.

    ``columns`` are the names of those of which it says something for each. Raises KeyError for others.
    """

    def for_each(found: re.Match[str]) -> str:
        return ", ".join(found[2].replace("$", name) for name in columns[found[1]])

    return _EACH.sub(for_each, files(package).joinpath(file).read_text("utf-8"))


@cache
def statements(package: str, file: str, **columns: tuple[str, ...]) -> Mapping[str, str]:
    """The named statements of a file, without their final semicolon. Raises ValueError for a name given twice."""
    parts = _NAME.split(text_of(package, file, **columns))
    names, bodies = parts[1::2], parts[2::2]
    if len(set(names)) < len(names):
        raise ValueError(f"{package}/{file} gives one name to two statements")
    bare = (body.strip().removesuffix(";") for body in bodies)
    return MappingProxyType(dict(zip(names, bare, strict=True)))
