"""A function for each message class that reads its fields straight from the bytes of a value.

Decoding in general makes a mapping of Avro fields and then a message of that. Here the schema and the dataclass are
turned into one function with a few lines for each field, compiled once as ``namedtuple`` does: it takes two thirds
of the time. It reads what our writers write, whole and undamaged. Whatever else it meets (a length below zero, an array
in blocks with sizes, a number of more than nine bytes, bytes that are too few or too many) it leaves to the general
decoder, which knows what to say about it.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.kernel.personal import Sealed
from infra.messages.quick_text import uuid_of_number
from schemas.registry import HEADER
from schemas.tree import Node

Reader = Callable[[bytes], Any]

_LONG_BYTES = 9  # nine bytes of seven bits fill no more than 63


class Unusual(Exception):
    """These bytes are for the general decoder."""


def value_reader(cls: type, tree: Node) -> Reader:
    """A reader of ``cls`` from whole values, with their header, that were written with the schema ``tree``.

    It raises Unusual, IndexError, ValueError or OverflowError for values that it does not read. Raises TypeError here
    when the class or the schema has something that it has no lines for.
    """
    code = _Code()
    made = code.message(tree, cls, "    ")
    body = "\n".join(code.lines)
    source = f"def read(d):\n    p = {HEADER.size}\n{body}\n    if p != len(d): raise Unusual\n    return {made}\n"
    exec(source, code.names)
    reader: Reader = code.names["read"]
    return reader


def longer(data: bytes, at: int, first: int) -> tuple[int, int]:
    """A variable-length number (still zigzag) whose first byte says that it has more, and where it ends."""
    number, shift = first & 0x7F, 7
    for place in range(at, at + _LONG_BYTES - 1):
        byte = data[place]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, place + 1
        shift += 7
    raise Unusual


class _Code:
    """The lines of one function, and the names in them. ``d`` are the bytes, and ``p`` is how far they are read."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            "Unusual": Unusual, "longer": longer, "uuid_of_number": uuid_of_number, "number_of": int.from_bytes,
            "day": date.fromordinal, "days_before": date(1970, 1, 1).toordinal(),
            "epoch": datetime(1970, 1, 1, tzinfo=UTC), "timedelta": timedelta, "Sealed": Sealed,
        }  # fmt: skip
        self._numbers = count()

    def message(self, node: Node, cls: Any, indent: str) -> str:
        """Lines that read a record; returns the expression that makes a ``cls`` of it."""
        if node["type"] != "record" or not is_dataclass(cls):
            raise TypeError(f"no way to read {cls} from {node['type']}")
        hints = get_type_hints(cls)
        # Avro's order is that of the bytes; a field that the class does not have is read and let go.
        read = {field["name"]: self.value(field["type"], hints.get(field["name"]), indent) for field in node["fields"]}
        made = self._name("cls")
        self.names[made] = cls
        return f"{made}({', '.join(read[field.name] for field in fields(cls))})"

    def value(self, node: Node, annotation: Any, indent: str) -> str:
        """Lines that read a value; returns the variable that holds it."""
        held = self._name("v")
        kind = node["type"]
        if kind == "record":
            self._add(indent, f"{held} = {self.message(node, annotation, indent)}")
        elif kind == "union":
            self._union(held, node, annotation, indent)
        elif kind == "array":
            self._array(held, node, annotation, indent)
        elif kind == "string" and annotation in (str, None):
            self._length(indent, "q")
            self._add(indent, f"q = p + (q >> 1); {held} = str(d[p:q], 'utf-8'); p = q")
        elif kind == "bytes" and annotation in (str, None):  # a personal text: sealed
            self._length(indent, "q")
            self._add(indent, f"q = p + (q >> 1); {held} = Sealed(d[p:q]); p = q")
        elif kind == "fixed" and node["size"] == 16 and annotation is UUID:
            self._add(indent, f"{held} = uuid_of_number(number_of(d[p:p + 16], 'big')); p += 16")
        elif kind in ("int", "long"):
            self._number(indent, held)
            self._add(indent, f"{held} = {_from_number(annotation).format(f'(({held} >> 1) ^ -({held} & 1))')}")
        else:
            raise TypeError(f"no lines for {kind} as {annotation}")
        return held

    def _union(self, held: str, node: Node, annotation: Any, indent: str) -> None:
        branches = [branch["type"] for branch in node["branches"]]
        if get_origin(annotation) not in (Union, types.UnionType) or len(branches) != 2 or "null" not in branches:
            raise TypeError(f"no lines for a union of {branches} as {annotation}")
        (inner,) = [argument for argument in get_args(annotation) if argument is not type(None)]
        null = branches.index("null")
        self._add(indent, "q = d[p]; p += 1", f"if q == {null << 1}: {held} = None", f"elif q == {(1 - null) << 1}:")
        self._add(indent, f"    {held} = {self.value(node['branches'][1 - null], inner, indent + '    ')}")
        self._add(indent, "else: raise Unusual")

    def _array(self, held: str, node: Node, annotation: Any, indent: str) -> None:
        if get_origin(annotation) is not tuple:
            raise TypeError(f"no lines for an array as {annotation}")
        left = self._name("n")
        self._add(indent, f"{held} = []")
        self._length(indent, left)
        self._add(indent, f"while {left}:")
        inner = indent + "    "
        self._add(inner, f"for _ in range({left} >> 1):")
        element = self.value(node["items"], get_args(annotation)[0], inner + "    ")
        self._add(inner, f"    {held}.append({element})")
        self._length(inner, left)
        self._add(indent, f"{held} = tuple({held})")

    def _length(self, indent: str, held: str) -> None:
        """A length or a count, doubled as zigzag does; an odd one would be below zero."""
        self._number(indent, held)
        self._add(indent, f"if {held} & 1: raise Unusual")

    def _number(self, indent: str, held: str) -> None:
        self._add(indent, f"{held} = d[p]; p += 1", f"if {held} > 127: {held}, p = longer(d, p, {held})")

    def _add(self, indent: str, *lines: str) -> None:
        self.lines += [indent + line for line in lines]

    def _name(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers)}"


def _from_number(annotation: Any) -> str:
    """What makes a value of its type of a number."""
    if annotation is date:
        return "day({} + days_before)"
    if annotation is datetime:
        return "epoch + timedelta(0, 0, {})"
    if annotation in (int, None):
        return "{}"
    raise TypeError(f"no number is a {annotation}")
