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

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from operator import itemgetter
from typing import Any
from uuid import UUID

from domain.kernel.message import Command
from domain.kernel.quick_uuid import text_of_uuid
from infra.messages.fields import to_fields
from schemas.registry import Registry
from schemas.tree import Node

FINGERPRINT_BYTES = 16
"""128 bits: enough that nobody finds a second command with the fingerprint of a given one."""
SAYS_WHERE_FROM = frozenset({"source", "bank_file_id", "line_number", "deposit_id"})
FOUND_OUT_BESIDE = frozenset({"found_case"})

Reduce = Callable[[Any], Any]
_ABSENT = object()
_text_of = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def fingerprint_of(aggregate_id: UUID, expected_version: int | None, command: Command) -> str:
    """32 hexadecimal digits. Raises UnknownSchemaError for a command that has no schema."""
    return fingerprint_of_fields(aggregate_id, expected_version, command.TOPIC, to_fields(command))


def fingerprint_of_fields(
    aggregate_id: UUID, expected_version: int | None, topic: str, fields: Mapping[str, Any]
) -> str:
    """The same, of the fields of a command as Avro has them."""
    content = [topic, text_of_uuid(aggregate_id), expected_version, _reduced(topic)(fields)]
    return blake2b(_text_of(content).encode("ascii"), digest_size=FINGERPRINT_BYTES).hexdigest()


@cache
def _reduced(topic: str) -> Reduce:
    return _reduce(Registry.load().newest_tree(topic)[1]) or (lambda value: value)


def _reduce(node: Node) -> Reduce | None:
    """What makes of a value of this type what counts of it; None when all of it does."""
    if node["type"] == "record":
        return _reduce_record(node)
    if node["type"] in ("fixed", "bytes"):
        return bytes.hex
    if node["type"] == "array":
        return _reduce_array(_reduce(node["items"]))
    if node["type"] == "union":
        (inner,) = [_reduce(branch) for branch in node["branches"] if branch["type"] != "null"]
        return _reduce_optional(inner)
    return None


def _reduce_array(inner: Reduce | None) -> Reduce | None:
    return None if inner is None else lambda values: [inner(value) for value in values]


def _reduce_optional(inner: Reduce | None) -> Reduce | None:
    return None if inner is None else lambda value: None if value is None else inner(value)


def _reduce_record(node: Node) -> Reduce:
    kept = sorted(
        (
            (field["name"], field.get("default", _ABSENT), _reduce(field["type"]))
            for field in node["fields"]
            if "personal" not in field and field["name"] not in SAYS_WHERE_FROM | FOUND_OUT_BESIDE
        ),
        key=itemgetter(0),
    )

    def reduce(fields: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: fields[name] if inner is None else inner(fields[name])
            for name, default, inner in kept
            if fields[name] != default
        }

    return reduce
