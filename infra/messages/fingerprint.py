"""What a command asks, as one short text: two commands with the same id are the same one when they have the same.

It covers the command's type, the aggregate that it is for, the version that it expects and its fields. Left out are

- the fields that are about a person: the fingerprint stays in the log for ever, where a hash of a name would let
  anybody try names against it, also after the person was erased; and a bank writes names and messages differently
  from one file to the next,
- what says where the command was read, not what it asks: a file may be sent under two names, and a line in two files,
- what the sender had found out beside it: that of a line read again may be more, or nothing,
- fields that hold their schema's default, so that a command of an older version is still the same,
- when it happened, who asked and who waits for the answer: the headers of a second try may differ in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from json.encoder import encode_basestring_ascii
from operator import itemgetter
from typing import Any
from uuid import UUID

from domain.kernel.message import Command
from domain.kernel.quick_record import reader_of
from domain.kernel.quick_uuid import text_of_uuid
from infra.messages.fields import Convert, from_wire_of, to_wire_of
from schemas.registry import Registry
from schemas.tree import Node

FINGERPRINT_BYTES = 16
"""128 bits: enough that nobody finds a second command with the fingerprint of a given one."""
SAYS_WHERE_FROM = frozenset({"source", "bank_file_id", "line_number", "deposit_id"})
FOUND_OUT_BESIDE = frozenset({"found_case"})

Text = Callable[[Any], str]
"""What counts of a value, as JSON without blanks."""
_ABSENT = object()


def fingerprint_of(aggregate_id: UUID, expected_version: int | None, command: Command) -> str:
    """32 hexadecimal digits. Raises UnknownSchemaError for a command that has no schema."""
    return fingerprint_of_text(fingerprinted_text(aggregate_id, expected_version, command))


def fingerprinted_text(aggregate_id: UUID, expected_version: int | None, command: Command) -> bytes:
    """What it is made of: JSON, in which the id of the aggregate has hyphens and those in fields have none."""
    version = "null" if expected_version is None else expected_version
    cls = type(command)
    fields = (_TEXTS_OF.get(cls) or _text_of(cls))(command)
    return f'["{command.TOPIC}","{text_of_uuid(aggregate_id)}",{version},{fields}]'.encode("ascii")


def fingerprint_of_text(text: bytes) -> str:
    """The fingerprint of such a text."""
    return blake2b(text, digest_size=FINGERPRINT_BYTES).hexdigest()


_TEXTS_OF: dict[type[Command], Text] = {}


def _text_of(cls: type[Command]) -> Text:
    """Of commands of a class, straight from their fields: worked out once."""
    fields = _that_count(Registry.load().newest_tree(cls.TOPIC)[1])
    read = reader_of([field["name"] for field in fields])
    steps = [_step(field, to_wire_of(cls), from_wire_of(cls)) for field in fields]

    def text_of(command: Command) -> str:
        given = zip(steps, read(command), strict=True)
        return _object([label + text(value) for (label, default, text), value in given if value != default])

    _TEXTS_OF[cls] = text_of
    return text_of


def _step(field: Node, to_wire: Mapping[str, Convert], from_wire: Mapping[str, Convert]) -> tuple[str, Any, Text]:
    """A field's name, its default as a command has it, and what tells its value."""
    name, default, text = field["name"], field.get("default", _ABSENT), _text(field["type"])
    if name not in to_wire:
        return f'"{name}":', default, text
    if default is not _ABSENT and default is not None:
        default = from_wire[name](default)
    return f'"{name}":', default, _both(to_wire[name], text)


def _both(convert: Convert, text: Text) -> Text:
    return lambda value: text(convert(value))


def _text(node: Node) -> Text:
    """Of values of this type as Avro has them."""
    if node["type"] == "record":
        return _text_of_record(node)
    if node["type"] == "array":
        item = _text(node["items"])
        return lambda values: f"[{','.join([item(value) for value in values])}]"
    if node["type"] == "union":
        (inner,) = [_text(branch) for branch in node["branches"] if branch["type"] != "null"]
        return lambda value: "null" if value is None else inner(value)
    return _TEXTS[node["type"]]


def _text_of_record(node: Node) -> Text:
    kept = [
        (field["name"], f'"{field["name"]}":', field.get("default", _ABSENT), _text(field["type"]))
        for field in _that_count(node)
    ]
    return lambda record: _object(
        [label + text(record[name]) for name, label, default, text in kept if record[name] != default]
    )


def _object(members: list[str]) -> str:
    return f"{{{','.join(members)}}}"


def _that_count(node: Node) -> list[Node]:
    """The fields of a record by which two commands differ, in the order of their names."""
    beside = SAYS_WHERE_FROM | FOUND_OUT_BESIDE
    return sorted(
        (field for field in node["fields"] if "personal" not in field and field["name"] not in beside),
        key=itemgetter("name"),
    )


def _hexadecimal(value: bytes) -> str:
    return f'"{value.hex()}"'


_TEXTS: dict[str, Text] = {
    "string": encode_basestring_ascii,
    "int": int.__repr__,
    "long": int.__repr__,
    "boolean": lambda value: "true" if value else "false",
    "bytes": _hexadecimal,
    "fixed": _hexadecimal,
}
