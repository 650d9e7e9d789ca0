"""Messages as record values: Avro in the Confluent wire format."""

from __future__ import annotations

from functools import cache, lru_cache

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.aggregate import Message
from infra.messages.errors import Undecodable
from infra.messages.fields import from_fields, to_fields
from infra.messages.value_reader import Reader, Unusual, value_reader
from schemas.errors import UndecodableError
from schemas.registry import HEADER, Registry

_CLASSES: dict[str, type[Message]] = {**EVENTS, **COMMANDS}


def encode(message: Message) -> bytes:
    """The value of a record that carries ``message``: an event's personal texts must be sealed by then.

    Raises UnencodableError, which names a field and shows no value.
    """
    return Registry.load().encode(message.TOPIC, to_fields(message))


def decode(value: bytes) -> Message:
    """The message in a record's value; what is sealed stays so. Raises Undecodable, with the reason."""
    read = _reader(value[: HEADER.size])
    if read is not None:
        try:
            return read(value)  # type: ignore[no-any-return]
        except (Unusual, IndexError, ValueError, OverflowError):
            pass  # the general decoder reads it, or says why not
    return decode_in_general(value)


def decode_in_general(value: bytes) -> Message:
    """The same for any version of any message, and for values that are none."""
    try:
        name, fields = Registry.load().decode(value)
        return from_fields(_CLASSES[name], fields)
    except UndecodableError as error:
        raise Undecodable(str(error)) from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Undecodable(f"the value is no message that we know ({type(error).__name__})") from error


@lru_cache(maxsize=256)
def _reader(header: bytes) -> Reader | None:
    """What reads values that begin like this: the newest version of a message, as a writer of today writes it."""
    topic = _topics().get(header)
    return None if topic is None else value_reader(_CLASSES[topic], Registry.load().newest_tree(topic)[1])


@cache
def _topics() -> dict[bytes, str]:
    return {Registry.load().newest_tree(topic)[0]: topic for topic in _CLASSES}
