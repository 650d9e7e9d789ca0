"""What tells what commands of one class ask: Python that is written from the schema, field by field.

It makes JSON without blanks, of the fields that count in the order of their names; those that hold their default are
left out (`infra.messages.fingerprint` says which count, and why). What was written for a command is shown by
``python -m infra.messages.asking_source ReceiveClaim``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from json.encoder import encode_basestring_ascii
from operator import itemgetter
from typing import Any, get_type_hints

from infra.messages.fields import bytes_of_uuid, from_wire_of, given, given_to_wire_of
from infra.messages.reading_source import part_of, shown
from infra.messages.written_code import WrittenCode
from schemas.tree import Node

SAYS_WHERE_FROM = frozenset({"source", "bank_file_id", "line_number", "deposit_id"})
FOUND_OUT_BESIDE = frozenset({"found_case"})

_BESIDE = SAYS_WHERE_FROM | FOUND_OUT_BESIDE
_ABSENT = object()


def _hexadecimal(value: bytes) -> str:
    return f'"{value.hex()}"'


def _listed(text: Callable[[Any], str], values: Sequence[Any]) -> str:
    return f"[{','.join([text(value) for value in values])}]"


_TEXTS: dict[str, Callable[[Any], str]] = {
    "string": encode_basestring_ascii,
    "int": int.__repr__,
    "long": int.__repr__,
    "boolean": ("false", "true").__getitem__,
    "bytes": _hexadecimal,
    "fixed": _hexadecimal,
}
_IN_PLACE = {"int": "{{{value}}}", "long": "{{{value}}}"}
_UUID = '"{value.int:032x}"'


def asking_source(schema: Node, cls: type) -> WrittenCode:
    """What tells it of commands of a class, or of records in them, by the tree of their schema."""
    held: dict[str, object] = {"listed": _listed}
    hints = get_type_hints(cls)
    lines = ["def asked(command):", "    members = []"]
    for field in sorted(filter(_counts, schema["fields"]), key=itemgetter("name")):
        lines += [f"    {line}" for line in _member(field, cls, hints[field["name"]], held)]
    lines.append("    return '{' + ','.join(members) + '}'")
    return WrittenCode("\n".join(lines) + "\n", "asked", held)


def _counts(field: Node) -> bool:
    return "personal" not in field and field["name"] not in _BESIDE


def _member(field: Node, cls: type, annotation: Any, held: dict[str, object]) -> Iterator[str]:
    name, kind, indent = field["name"], field["type"], ""
    yield f"value = command.{name}"
    if (default := _default(field, cls)) is not _ABSENT:
        held[f"default_{name}"] = default
        yield f"if value != default_{name}:"
        indent = "    "
    is_optional = kind["type"] == "union"
    branch = kind["branches"][1] if is_optional else kind
    text = _text(name, branch, given(annotation), given_to_wire_of(cls).get(name), held)
    member = f"""f'"{name}":{text}'"""
    if is_optional:
        member = f"""'"{name}":null' if value is None else {member}"""
    yield f"{indent}members.append({member})"


def _default(field: Node, cls: type) -> object:
    """As a command has it."""
    default, from_wire = field.get("default", _ABSENT), from_wire_of(cls)
    if default is _ABSENT or default is None or field["name"] not in from_wire:
        return default
    return from_wire[field["name"]](default)


def _text(name: str, kind: Node, annotation: Any, convert: Any, held: dict[str, object]) -> str:
    """What stands between the quotes of an f-string for a value that is there."""
    if (part := part_of(kind, annotation)) is not None:
        held[f"text_{name}"] = asking_source(*part).compiled(f"<what a {part[1].__name__} asks>")
        return f"{{listed(text_{name}, value)}}" if kind["type"] == "array" else f"{{text_{name}(value)}}"
    if convert is bytes_of_uuid:
        return _UUID
    value = "value"
    if convert is not None:
        held[f"as_{name}"], value = convert, f"as_{name}(value)"
    if kind["type"] != "array":
        held[f"text_{name}"] = _TEXTS[kind["type"]]
        return _IN_PLACE.get(kind["type"], "{{text_{name}({value})}}").format(name=name, value=value)
    held[f"text_{name}"] = _TEXTS[kind["items"]["type"]]
    return f"{{listed(text_{name}, {value})}}"


if __name__ == "__main__":
    sys.exit(shown(sys.argv[1:], asking_source))
