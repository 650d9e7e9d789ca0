"""Folding the log into builds that do not serve yet: strictly, and only as far as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from psycopg2.extensions import connection, cursor

from consumers.projector.contents import PartitionBatch, Unreadable, batch_of
from consumers.projector.folding import Opens, fold
from consumers.projector.transaction import new_items
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.partition.log_reader import LogReader
from infra.postgres.builds import Build
from infra.postgres.checkpoints import START, Checkpoint, Move, begin_checkpoints, move_checkpoints

OpenReader = Callable[[int], LogReader]
OnProgress = Callable[[int, int], None]
"""Told how many events are folded, and how many there are to fold in all."""


class RebuildStopped(Exception):
    """Something in the log cannot be folded; what serves is as it was."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a building was."""

    checkpoints: Mapping[int, Checkpoint]
    folded: int


class Building:
    """Builds of one model or several on their way through the log, all of them at the same place.

    ``checkpoints`` are where they stand; at the beginning, in partitions that it does not name.
    """

    def __init__(
        self,
        builds: Sequence[Build],
        open_reader: OpenReader,
        opens: Opens,
        checkpoints: Mapping[int, Checkpoint] = MappingProxyType({}),
    ) -> None:
        self._builds = builds
        self.folded = sum(checkpoint.position for checkpoint in checkpoints.values())
        self._open_reader = open_reader
        self._opens = opens
        self._readers: dict[int, LogReader] = {}
        self._checkpoints = dict(checkpoints)

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

    def fold_alone(self, opened: connection, batch: PartitionBatch) -> None:
        """Fold a batch in a transaction of its own. Raises as ``fold`` does."""
        with opened, opened.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
            self.fold(cursor, batch)

    def fold(self, cursor: cursor, batch: PartitionBatch) -> None:
        """Fold a batch within the caller's transaction. Raises RebuildStopped for anything that cannot be folded."""
        partition, before = batch.partition, self.checkpoint(batch.partition)
        if partition not in self._checkpoints:
            begin_checkpoints(cursor, self._builds, partition)
        events = [self._event(partition, item.record.offset, item.content) for item in new_items(batch, before)]
        for build in self._builds:
            fold(cursor, build, events, self._opens, partial(self._stop, build))
        last = events[-1] if events else None
        after = Checkpoint(last.position if last else before.position, batch.next_offset)
        recorded_at = last.recorded_at if last else None
        moves = [Move(build, before, after, len(events), recorded_at) for build in self._builds]
        move_checkpoints(cursor, partition, moves)
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
            names = ", ".join(build.model.name for build in self._builds)
            raise _stopped(names, partition, f"offset {offset}: {content.reason}")
        return content

    @staticmethod
    def _stop(build: Build, event: RecordedEvent, error: Exception) -> None:
        what = f"position {event.position} ({event.topic}): {type(error).__name__}: {error}"
        raise _stopped(build.model.name, event.partition, what)


def _stopped(names: str, partition: int, what: str) -> RebuildStopped:
    return RebuildStopped(
        f"The rebuild of {names} stopped in partition {partition} at {what}. What serves is as it was. A rebuild "
        "leaves nothing out: mend what folds this, then start the rebuild again."
    )
