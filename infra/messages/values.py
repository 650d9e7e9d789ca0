"""Messages as record values: Avro in the Confluent wire format."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

from domain.kernel.message import Message
from infra.messages.errors import Undecodable
from infra.messages.fields import from_fields, to_fields
from infra.messages.reading_source import MESSAGES, reading_source
from infra.messages.writing_source import writing_source
from schemas.errors import UndecodableError
from schemas.registry import HEADER, Registry

Record = TypeVar("Record")

_ENCODERS: dict[str, Callable[[Any], bytes]] = {}
_DECODERS: dict[bytes, Callable[[bytes], Message]] = {}
_READERS: dict[type, tuple[bytes, Callable[[bytes], Any]]] = {}


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
    """What makes the bytes of its fields as they are, written for it. Raises ValueError when they are not those of the
    schema."""
    header, tree = Registry.load().newest_tree(name)
    return writing_source(tree, cls, header).compiled(f"<what writes a {name}>")


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
    newest, tree = Registry.load().newest_tree(name)
    if newest != header:
        raise ValueError("an older version is read as the newest one has it")
    decoder = _DECODERS[header] = reading_source(tree, MESSAGES[name]).compiled(f"<what reads a {name}>")
    return decoder


def decode_as(name: str, cls: type[Record], value: bytes) -> Record:
    """The dataclass in a record's value that is written as the schema ``name`` says. Raises Undecodable."""
    with suppress(Exception):  # as above
        header, read = _READERS.get(cls) or _reader_of(name, cls)
        if value.startswith(header):
            return cast(Record, read(value))
    found, fields = _fields_of(value)
    if found != name:
        raise Undecodable(f"the value is a {found} and no {name}")
    return _made(cls, fields)


def _reader_of(name: str, cls: type) -> tuple[bytes, Callable[[bytes], Any]]:
    """How values of the newest version of a schema begin, and what reads them."""
    header, tree = Registry.load().newest_tree(name)
    found = _READERS[cls] = header, reading_source(tree, cls).compiled(f"<what reads a {name}>")
    return found


def name_of(value: bytes) -> str:
    """The type of the message in a record's value, without reading it. Raises Undecodable."""
    try:
        return Registry.load().name_of(value)
    except UndecodableError as error:
        raise Undecodable(str(error)) from error


def decode_with_fields(value: bytes) -> tuple[Message, dict[str, Any]]:
    """The same, and its fields as Avro has them (`to_fields`). Raises Undecodable."""
    name, fields = _fields_of(value)
    if name not in MESSAGES:
        raise Undecodable(f"the value is a {name}, and that is no message")
    return _made(MESSAGES[name], fields), fields


def _fields_of(value: bytes) -> tuple[str, dict[str, Any]]:
    try:
        return Registry.load().decode(value)
    except UndecodableError as error:
        raise Undecodable(str(error)) from error


def _made(cls: type[Record], fields: dict[str, Any]) -> Record:
    try:
        return from_fields(cls, fields)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Undecodable(f"the value is no message that we know ({type(error).__name__})") from error
