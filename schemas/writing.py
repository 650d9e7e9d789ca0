"""Values into Avro's bytes, by functions that are put together once for each schema.

``fastavro`` looks through the schema again with each value, twice where there may be a null, and takes some values that
are none: it cuts a float to a whole number without a word, which must never happen to money, and lets an ``int`` pass
that has more than 32 bits, which other readers refuse. The format: https://avro.apache.org/docs/1.12.0/specification
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemas.tree import Node

Write = Callable[[Any], bytes]
"""The bytes of a value. Raises something, anything, for one that the type does not take (`schemas.fit` says why)."""


def writer_of(kind: Node) -> Write:
    """What writes values of this expanded type. Raises KeyError for a type that has no place in the contract."""
    if kind["type"] == "record":
        return _record(kind)
    if kind["type"] == "array":
        return _array(writer_of(kind["items"]))
    if kind["type"] == "union":
        return _optional(writer_of(kind["branches"][1]))
    return _fixed(kind["size"]) if kind["type"] == "fixed" else _PRIMITIVE[kind["type"]]


def _record(kind: Node) -> Write:
    fields = [(field["name"], writer_of(field["type"])) for field in kind["fields"]]

    def write(record: Any) -> bytes:
        if len(record) != len(fields):
            raise ValueError("there are other fields, or fields are missing")
        return b"".join([write_field(record[name]) for name, write_field in fields])

    return write


def _array(write_item: Write) -> Write:
    def write(items: Any) -> bytes:
        return b"".join([_long(len(items)), *map(write_item, items), b"\x00"]) if items else b"\x00"

    return write


def _optional(write_value: Write) -> Write:
    """Null is the first branch of every union, and there is one other."""
    return lambda value: b"\x00" if value is None else b"\x02" + write_value(value)


def _fixed(size: int) -> Write:
    def write(value: Any) -> bytes:
        if type(value) is not bytes or len(value) != size:
            raise ValueError("these are not so many bytes")
        return value

    return write


_LAST = [bytes([bits]) for bits in range(128)]
_MORE = [bytes([0x80 | bits]) for bits in range(128)]


def zigzag(number: int) -> bytes:
    """A whole number: seven bits a byte, the lowest first; the sign is the lowest bit."""
    rest = number << 1 if number >= 0 else (-number << 1) - 1
    if 0x3FFF < rest <= 0x1FFFFF:  # days, and most amounts
        return _MORE[rest & 0x7F] + _MORE[rest >> 7 & 0x7F] + _LAST[rest >> 14]
    encoded = b""
    while rest > 0x7F:
        encoded += _MORE[rest & 0x7F]
        rest >>= 7
    return encoded + _LAST[rest]


SMALL = [zigzag(number) for number in range(4096)]
"""The bytes of the numbers that come most."""


def _long(value: Any) -> bytes:
    if type(value) is not int or not -(2**63) <= value < 2**63:  # a bool is no number
        raise ValueError("this is no whole number of 64 bits")
    return SMALL[value] if 0 <= value < 4096 else zigzag(value)


def _int(value: Any) -> bytes:
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise ValueError("this is no whole number of 32 bits")
    return SMALL[value] if 0 <= value < 4096 else zigzag(value)


def _boolean(value: Any) -> bytes:
    if value is True:
        return b"\x01"
    if value is False:
        return b"\x00"
    raise ValueError("this is neither true nor false")


def _string(value: Any) -> bytes:
    return _bytes(value.encode())


def _bytes(value: Any) -> bytes:
    if type(value) is not bytes:
        raise ValueError("these are no bytes")
    size = len(value)
    return (SMALL[size] if size < 4096 else zigzag(size)) + value


_PRIMITIVE: dict[str, Write] = {
    "long": _long,
    "int": _int,
    "boolean": _boolean,
    "string": _string,
    "bytes": _bytes,
}
