"""Messages as record values: Avro in the Confluent wire format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Message
from domain.kernel.quick_record import maker_of, reader_of
from infra.messages.errors import Undecodable
from infra.messages.fields import from_fields, from_wire_of, to_fields, to_wire_of
from schemas.errors import UndecodableError
from schemas.reading import Read
from schemas.registry import HEADER, Registry

_ENCODERS: dict[str, Callable[[Any], bytes]] = {}
_DECODERS: dict[bytes, Callable[[bytes], Message]] = {}
_CLASSES: dict[str, type[Message]] = {**EVENTS, **COMMANDS}


def encode(message: Message) -> bytes:
    """The value of a record that carries ``message``: an event's personal texts must be sealed by then.

    Raises UnencodableError, which names a field and shows no value.
    """
    return encode_as(message.TOPIC, message)


def encode_as(name: str, message: Any) -> bytes:
    """The same for a dataclass that is written as the schema ``name`` says."""
    try:
        encoder = _ENCODERS.get(name) or _ENCODERS.setdefault(name, _encoder(name, type(message)))
        return encoder(message)
    except Exception:  # this way says what is wrong with it
        return Registry.load().encode(name, to_fields(message))


def _encoder(name: str, cls: type) -> Callable[[Any], bytes]:
    """What makes the bytes of its fields as they are, each by a function that was put together for it.

    Raises ValueError when they are not those of the schema.
    """
    header, writers = Registry.load().writers(name)
    fields, to_wire = [field for field, _ in writers], to_wire_of(cls)
    if sorted(fields) != sorted(field.name for field in dataclass_fields(cls)):
        raise ValueError("the class has other fields")
    read = reader_of(fields)
    steps = [write if field not in to_wire else _both(to_wire[field], write) for field, write in writers]
    return lambda message: header + b"".join([step(value) for step, value in zip(steps, read(message), strict=True)])


def _both(convert: Callable[[Any], Any], write: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    return lambda value: write(convert(value))


def decode(value: bytes) -> Message:
    """The message in a record's value; what is sealed stays so. Raises Undecodable, with the reason."""
    try:
        header = value[: HEADER.size]
        return (_DECODERS.get(header) or _decoder_of(header))(value)
    except Exception:  # this way reads whatever can be read, and says what is wrong with the rest
        return decode_with_fields(value)[0]


def _decoder_of(header: bytes) -> Callable[[bytes], Message]:
    """What reads the values that begin like this. Raises ValueError for those of an older version."""
    name = Registry.load().name_of(header)
    newest, readers = Registry.load().readers(name)
    if newest != header:
        raise ValueError("an older version is read as the newest one has it")
    decoder = _DECODERS[header] = _decoder(readers, _CLASSES[name])
    return decoder


def _decoder(readers: Sequence[tuple[str, Read]], cls: type[Message]) -> Callable[[bytes], Message]:
    """What makes a message of its bytes, field by field, with functions that were put together for it.

    Raises ValueError when they are not the fields of the class.
    """
    from_wire, names = from_wire_of(cls), [field.name for field in dataclass_fields(cls)]  # type: ignore[arg-type]
    if [field for field, _ in readers] != names:
        raise ValueError("the class has other fields, or has them in another order")
    steps = [read if field not in from_wire else _and_then(read, from_wire[field]) for field, read in readers]
    make = maker_of(cls)

    def decode(value: bytes) -> Message:
        found, pos = [], HEADER.size
        for read in steps:
            one, pos = read(value, pos)
            found.append(one)
        if pos != len(value):
            raise ValueError("bytes are left over, or missing")
        return make(*found)

    return decode


def _and_then(read: Read, convert: Callable[[Any], Any]) -> Read:
    def read_and_convert(data: bytes, pos: int) -> tuple[Any, int]:
        found, pos = read(data, pos)
        return convert(found), pos

    return read_and_convert


def name_of(value: bytes) -> str:
    """The type of the message in a record's value, without reading it. Raises Undecodable."""
    try:
        return Registry.load().name_of(value)
    except UndecodableError as error:
        raise Undecodable(str(error)) from error


def decode_with_fields(value: bytes) -> tuple[Message, dict[str, Any]]:
    """The same, and its fields as Avro has them (`to_fields`). Raises Undecodable."""
    try:
        name, fields = Registry.load().decode(value)
        return from_fields(_CLASSES[name], fields), fields
    except UndecodableError as error:
        raise Undecodable(str(error)) from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Undecodable(f"the value is no message that we know ({type(error).__name__})") from error
