"""Folding the log into a build that does not serve yet: strictly, and only as far as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from psycopg2.extensions import cursor

from consumers.projector.contents import PartitionBatch, Unreadable, batch_of
from consumers.projector.folding import Opens, fold
from consumers.projector.transaction import new_items
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.partition.log_reader import LogReader
from infra.postgres.builds import Build
from infra.postgres.checkpoints import START, Checkpoint, Move, begin_checkpoints, move_checkpoints

OpenReader = Callable[[int], LogReader]


class RebuildStopped(Exception):
    """Something in the log cannot be folded; the build that serves is as it was."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a building was."""

    checkpoints: Mapping[int, Checkpoint]
    folded: int


class Building:
    """One build on its way through the log."""

    def __init__(self, build: Build, open_reader: OpenReader, opens: Opens) -> None:
        self.build = build
        self.folded = 0
        self._open_reader = open_reader
        self._opens = opens
        self._readers: dict[int, LogReader] = {}
        self._checkpoints: dict[int, Checkpoint] = {}

    def checkpoint(self, partition: int) -> Checkpoint:
        """How far it is."""
        return self._checkpoints.get(partition, START)

    def left(self, targets: Mapping[int, Checkpoint]) -> int:
        """How many offsets lie between where it is and the targets."""
        return sum(
            checkpoint.next_offset - self.checkpoint(partition).next_offset for partition, checkpoint in targets.items()
        )

    def batches(self, partition: int, target: Checkpoint) -> Iterator[PartitionBatch]:
        """What the log holds between where it is and the target. Raises LogUnavailable."""
        if self.checkpoint(partition).next_offset >= target.next_offset:
            return
        reader = self._readers.get(partition)
        if reader is None:
            reader = self._readers[partition] = self._open_reader(partition)
        for raw in reader.read(self.checkpoint(partition).next_offset, target.next_offset):
            yield batch_of(partition, raw.records, raw.next_offset)

    def fold(self, cursor: cursor, batch: PartitionBatch) -> None:
        """Fold a batch within the caller's transaction. Raises RebuildStopped for anything that cannot be folded."""
        partition, before = batch.partition, self.checkpoint(batch.partition)
        if partition not in self._checkpoints:
            begin_checkpoints(cursor, [self.build], partition)
        events = [self._event(partition, item.record.offset, item.content) for item in new_items(batch, before)]
        fold(cursor, self.build, events, self._opens, self._stop)
        last = events[-1] if events else None
        after = Checkpoint(last.position if last else before.position, batch.next_offset)
        move = Move(self.build, before, after, len(events), last.recorded_at if last else None)
        move_checkpoints(cursor, partition, [move])
        self._checkpoints[partition] = after
        self.folded += len(events)

    def mark(self) -> Mark:
        """Where it is, to come back to when a transaction is undone."""
        return Mark(dict(self._checkpoints), self.folded)

    def go_back(self, mark: Mark) -> None:
        """The transaction since then was undone."""
        self._checkpoints, self.folded = dict(mark.checkpoints), mark.folded

    def close(self) -> None:
        """Let go of the log."""
        for reader in self._readers.values():
            reader.close()

    def _event(self, partition: int, offset: int, content: RecordedEvent | Unreadable) -> RecordedEvent:
        if isinstance(content, Unreadable):
            raise self._stopped(partition, f"offset {offset}: {content.reason}")
        return content

    def _stop(self, event: RecordedEvent, error: Exception) -> None:
        what = f"position {event.position} ({event.topic}): {type(error).__name__}: {error}"
        raise self._stopped(event.partition, what)

    def _stopped(self, partition: int, what: str) -> RebuildStopped:
        return RebuildStopped(
            f"The rebuild of {self.build.model.name} stopped in partition {partition} at {what}. The read model that "
            "serves is as it was. A rebuild leaves nothing out: mend what folds this, then start the rebuild again."
        )
