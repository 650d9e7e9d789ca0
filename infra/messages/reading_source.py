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
from typing import Any, NamedTuple

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Message
from domain.kernel.quick_record import twin_of
from infra.messages.fields import from_wire_of
from schemas.reading import reader_of
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


class ReadingSource(NamedTuple):
    """The text of a function ``read``, and what the names in it stand for that are not its own."""

    text: str
    names: Mapping[str, object]

    def compiled(self, file: str) -> Callable[[bytes], Any]:
        """The function. A traceback through it names ``file``."""
        place = dict(self.names)
        exec(compile(self.text, file, "exec"), place)
        read: Callable[[bytes], Any] = place["read"]  # type: ignore[assignment]
        return read


def reading_source(schema: Node, cls: type[Message]) -> ReadingSource:
    """What reads the messages of a class that were written by a schema, of which this is the tree.

    Raises ValueError when the class has other fields, or has them in another order.
    """
    names = [field.name for field in dataclass_fields(cls)]  # type: ignore[arg-type]
    if [field["name"] for field in schema["fields"]] != names:
        raise ValueError("the class has other fields, or has them in another order")
    held: dict[str, object] = {f"as_{name}": convert for name, convert in from_wire_of(cls).items()}
    lines = ["def read(data):", f"    pos = {HEADER.size}"]
    for field in schema["fields"]:
        lines += [f"    {line}" for line in _field(field["name"], field["type"], held)]
    lines += [
        "    if pos != len(data):",
        "        raise ValueError('bytes are left over, or missing')",
        "    made = new(twin)",
        *(f"    made.{name} = {name}_" for name in names),
        "    made.__class__ = cls",
        "    return made",
    ]
    return ReadingSource("\n".join(lines) + "\n", {**held, "new": object.__new__, "twin": twin_of(cls), "cls": cls})


def _field(name: str, kind: Node, held: dict[str, object]) -> Iterator[str]:
    if kind["type"] != "union":
        yield from _value(name, kind, held)
        return
    yield from ("branch = data[pos]", "pos += 1", "if branch == 2:")
    for line in _value(name, kind["branches"][1], held):
        yield f"    {line}"
    yield from ("elif branch:", "    raise ValueError('a union has two branches')", "else:", f"    {name}_ = None")


def _value(name: str, kind: Node, held: dict[str, object]) -> Iterator[str]:
    text = _IN_PLACE.get(kind["type"], _ANY)
    if "read_{name}" in text:
        held[f"read_{name}_"] = reader_of(kind)
    yield from text.format(name=f"{name}_", size=kind.get("size")).splitlines()
    if f"as_{name}" in held:
        yield f"{name}_ = as_{name}({name}_)"


def main(names: Sequence[str]) -> int:
    """Show what reads the messages of these classes; 2 when there is none of a name."""
    topics = {topic.rpartition(".")[2]: topic for topic in MESSAGES}
    if unknown := [name for name in names if name not in topics]:
        print(f"There is no message {', '.join(unknown)}. docs/catalogue.md lists all that there are.", file=sys.stderr)
        return 2
    for name in names:
        topic = topics[name]
        print(reading_source(Registry.load().newest_tree(topic)[1], MESSAGES[topic]).text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
