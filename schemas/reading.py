"""Avro's bytes into values, by functions that are put together once for each schema: the way back of ``writing``.

They read what ``writing`` writes. Bytes that say the same in other ways, and bytes that say nothing, are left to the
library that reads whatever Avro allows (`schemas.registry`): these functions raise then, and never guess. Nor do they
look where the bytes end: whoever calls does, and what was read beyond that was nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemas.tree import Node

Read = Callable[[bytes, int], tuple[Any, int]]
"""The value that begins at a place, and where the next one does. Raises something, anything, where there is none."""


def reader_of(kind: Node) -> Read:
    """What reads values of this expanded type. Raises KeyError for a type that has no place in the contract."""
    if kind["type"] == "record":
        return _record(kind)
    if kind["type"] == "array":
        return array_of(reader_of(kind["items"]))
    if kind["type"] == "union":
        return _optional(reader_of(kind["branches"][1]))
    return _fixed(kind["size"]) if kind["type"] == "fixed" else _PRIMITIVE[kind["type"]]


def _record(kind: Node) -> Read:
    fields = [(field["name"], reader_of(field["type"])) for field in kind["fields"]]

    def read(data: bytes, pos: int) -> tuple[dict[str, Any], int]:
        record = {}
        for name, read_field in fields:
            record[name], pos = read_field(data, pos)
        return record, pos

    return read


def array_of(read_item: Read) -> Read:
    """What reads several, as a list."""

    def read(data: bytes, pos: int) -> tuple[list[Any], int]:
        items = []
        count, pos = _size(data, pos)
        while count:
            for _ in range(count):
                item, pos = read_item(data, pos)
                items.append(item)
            count, pos = _size(data, pos)
        return items, pos

    return read


def _optional(read_value: Read) -> Read:
    """Null is the first branch of every union, and there is one other."""

    def read(data: bytes, pos: int) -> tuple[Any, int]:
        branch = data[pos]
        if branch == 2:
            return read_value(data, pos + 1)
        if branch:
            raise ValueError("a union has two branches")
        return None, pos + 1

    return read


def _fixed(size: int) -> Read:
    return lambda data, pos: (data[pos : pos + size], pos + size)


def _long(data: bytes, pos: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first; the sign is the lowest bit."""
    bits = data[pos]
    pos += 1
    if bits > 0x7F:
        bits &= 0x7F
        shift = 7
        while (byte := data[pos]) > 0x7F:
            bits |= (byte & 0x7F) << shift
            shift += 7
            pos += 1
        bits |= byte << shift
        pos += 1
        if bits >= 1 << 64:
            raise ValueError("this is no whole number of 64 bits")
    return (bits >> 1) ^ -(bits & 1), pos


def _size(data: bytes, pos: int) -> tuple[int, int]:
    size, pos = _long(data, pos)
    if size < 0:
        raise ValueError("no size is below zero")
    return size, pos


def _boolean(data: bytes, pos: int) -> tuple[bool, int]:
    return (False, True)[data[pos]], pos + 1


def _string(data: bytes, pos: int) -> tuple[str, int]:
    size = data[pos]
    if size & 0x81:  # not one byte, or below zero
        size, pos = _size(data, pos)
    else:
        size, pos = size >> 1, pos + 1
    end = pos + size
    return data[pos:end].decode(), end


def _bytes(data: bytes, pos: int) -> tuple[bytes, int]:
    size, pos = _size(data, pos)
    end = pos + size
    return data[pos:end], end


_PRIMITIVE: dict[str, Read] = {
    "long": _long,
    "int": _long,
    "boolean": _boolean,
    "string": _string,
    "bytes": _bytes,
}
