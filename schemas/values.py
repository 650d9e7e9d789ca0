"""A message's fields as JSON that a person can read and write: ids as text, bytes as hex, all else as in Avro."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from schemas.shape import DAYS, MICROSECONDS, MINOR_UNITS
from schemas.tree import Node, expand


def from_json(schema: Node, value: Any) -> Any:
    """The Avro fields that a JSON sample stands for. Raises KeyError for a field that it lacks."""
    return _from_json(expand(schema), value)


def to_json(schema: Node, value: Any) -> Any:
    """The JSON sample that stands for these Avro fields."""
    return _to_json(expand(schema), value)


def placeholder(schema: Node) -> Any:
    """A JSON sample made from the types alone, the same at each run: a start for one that speaks."""
    return _placeholder(expand(schema), "", None)


def _from_json(kind: Node, value: Any) -> Any:
    if kind["type"] == "record":
        return {field["name"]: _from_json(field["type"], value[field["name"]]) for field in kind["fields"]}
    if kind["type"] == "array":
        return [_from_json(kind["items"], item) for item in value]
    if kind["type"] == "union":
        return None if value is None else _from_json(kind["branches"][1], value)
    if kind["type"] == "bytes":
        return bytes.fromhex(value)
    return UUID(value).bytes if kind["type"] == "fixed" else value


def _to_json(kind: Node, value: Any) -> Any:
    if kind["type"] == "record":
        return {field["name"]: _to_json(field["type"], value[field["name"]]) for field in kind["fields"]}
    if kind["type"] == "array":
        return [_to_json(kind["items"], item) for item in value]
    if kind["type"] == "union":
        return None if value is None else _to_json(kind["branches"][1], value)
    if kind["type"] == "bytes":
        return value.hex()
    return str(UUID(bytes=value)) if kind["type"] == "fixed" else value


_NUMBERS = {DAYS: 20_454, MICROSECONDS: 1_767_225_600_000_000, MINOR_UNITS: 12_345, None: 1}


def _placeholder(kind: Node, name: str, unit: str | None) -> Any:
    if kind["type"] == "record":
        return {f["name"]: _placeholder(f["type"], f["name"], f.get("unit")) for f in kind["fields"]}
    if kind["type"] == "array":
        return [_placeholder(kind["items"], name, unit)] * 2
    if kind["type"] == "union":
        return _placeholder(kind["branches"][1], name, unit)
    if kind["type"] in ("int", "long"):
        return _NUMBERS[unit]
    if kind["type"] == "boolean":
        return True
    if kind["type"] == "bytes":
        return uuid5(NAMESPACE_URL, name).hex * 2
    return str(uuid5(NAMESPACE_URL, name)) if kind["type"] == "fixed" else f"{name} åäö"
