"""What a policy is: it looks at events, remembers what it needs, and says which commands follow.

A new policy is one file with a subclass (and one with its SQL, if it remembers anything) and one row in
``consumers/runtime/workers.py``. Everything else, from reading to sending exactly once, is ``PolicyWorker``'s.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.kernel.identity import policy_command_id
from domain.kernel.message import Command, Event
from domain.kernel.recorded import RecordedEvent
from infra.runtime.settings import Settings

Lookup = sqlite3.Connection
"""What a policy remembers: its own tables, inside a transaction that the worker begins and ends."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A command to send to the aggregate ``target`` because of the event ``event_id``.

    ``beside`` names what is no more than a hint, and so stands beside the one command that the event may have for the
    target: its id is another, whichever of the two is found to follow when everything is read again.
    """

    target: UUID
    command: Command
    event_id: UUID
    correlation_id: UUID
    beside: str = ""

    def command_id(self, policy: str) -> UUID:
        """The same for the same event, policy and target: however often it is sent, it acts once."""
        sender = f"{policy}/{self.beside}" if self.beside else policy
        return policy_command_id(self.event_id, sender, self.target)


@dataclass(frozen=True, slots=True)
class RefusedIntent:
    """A command that this policy sent to ``target`` and that was refused with ``code``."""

    target: UUID
    command: Command
    command_id: UUID
    correlation_id: UUID
    code: str
    traceparent: str = ""
    """The trace that the command belonged to, if any."""

    def compensation(self, target: UUID, command: Command) -> Intent:
        """The intent that puts right what the refusal left open."""
        return Intent(target, command, self.command_id, self.correlation_id)


def because_of(event: RecordedEvent, target: UUID, command: Command) -> Intent:
    """The intent that follows from an event, in the matter that the event belongs to."""
    return Intent(target, command, event.event_id, event.correlation_id)


class Policy(ABC):
    """The rules of one policy. It does no I/O but into ``lookup``, and asks no clock.

    For one event it must not have two intents for one target, but for one ``beside`` the other: their commands would
    have the same id.
    """

    name: ClassVar[str]
    """On the command line, in metrics, as the actor of its commands and in their ids: never changed."""
    definition: ClassVar[int] = 1
    """Counts the changes of what is remembered; with a new one, everything is read again from the log."""
    handled: ClassVar[frozenset[type[Event]]]
    """The events it looks at; it is given no others."""
    opened: ClassVar[frozenset[type[Event]]] = frozenset()
    """Those of them whose personal texts it needs; the others come sealed. A text may be gone (``Withheld``)."""
    tables: ClassVar[str] = ""
    """SQL that creates its tables."""
    expected_refusals: ClassVar[frozenset[str]] = frozenset()
    """Codes which say that there is nothing to do any more. Every other refusal has a consequence."""

    @classmethod
    def configured(cls, settings: Settings) -> Policy:
        """The policy as the process's settings want it."""
        return cls()

    def of_batch(self, events: Sequence[RecordedEvent]) -> Sequence[RecordedEvent]:
        """What of these events it looks at, when they are read together. They come sealed, and in the order of their
        aggregates; what a later one makes useless may be left out, or its texts, which are then not opened."""
        return events

    @abstractmethod
    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Remember what is needed of an event, and give what follows from it alone.

        Events of one aggregate come in their order; those of different ones may come in any, as after a restart
        from nothing whole partitions are read one after another.
        """

    def batch_read(self, lookup: Lookup) -> None:  # noqa: B027 -- most policies gather nothing
        """What was read together has been reacted to. What was gathered of it is written now: the transaction may end,
        and whatever is asked next has to see it."""

    def compensate(self, lookup: Lookup, refused: RefusedIntent) -> Iterable[Intent]:
        """What must be done because a command of ours was refused. Where nothing can be, a person is shown it."""
        return ()

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """What follows from all that is known at ``now`` (UTC), having read what the log held a moment ago.

        Called after every step that ends caught up, whether or not anything happened. Give a bounded number; what
        is left is asked for in the next step.
        """
        return ()
