"""The first answer to each command, so that a command sent twice gets it again and adds nothing.

The answer to a command that caused events is in those events: their causation id is the command's id. The answer to
one that caused none, a refusal, is kept beside them in the index, and on a topic of replies from which the index
can be filled again. That topic forgets after some days, and so do we: a refused command sent again after that is
decided anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from infra.eventlog.index.index import PartitionIndex
from infra.eventlog.index.index_sql import insert_rows, select_for_keys, statements
from infra.eventlog.records.originator_ids import OriginatorId

# Refusals that may wait in memory for the file. After a crash they are read again from the topic of replies.
RECENT_REFUSALS_MAX = 1_000
# How far the file may be behind in that topic: what is read again after a crash, a moment's work.
UNNOTED_REPLIES_MAX = 5_000


class RecordedAnswer(NamedTuple):
    """What was answered to a command the first time."""

    command_id: bytes
    originator_id: OriginatorId | None
    version: int | None
    """Of the originator after the command's last event."""
    position: int | None
    """Of the command's last event."""
    refusal: bytes | None
    """What the writer remembered of an answer without events; None when the command caused events."""
    fingerprint: bytes | None = None
    """Of what the command asked that caused the events, as their header has it."""
    topic: str | None = None
    state: bytes | None = None
    """Of the command's last event: it may say that the command was refused."""

    @property
    def accepted(self) -> bool:
        return self.refusal is None


class Answers:
    """The answers in one partition's index."""

    def __init__(self, index: PartitionIndex) -> None:
        self._index = index
        self._sql = statements()
        self._recent: dict[bytes, tuple[bytes, int]] = {}
        self._next_offset = 0
        self._noted: int | None = None  # what we know to stand in the file for it

    def of(self, command_ids: Iterable[bytes | UUID]) -> dict[bytes, RecordedAnswer]:
        """The answers to those of the commands that were answered, by command id (16 bytes)."""
        wanted = [given.bytes if isinstance(given, UUID) else given for given in command_ids]
        found = {
            command_id: RecordedAnswer(command_id, last.originator_id, last.version, last.position, None, *last[3:])
            for command_id, last in self._index.last_caused_by(wanted).items()
        }
        rest = [command_id for command_id in wanted if command_id not in found]
        with self._index.reading() as connection:
            refusals = dict(select_for_keys(connection, "select_refusals", rest))
            for command_id in rest:
                refusal = refusals.get(command_id)
                if refusal is None and command_id in self._recent:
                    refusal, _ = self._recent[command_id]
                if refusal is not None:
                    found[command_id] = RecordedAnswer(command_id, None, None, None, refusal)
        return found

    def remember_refusals(
        self, refusals: Sequence[tuple[bytes, bytes]], next_offset: int | None = None, at_ms: int | None = None
    ) -> None:
        """Keeps (command id, answer) pairs; of two answers to one command the first is kept.

        `next_offset` says that they are all there was before it in the topic of replies: where to read on.
        """
        moment = time.time_ns() // 1_000_000 if at_ms is None else at_ms
        with self._index.reading():
            for command_id, answer in refusals:
                self._recent.setdefault(command_id, (answer, moment))
            if self._noted is None:
                self._noted = self._in_file()
            self._next_offset = max(self._next_offset, next_offset or 0)
            unnoted = self._next_offset - self._noted
            if len(self._recent) >= RECENT_REFUSALS_MAX or unnoted >= UNNOTED_REPLIES_MAX:
                self.flush()

    def flush(self) -> None:
        """Writes what is in memory into the file. Raises sqlite3.Error, when nothing is lost."""
        with self._index.transaction() as connection:
            rows = sorted((command_id, answer, at_ms) for command_id, (answer, at_ms) in self._recent.items())
            insert_rows(connection, self._sql["insert_refusal"], rows)
            # An index that was begun again meanwhile has lost the refusals of before: it must read them all again.
            moved = connection.execute(self._sql["move_answers_offset"], (self._next_offset, self._noted)).rowcount
        self._recent.clear()
        if moved:
            self._noted = self._next_offset

    def forget_refusals(self, before_ms: int) -> int:
        """Drops refusals that are older (epoch ms) and returns how many: the bound on what is kept."""
        self.flush()
        with self._index.transaction() as connection:
            return connection.execute(self._sql["forget_refusals"], (before_ms,)).rowcount

    @property
    def next_offset(self) -> int:
        """Where to read on in the topic of replies; 0 for a new index."""
        return max(self._next_offset, self._in_file())

    def _in_file(self) -> int:
        with self._index.reading() as connection:
            offset: int = connection.execute(self._sql["select_answers_offset"]).fetchone()[0]
            return offset
