"""What every read model is: tables, and one way to fold a batch of events into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from psycopg2.extensions import cursor

from domain.kernel.message import Event
from domain.kernel.personal import Category
from domain.kernel.recorded import RecordedEvent


class CannotFold(Exception):
    """An event does not fit what the read model holds: its aggregate waits until a person has looked at it."""


@dataclass(frozen=True, slots=True)
class TextsInTheClear:
    """Columns of a table that hold personal texts, or what is made of them; each can be NULL.

    The row's ``person_id`` and ``partition`` say with whose key, of ``category``, they were sealed in the log: when
    that key is gone they are emptied, and the row stays.
    """

    table: str
    category: Category
    columns: tuple[str, ...]


class ReadModel(Protocol):
    """One read model. It ignores the events that it was not told about.

    Several builds of it can stand beside each other, each in a schema of its own.
    """

    @property
    def name(self) -> str:
        """Its name: that of the schema in which queries find it, and on the command line."""

    @property
    def definition(self) -> int:
        """Counts the changes of its tables and of what is folded into them; a change needs a rebuild."""

    @property
    def tables(self) -> str:
        """SQL that creates its tables in the first schema of the search path."""

    @property
    def staging(self) -> str:
        """SQL that creates its temporary staging tables where they are not there yet; empty when it needs none."""

    @property
    def staging_tables(self) -> Sequence[str]:
        """The names of those tables."""

    @property
    def checks(self) -> Mapping[str, str]:
        """SQL by its name, each of which gives a line for each place where something does not hold that must."""

    @property
    def opened(self) -> frozenset[type[Event]]:
        """The events that come with their personal texts; the others come sealed. A text may be gone (``Withheld``)."""

    @property
    def texts(self) -> Sequence[TextsInTheClear]:
        """Where it holds personal texts: none, unless events come to it opened."""

    def fold(self, cursor: cursor, events: Sequence[RecordedEvent]) -> None:
        """Fold events of one partition, in position order, each for the first time, into the tables.

        The search path leads to the build's schema and the staging tables are empty. Whoever calls keeps the
        position and ends the transaction. Raises CannotFold, or whatever PostgreSQL has against a row.
        """
