"""A schema as a tree: every field and type in it, with names resolved, alone or beside those of another version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.lock import full_name

Node = Mapping[str, Any]
PRIMITIVE = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
NAMED = ("record", "enum", "fixed")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same field or type in two versions; ``path`` leads to it, such as ``instalments[].due_date``.

    A field is a node with a ``name`` and an expanded ``type``; in a type, ``type`` is the kind of it, and a record,
    an enum or a fixed has its full name in ``name``.
    """

    path: str
    old: Node
    new: Node


def expand(node: Any, namespace: str = "", names: dict[str, Node] | None = None) -> Node:
    """The tree of a schema: each type an object, and each name replaced by what it stands for.

    A union becomes ``{"type": "union", "branches": […]}``. A type that holds itself stays a name there.
    """
    names = {} if names is None else names
    if isinstance(node, list):
        return {"type": "union", "branches": [expand(branch, namespace, names) for branch in node]}
    if isinstance(node, str):
        name = node if "." in node or not namespace else f"{namespace}.{node}"
        return {"type": node} if node in PRIMITIVE else names.get(name, {"type": name})
    kind = node["type"]
    if kind in ("array", "map"):
        held = "items" if kind == "array" else "values"
        return {**node, held: expand(node[held], namespace, names)}
    if isinstance(kind, str) and kind in NAMED:
        return _expand_named(node, namespace, names)
    return {**expand(kind, namespace, names), **{key: value for key, value in node.items() if key != "type"}}


def _expand_named(node: Node, namespace: str, names: dict[str, Node]) -> Node:
    name = full_name({"namespace": namespace, **node})
    inner = name.rpartition(".")[0]
    expanded = {**node, "name": name}
    if node["type"] == "record":
        fields = [{**field, "type": expand(field["type"], inner, names)} for field in node["fields"]]
        expanded["fields"] = fields
    names[name] = expanded
    return expanded


def walk(schema: Node) -> Iterator[tuple[str, Node]]:
    """Path and node of every field and type of a schema (a document or a tree), outermost first."""
    return ((pair.path, pair.new) for pair in pairs(schema, schema))


def pairs(old: Node, new: Node) -> Iterator[Pair]:
    """Every field and type that two versions of a message have in common, outermost first."""
    return _type_pairs("", expand(old), expand(new))


def _type_pairs(path: str, old: Node, new: Node) -> Iterator[Pair]:
    yield Pair(path, old, new)
    if old["type"] != new["type"]:
        return
    if old["type"] == "record":
        new_fields = {field["name"]: field for field in new["fields"]}
        for field in old["fields"]:
            if field["name"] in new_fields:
                yield from _field_pairs(path, field, new_fields[field["name"]])
    elif old["type"] == "union":
        new_branches = {branch_key(branch): branch for branch in new["branches"]}
        for branch in old["branches"]:
            if branch_key(branch) in new_branches:
                yield from _type_pairs(path, branch, new_branches[branch_key(branch)])
    elif old["type"] == "array":
        yield from _type_pairs(f"{path}[]", old["items"], new["items"])
    elif old["type"] == "map":
        yield from _type_pairs(f"{path}{{}}", old["values"], new["values"])


def _field_pairs(path: str, old: Node, new: Node) -> Iterator[Pair]:
    path = f"{path}.{old['name']}" if path else old["name"]
    yield Pair(path, old, new)
    yield from _type_pairs(path, old["type"], new["type"])


def branch_key(branch: Node) -> str:
    """What tells the branches of a union apart: the name of a named type (as Avro's checker, without its
    namespace), the kind of any other."""
    return str(branch["name"]).rpartition(".")[2] if branch["type"] in NAMED else str(branch["type"])


def is_field(node: Node) -> bool:
    """Whether a node is a field, and not a type."""
    return not isinstance(node["type"], str)
