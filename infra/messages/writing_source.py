"""What writes the messages of one class as bytes: Python that is written from the schema, field by field.

``python -m infra.messages.writing_source ClaimReceived`` shows what was written for that message. What it writes is
what ``schemas.writing`` writes of the fields that ``infra.messages.fields`` makes; a message that has something else
in a field is left to them, who say what is wrong: a writer raises then, and never guesses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from typing import Any, get_type_hints

from infra.messages.fields import bytes_of_uuid, given, given_to_wire_of
from infra.messages.reading_source import part_of, shown
from infra.messages.written_code import WrittenCode
from schemas.tree import Node
from schemas.writing import SMALL, writer_of, zigzag

_LONG = """\
{name} = small[value] if type(value) is int and 0 <= value < {few} else write_{name}(value)
"""
_STRING = """\
value = value.encode()
size = len(value)
{name} = (small[size] if size < {few} else zigzag(size)) + value
"""
_UUID = """\
{name} = value.int.to_bytes(16)
"""
_RECORD = """\
{name} = write_{name}(value)
"""
_ARRAY = """\
{name} = b"".join([write_count(len(value)), *map(write_{name}, value), b"\\x00"]) if len(value) else b"\\x00"
"""
_IN_PLACE = {"long": _LONG, "int": _LONG, "string": _STRING}


def writing_source(schema: Node, cls: type, header: bytes = b"") -> WrittenCode:
    """What writes records of a class as a schema says, of which this is the tree; ``header`` comes before each.

    Raises ValueError when the class has other fields than the schema.
    """
    names = [field["name"] for field in schema["fields"]]
    if sorted(names) != sorted(field.name for field in dataclass_fields(cls)):
        raise ValueError("the class has other fields")
    held: dict[str, object] = {"header": header, "small": SMALL, "zigzag": zigzag, "write_count": writer_of(_COUNT)}
    hints = get_type_hints(cls)
    lines = ["def write(message):"]
    for field in schema["fields"]:
        name = field["name"]
        convert = given_to_wire_of(cls).get(name)
        lines += [f"    value = message.{name}"]
        lines += [f"    {line}" for line in _field(name, field["type"], hints[name], convert, held)]
    lines += [f"    return b''.join(({', '.join(['header', *(f'{name}_' for name in names)])}))"]
    return WrittenCode("\n".join(lines) + "\n", "write", held)


_COUNT: Node = {"type": "long"}


def _field(name: str, kind: Node, annotation: Any, convert: Any, held: dict[str, object]) -> Iterator[str]:
    if kind["type"] != "union":
        yield from _value(name, kind, annotation, convert, held)
        return
    yield from ("if value is None:", f"    {name}_ = b'\\x00'", "else:")
    for line in _value(name, kind["branches"][1], given(annotation), convert, held):
        yield f"    {line}"
    yield f"    {name}_ = b'\\x02' + {name}_"


def _value(name: str, kind: Node, annotation: Any, convert: Any, held: dict[str, object]) -> Iterator[str]:
    if (part := part_of(kind, annotation)) is not None:
        text = _ARRAY if kind["type"] == "array" else _RECORD
        held[f"write_{name}_"] = writing_source(*part).compiled(f"<what writes a {part[1].__name__}>")
    elif convert is bytes_of_uuid:
        text = _UUID
    else:
        text = _IN_PLACE.get(kind["type"], _RECORD)
        held[f"write_{name}_"] = writer_of(kind)
        if convert is not None:
            held[f"as_{name}"] = convert
            yield f"value = as_{name}(value)"
    yield from text.format(name=f"{name}_", few=len(SMALL)).splitlines()


if __name__ == "__main__":
    sys.exit(shown(sys.argv[1:], writing_source))
