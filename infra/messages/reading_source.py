"""What reads the messages of one class from their bytes: Python that is written from the schema, field by field.

Calling a function for each field is most of what reading a message costs, so here each field is read in place.
``python -m infra.messages.reading_source ClaimReceived`` shows what was written for that message.

It reads what ``schemas.writing`` writes, into what ``infra.messages.fields`` says. Bytes that say the same in other
ways, and bytes that say nothing, are left to the general way: a reader raises then, and never guesses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Message
from domain.kernel.quick_record import twin_of
from infra.messages.fields import from_wire_of, given
from infra.messages.written_code import WrittenCode
from schemas.reading import array_of, reader_of
from schemas.registry import HEADER, Registry
from schemas.tree import Node

MESSAGES: Mapping[str, type[Message]] = {**EVENTS, **COMMANDS}

_LONG = """\
bits = data[pos]
if bits < 0x80:
    {name} = (bits >> 1) ^ -(bits & 1)
    pos += 1
else:
    {name}, pos = read_{name}(data, pos)
"""
_STRING = """\
size = data[pos]
if size & 0x81:  # not one byte, or below zero
    {name}, pos = read_{name}(data, pos)
else:
    end = pos + 1 + (size >> 1)
    {name} = data[pos + 1:end].decode()
    pos = end
"""
_FIXED = """\
end = pos + {size}
{name} = data[pos:end]
pos = end
"""
_BOOLEAN = """\
{name} = (False, True)[data[pos]]
pos += 1
"""
_ANY = """\
{name}, pos = read_{name}(data, pos)
"""
_IN_PLACE = {"long": _LONG, "int": _LONG, "string": _STRING, "fixed": _FIXED, "boolean": _BOOLEAN}


def reading_source(schema: Node, cls: type, *, is_part: bool = False) -> WrittenCode:
    """What reads the messages of a class that were written by a schema, of which this is the tree. What ``is_part`` of
    a message is read from a place on, and where it ends is given with it.

    Raises ValueError when the class has other fields, or has them in another order.
    """
    names = [field.name for field in dataclass_fields(cls)]
    if [field["name"] for field in schema["fields"]] != names:
        raise ValueError("the class has other fields, or has them in another order")
    held: dict[str, object] = {"new": object.__new__, "twin": twin_of(cls), "cls": cls}
    hints = get_type_hints(cls)
    lines = ["def read(data, pos):"] if is_part else ["def read(data):", f"    pos = {HEADER.size}"]
    for field in schema["fields"]:
        name = field["name"]
        convert = from_wire_of(cls).get(name)
        lines += [f"    {line}" for line in _field(name, field["type"], hints[name], convert, held)]
    if not is_part:
        lines += ["    if pos != len(data):", "        raise ValueError('bytes are left over, or missing')"]
    lines += ["    made = new(twin)", *(f"    made.{name} = {name}_" for name in names), "    made.__class__ = cls"]
    lines += ["    return made, pos" if is_part else "    return made"]
    return WrittenCode("\n".join(lines) + "\n", "read", held)


def _field(name: str, kind: Node, annotation: Any, convert: Any, held: dict[str, object]) -> Iterator[str]:
    if kind["type"] != "union":
        yield from _value(name, kind, annotation, convert, held)
        return
    yield from ("branch = data[pos]", "pos += 1", "if branch == 2:")
    for line in _value(name, kind["branches"][1], given(annotation), convert, held):
        yield f"    {line}"
    yield from ("elif branch:", "    raise ValueError('a union has two branches')", "else:", f"    {name}_ = None")


def _value(name: str, kind: Node, annotation: Any, convert: Any, held: dict[str, object]) -> Iterator[str]:
    text = _IN_PLACE.get(kind["type"], _ANY)
    if (part := part_of(kind, annotation)) is not None:
        read = reading_source(*part, is_part=True).compiled(f"<what reads a {part[1].__name__}>")
        held[f"read_{name}_"], convert = (array_of(read), tuple) if kind["type"] == "array" else (read, None)
    elif "read_{name}" in text:
        held[f"read_{name}_"] = reader_of(kind)
    yield from text.format(name=f"{name}_", size=kind.get("size")).splitlines()
    if convert is not None:
        held[f"as_{name}"] = convert
        yield f"{name}_ = as_{name}({name}_)"


def part_of(kind: Node, annotation: Any) -> tuple[Node, type] | None:
    """The record that a field holds, or several of, and its class; None for anything else."""
    record = kind["items"] if kind["type"] == "array" else kind
    cls = get_args(annotation)[0] if get_origin(annotation) is tuple else annotation
    return (record, cls) if record["type"] == "record" and is_dataclass(cls) else None  # type: ignore[return-value]


def shown(names: Sequence[str], written: Callable[[Node, type[Message]], WrittenCode]) -> int:
    """Show what was written for the messages of these classes; 2 when there is none of a name."""
    topics = {topic.rpartition(".")[2]: topic for topic in MESSAGES}
    if unknown := [name for name in names if name not in topics]:
        print(f"There is no message {', '.join(unknown)}. docs/catalogue.md lists all that there are.", file=sys.stderr)
        return 2
    for name in names:
        topic = topics[name]
        print(written(Registry.load().newest_tree(topic)[1], MESSAGES[topic]).text)
    return 0


if __name__ == "__main__":
    sys.exit(shown(sys.argv[1:], reading_source))
