"""One message of each type: the golden sample of its newest schema, read as a reader of the log reads it."""

from __future__ import annotations

from domain.catalogue import EVENTS
from domain.kernel.message import Command, Event
from infra.messages.values import decode
from schemas.golden_bytes import read_bytes
from schemas.registry import Registry


def golden_event(topic: str) -> Event:
    """The event that the golden bytes of ``topic`` hold."""
    event = decode(read_bytes(Registry.load().newest(topic)))
    assert isinstance(event, Event)
    return event


def golden_command(cls: type[Command]) -> Command:
    """The same of a command."""
    command = decode(read_bytes(Registry.load().newest(cls.TOPIC)))
    assert isinstance(command, Command)
    return command


GOLDEN_EVENTS: dict[str, Event] = {cls.__name__: golden_event(topic) for topic, cls in EVENTS.items()}
"""By the name of their class."""
