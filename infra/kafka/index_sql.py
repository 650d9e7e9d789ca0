"""The index's SQL, kept in its own files and read by name."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_STATEMENT = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


@cache
def schema() -> str:
    return _text("index_schema.sql")


@cache
def statements() -> dict[str, str]:
    """The statements of `index_queries.sql` by their names."""
    return {name: body.strip().rstrip(";") for name, body in _STATEMENT.findall(_text("index_queries.sql"))}


def _text(name: str) -> str:
    return files("infra.kafka").joinpath(name).read_text(encoding="utf-8")
