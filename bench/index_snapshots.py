"""What a snapshot of a writer's index costs: ``python -m bench.index_snapshots [EVENTS]``; no server is needed.

Fills the index of one partition with events of the usual size, fifteen a case, and then copies it and puts the copy in
its place, several times. Prints MB, and medians in seconds of processor time and by the clock.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import md5
from pathlib import Path
from random import Random
from statistics import median

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.index import IndexProgress, PartitionIndex
from infra.eventlog.index.index_file import delete_index_file, identity_of, index_path
from infra.eventlog.index.recent_events import EventRow
from infra.eventlog.index.snapshots import IndexSnapshots
from infra.eventlog.records.originator_ids import UUIDOriginators

EVENTS_OF_A_CASE, TYPES, STATE_BYTES = 15, 40, 62
BATCH, REPETITIONS = 5_000, 5
LOG = EventLog("caseledger.events", 1, "log", "topic", "cluster")


def measure_snapshots(events: int) -> dict[str, float]:
    """Megabytes of the index and its copy, and seconds to write one and to put it in place."""
    with tempfile.TemporaryDirectory() as folder:
        path = index_path(Path(folder) / "index", LOG, 0)
        index = PartitionIndex(path, LOG, 0, UUIDOriginators())
        for rows in _batches(events):
            last = rows[-1].position
            index.apply(rows, IndexProgress(last, b"%064d" % last, last, last + 1))
        index.flush()
        snapshots = IndexSnapshots(Path(folder) / "shared")
        written = [_seconds(lambda: snapshots.write(path)) for _ in range(REPETITIONS)]
        index.close()
        restored = [_seconds(lambda: _restore(snapshots, path)) for _ in range(REPETITIONS)]
        label = snapshots.label_of(path)
        assert label is not None and label.position == events
    found = {"megabytes": label.size_bytes / 1e6}
    for name, times in (("write", written), ("restore", restored)):
        found[f"{name}_cpu_s"] = median(cpu for cpu, _ in times)
        found[f"{name}_s"] = median(clock for _, clock in times)
    return found


def _batches(events: int) -> Iterator[list[EventRow]]:
    dice = Random(1)
    for first in range(0, events, BATCH):
        yield [
            EventRow(
                number + 1,
                md5(b"case %d" % (number // EVENTS_OF_A_CASE), usedforsecurity=False).digest(),
                number % EVENTS_OF_A_CASE + 1,
                f"caseledger.case.Event{number % TYPES}",
                dice.randbytes(STATE_BYTES),
                dice.randbytes(16),
                dice.randbytes(16),
            )
            for number in range(first, min(first + BATCH, events))
        ]


def _restore(snapshots: IndexSnapshots, path: Path) -> None:
    delete_index_file(path)
    assert snapshots.restore(path, identity_of(LOG, 0, UUIDOriginators.name), lambda: None)
    PartitionIndex(path, LOG, 0, UUIDOriginators()).close()


def _seconds(do: Callable[[], object]) -> tuple[float, float]:
    cpu, clock = time.process_time(), time.monotonic()
    do()
    return time.process_time() - cpu, time.monotonic() - clock


if __name__ == "__main__":
    for what, value in measure_snapshots(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000).items():
        print(f"{what:16} {value:10.2f}")
