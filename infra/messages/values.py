"""Messages as record values: Avro in the Confluent wire format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.kernel.message import Message
from infra.messages.errors import Undecodable
from infra.messages.fields import from_fields, to_fields
from infra.messages.reading_source import MESSAGES, reading_source
from infra.messages.writing_source import writing_source
from schemas.errors import UndecodableError
from schemas.registry import HEADER, Registry

_ENCODERS: dict[str, Callable[[Any], bytes]] = {}
_DECODERS: dict[bytes, Callable[[bytes], Message]] = {}


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
        return from_fields(MESSAGES[name], fields), fields
    except UndecodableError as error:
        raise Undecodable(str(error)) from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Undecodable(f"the value is no message that we know ({type(error).__name__})") from error
