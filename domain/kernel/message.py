"""What is said in the domain: commands, which ask for something, and events, which say what happened.

An event knows its own facts: the sentence that the audit trail shows, the ledger's postings, and the day from which
money counts. Whoever reads events asks for these facts and needs no list of event types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from domain.kernel.approval import Approval
from domain.kernel.ledger import Posting
from domain.kernel.quick_record import maker_of, reader_of
from domain.kernel.refusal import Refusal


class Message:
    """Something with a stable name on the wire. ``TOPIC`` is its Avro full name and its CloudEvents type."""

    __slots__ = ()
    TOPIC: ClassVar[str]


class Event(Message):
    """Something that happened. Past tense, immutable, never refused."""

    __slots__ = ()

    @property
    def erased_persons(self) -> tuple[UUID, ...]:
        """Persons whose data is erased by this event: with it, every key that their personal texts are sealed with."""
        return ()

    def sentence(self) -> str:
        """The event for a person to read. It never holds a field that is marked personal."""
        raise NotImplementedError(f"{type(self).__name__} has no sentence")

    def postings(self) -> Sequence[Posting]:
        """What it moves in the ledger: empty when it moves no money. They sum to zero in each currency."""
        return ()

    def effective_on(self) -> date | None:
        """The bank's day from which its money counts; None when it counts from when it happened."""
        return None

    def approval(self) -> Approval | None:
        """What somebody asks others to approve, or how that stands from then on; None when it says nothing of it."""
        return None

    def refusal(self) -> Refusal | None:
        """What its command was answered, when nothing came of that but this record; None for what was done."""
        return None


def moves_money(event_type: type[Event]) -> bool:
    """Whether events of this type can have postings."""
    return event_type.postings is not Event.postings


def speaks_of_approval(event_type: type[Event]) -> bool:
    """Whether events of this type ask others to approve something, or say how that stands."""
    return event_type.approval is not Event.approval


def records_refusal(event_type: type[Event]) -> bool:
    """Whether events of this type record that a command was refused."""
    return event_type.refusal is not Event.refusal


def erases_persons(event_type: type[Event]) -> bool:
    """Whether events of this type can erase persons."""
    return event_type.erased_persons is not Event.erased_persons


class Command(Message):
    """Something asked for. It can be refused.

    ``BY_PROGRAMS``: only policies and readers of bank files send it; no person asks for it.
    """

    __slots__ = ()
    BY_PROGRAMS: ClassVar[bool] = False

    def belongs_to(self) -> UUID | None:
        """The aggregate that it can only be for, where its id follows from what the command says."""
        return None

    @classmethod
    def to_try(cls, state: Any, day: date) -> Mapping[str, Any]:
        """Values of fields with which somebody would ask for it on ``day`` in ``state``, where types do not give any.

        With them it can be tried without being done (``domain.trying``).
        """
        return {}

    @classmethod
    def as_asked(cls, events: Sequence[Event], decided_at: datetime) -> Mapping[str, Any]:
        """Of its fields, those that the events it caused do not have under the same name: how they say it else.

        With them a decision can be taken again from the log alone (``domain.deciding_again``). ``decided_at`` is UTC.
        """
        return {}


SomeEvent = TypeVar("SomeEvent", bound=Event)


def caused_by(command: Command, event_type: type[SomeEvent], **others: Any) -> SomeEvent:
    """The event of ``event_type`` with the fields that it shares with ``command``, and the others as given."""
    asked: Any = type(command)
    names, read = _shared(asked, cast(Any, event_type))
    return maker_of(event_type)(**{**dict(zip(names, read(command), strict=True)), **others})


@cache
def _shared(command_type: Any, event_type: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the fields that both have, and what reads them of the command."""
    asked = {field.name for field in fields(command_type)}
    names = tuple(field.name for field in fields(event_type) if field.name in asked)
    return names, reader_of(names)
