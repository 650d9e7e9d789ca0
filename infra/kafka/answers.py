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

from infra.kafka.index import PartitionIndex
from infra.kafka.index_sql import statements
from infra.kafka.originator_ids import OriginatorId, OriginatorIds


class Answer(NamedTuple):
    """What was answered to a command the first time."""

    command_id: bytes
    originator_id: OriginatorId | None
    version: int | None
    """Of the originator after the command's last event."""
    position: int | None
    """Of the command's last event."""
    refusal: bytes | None
    """What the writer remembered of an answer without events; None when the command caused events."""

    @property
    def accepted(self) -> bool:
        return self.refusal is None


class Answers:
    """The answers in one partition's index."""

    def __init__(self, index: PartitionIndex, originators: OriginatorIds) -> None:
        self._index = index
        self._originators = originators
        self._sql = statements()

    def of(self, command_ids: Iterable[bytes | UUID]) -> dict[bytes, Answer]:
        """The answers to those of the commands that were answered, by command id (16 bytes)."""
        found: dict[bytes, Answer] = {}
        by_events, by_refusal = self._sql["answer_of"], self._sql["refusal_of"]
        with self._index.reading() as connection:
            for given in command_ids:
                command_id = given.bytes if isinstance(given, UUID) else given
                if row := connection.execute(by_events, (command_id,)).fetchone():
                    originator, version, position = row
                    found[command_id] = Answer(
                        command_id, self._originators.from_index(originator), version, position, None
                    )
                elif row := connection.execute(by_refusal, (command_id,)).fetchone():
                    found[command_id] = Answer(command_id, None, None, None, row[0])
        return found

    def remember_refusals(
        self, refusals: Sequence[tuple[bytes, bytes]], next_offset: int | None = None, at_ms: int | None = None
    ) -> None:
        """Keeps (command id, answer) pairs; of two answers to one command the first is kept.

        `next_offset` is where to read on in the topic from which they came, when they were read back.
        """
        moment = time.time_ns() // 1_000_000 if at_ms is None else at_ms
        with self._index.transaction() as connection:
            connection.executemany(
                self._sql["insert_refusal"], [(command_id, answer, moment) for command_id, answer in refusals]
            )
            if next_offset is not None:
                connection.execute(self._sql["move_answers_offset"], (next_offset, next_offset))

    def forget_refusals(self, before_ms: int) -> int:
        """Drops refusals that are older (epoch ms) and returns how many: the bound on what is kept."""
        with self._index.transaction() as connection:
            return connection.execute(self._sql["forget_refusals"], (before_ms,)).rowcount

    @property
    def next_offset(self) -> int:
        """Where to read on in the topic of replies; 0 for a new index."""
        with self._index.reading() as connection:
            offset: int = connection.execute(self._sql["select_answers_offset"]).fetchone()[0]
            return offset
