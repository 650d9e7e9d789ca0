"""What a person may not do with the books is on record."""

from __future__ import annotations

from dataclasses import dataclass

from domain.books.state import BOOKS, refuse_unless_begun
from domain.kernel.blocking import Blocked, records_blocks


@BOOKS.event
@dataclass(frozen=True, slots=True)
class ActionOnBooksBlocked(Blocked):
    """A rule forbade what a person tried to do with the books of the client funds."""


records_blocks(BOOKS, ActionOnBooksBlocked, refuse_unless_begun)
