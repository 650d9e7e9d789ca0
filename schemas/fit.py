"""Why values are not what a schema says, in words that show no value: it may be about a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.tree import Node

_RANGES = {"int": range(-(2**31), 2**31), "long": range(-(2**63), 2**63)}
_WANTED = {
    "int": "a whole number of 32 bits",
    "long": "a whole number of 64 bits",
    "boolean": "True or False",
    "string": "text that UTF-8 can hold",
    "bytes": "bytes (a personal text is sealed first)",
    "null": "None",
}


def misfit(kind: Node, value: Any, path: str = "") -> str | None:
    """Where the first value is that this expanded type does not take, what is wanted there and what kind of thing it
    is; None when all fit."""
    if kind["type"] == "record":
        return _record_misfit(kind, value, path)
    if kind["type"] == "array":
        if not isinstance(value, (list, tuple)):
            return f"{path} takes a list, and got {type(value).__name__}"
        return next((found for item in value if (found := misfit(kind["items"], item, f"{path}[]"))), None)
    if kind["type"] == "union":
        return None if value is None else misfit(kind["branches"][1], value, path)
    if _fits(kind, value):
        return None
    wanted = _WANTED.get(kind["type"]) or f"{kind.get('size')} bytes"
    return f"{path} takes {wanted}, and this {type(value).__name__} is none"


def _record_misfit(kind: Node, value: Any, path: str) -> str | None:
    if not isinstance(value, Mapping):
        return f"{path or 'the message'} takes a mapping of fields, and got {type(value).__name__}"
    types = {field["name"]: field["type"] for field in kind["fields"]}
    within = f" of {path}" if path else ""
    if lacking := [name for name in types if name not in value]:
        return f"the fields {', '.join(lacking)}{within} are missing"
    if strange := [str(name) for name in value if name not in types]:
        return f"the fields {', '.join(strange)}{within} are not in the schema"
    dot = f"{path}." if path else ""
    return next((found for name, field in types.items() if (found := misfit(field, value[name], dot + name))), None)


def _fits(kind: Node, value: Any) -> bool:
    if kind["type"] in _RANGES:
        return type(value) is int and value in _RANGES[kind["type"]]
    if kind["type"] == "string":
        return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if kind["type"] == "bytes":
        return isinstance(value, bytes)
    if kind["type"] == "fixed":
        return isinstance(value, bytes) and len(value) == kind["size"]
    return isinstance(value, bool) if kind["type"] == "boolean" else kind["type"] == "null" and value is None
