"""Messages as record values: Avro in the Confluent wire format."""

from __future__ import annotations

from typing import Any

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.message import Message
from infra.messages.errors import Undecodable
from infra.messages.fields import from_fields, to_fields
from schemas.errors import UndecodableError
from schemas.registry import Registry

_CLASSES: dict[str, type[Message]] = {**EVENTS, **COMMANDS}


def encode(message: Message) -> bytes:
    """The value of a record that carries ``message``: an event's personal texts must be sealed by then.

    Raises UnencodableError, which names a field and shows no value.
    """
    return Registry.load().encode(message.TOPIC, to_fields(message))


def decode(value: bytes) -> Message:
    """The message in a record's value; what is sealed stays so. Raises Undecodable, with the reason."""
    return decode_with_fields(value)[0]


def decode_with_fields(value: bytes) -> tuple[Message, dict[str, Any]]:
    """The same, and its fields as Avro has them (`to_fields`). Raises Undecodable."""
    try:
        name, fields = Registry.load().decode(value)
        return from_fields(_CLASSES[name], fields), fields
    except UndecodableError as error:
        raise Undecodable(str(error)) from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Undecodable(f"the value is no message that we know ({type(error).__name__})") from error
