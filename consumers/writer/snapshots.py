"""Snapshots of the writer's indexes, beside the write path.

They are taken now and then on a thread of their own, and put where an index is lacking before its partition is taken
over.

Without one, a machine to which a partition is new reads it from the beginning of the log. What a snapshot lacks is read
from the log, so how often one is taken bounds how long that takes.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.index_file import identity_of, index_path
from infra.eventlog.index.index_sql import statements
from infra.eventlog.index.snapshots import IndexSnapshots
from infra.eventlog.records.originator_ids import UUIDOriginators
from infra.runtime.faults import where_it_failed
from infra.runtime.log_lines import about

EVENTS_BETWEEN = 50_000
"""Read from the log in about four seconds (docs/capacity.md)."""
REST_S = 600.0
"""Between two of a partition, however much is written: a copy costs as much as the index is large."""
LOOK_S = 30.0

log = logging.getLogger("caseledger.writer")


class WriterSnapshots:
    """The snapshots of one log's partitions in a folder. Nothing of it ends anything else."""

    def __init__(self, folder: Path, index_folder: Path, event_log: EventLog) -> None:
        self._snapshots = IndexSnapshots(folder)
        self._index_folder, self._event_log = index_folder, event_log
        self._taken_at: dict[int, float] = {}

    def restore(self, partition: int, show_life: Callable[[], None]) -> None:
        """Put one in place of an index that is not there. Call it before the partition is taken over: until then
        whoever has it serves."""
        index = index_path(self._index_folder, self._event_log, partition)
        if not index.exists():
            self._snapshots.restore(index, identity_of(self._event_log, partition, UUIDOriginators.name), show_life)

    def take(self, partition: int, now: float) -> bool:
        """Take one if enough was written since the last, and not a moment ago. Raises OSError, sqlite3.Error."""
        index = index_path(self._index_folder, self._event_log, partition)
        if now < self._taken_at.get(partition, -REST_S) + REST_S or not index.exists():
            return False
        label = self._snapshots.label_of(index)
        is_ours = label is not None and label.identity == list(
            identity_of(self._event_log, partition, UUIDOriginators.name)
        )
        if _position(index) - (label.position if label and is_ours else 0) < EVENTS_BETWEEN:
            return False
        self._taken_at[partition] = now
        self._snapshots.write(index)
        return True


class SnapshotTaker:
    """The thread. ``served`` says which partitions are."""

    def __init__(self, snapshots: WriterSnapshots, served: Callable[[], Collection[int]]) -> None:
        self._snapshots, self._served = snapshots, served
        self._ending = Event()
        self._thread = Thread(target=self._run, name="snapshots", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """A copy that is under way is not waited for: without its label it is none."""
        self._ending.set()

    def _run(self) -> None:
        while not self._ending.wait(LOOK_S):
            for partition in self._served():
                if self._ending.is_set():
                    return
                try:
                    self._snapshots.take(partition, time.monotonic())
                except (OSError, sqlite3.Error) as error:
                    told = about(partition=partition)
                    log.warning(
                        "partition %d: no snapshot could be taken: %s", partition, where_it_failed(error), extra=told
                    )


def _position(index: Path) -> int:
    with closing(sqlite3.connect(f"file:{index}?mode=rw", uri=True)) as opened:
        position: int = opened.execute(statements()["select_progress"]).fetchone()[0]
    return position
