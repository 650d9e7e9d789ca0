"""SQL in files of its own, one named statement after another, as ``-- name: <name>`` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def text_of(package: str, file: str) -> str:
    """The whole text of a file that lies beside the modules of ``package``."""
    return files(package).joinpath(file).read_text("utf-8")


@cache
def statements(package: str, file: str) -> Mapping[str, str]:
    """The named statements of a file, without their final semicolon. Raises ValueError for a name given twice."""
    parts = _NAME.split(text_of(package, file))
    names, bodies = parts[1::2], parts[2::2]
    if len(set(names)) < len(names):
        raise ValueError(f"{package}/{file} gives one name to two statements")
    bare = (body.strip().removesuffix(";") for body in bodies)
    return MappingProxyType(dict(zip(names, bare, strict=True)))
