"""A snapshot of an index by itself: what is restored is what was copied, or nothing."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.index import IndexProgress, PartitionIndex
from infra.eventlog.index.index_file import identity_of, problem_of
from infra.eventlog.index.recent_events import EventRow
from infra.eventlog.index.snapshots import IndexSnapshots
from infra.eventlog.records.originator_ids import UUIDOriginators

LOG = EventLog("topic", 1, "log", "topic-id", "cluster")
IDENTITY = identity_of(LOG, 0, UUIDOriginators.name)
EVENTS = 500


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index" / "topic-0.sqlite"


@pytest.fixture
def snapshots(tmp_path: Path) -> IndexSnapshots:
    return IndexSnapshots(tmp_path / "shared")


@pytest.fixture
def taken(index: Path, snapshots: IndexSnapshots) -> dict[str, list[Any]]:
    """What stood in the index of which there is a snapshot; the index itself is lost."""
    opened = PartitionIndex(index, LOG, 0, UUIDOriginators())
    grow(opened, EVENTS)
    opened.close()
    before = content(index)
    assert snapshots.write(index).position == EVENTS
    index.unlink()
    return before


def grow(index: PartitionIndex, count: int) -> None:
    first = index.progress.position + 1
    rows = [EventRow(n, UUID(int=n).bytes, 1, "t", b"s" * 60, UUID(int=n).bytes) for n in range(first, first + count)]
    last = first + count - 1
    index.apply(rows, IndexProgress(last, b"%064d" % last, last, last + 1))


def content(index: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    with closing(sqlite3.connect(index)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(opened.execute(f'SELECT * FROM "{table}"'), key=repr) for table in tables}


def restore(snapshots: IndexSnapshots, index: Path) -> bool:
    return snapshots.restore(index, IDENTITY, lambda: None)


def test_what_is_restored_is_what_was_copied(
    taken: dict[str, list[Any]], index: Path, snapshots: IndexSnapshots
) -> None:
    assert restore(snapshots, index)
    assert content(index) == taken
    assert len(taken["events"]) == EVENTS
    assert [path.name for path in index.parent.iterdir() if path.name != index.name] == []


def test_where_there_is_none_nothing_is_restored(index: Path, snapshots: IndexSnapshots) -> None:
    assert not restore(snapshots, index)
    assert not index.exists()


DAMAGES: dict[str, Callable[[Path, Path], object]] = {
    "cut": lambda copy, _: copy.write_bytes(copy.read_bytes()[:-4096]),
    "one bit": lambda copy, _: copy.write_bytes(_flipped(copy.read_bytes())),
    "gone": lambda copy, _: copy.unlink(),
    "label cut": lambda _, label: label.write_text(label.read_text()[:-20]),
    "label of a file elsewhere": lambda _, label: label.write_text(
        json.dumps({**json.loads(label.read_text()), "file": "../x"})
    ),
}


def _flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_ignored_with_its_reason(
    taken: object, index: Path, snapshots: IndexSnapshots, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    label = snapshots.label_of(index)
    assert label is not None
    shared = index.parents[1] / "shared"
    DAMAGES[damage](shared / label.file, shared / f"{index.name}.json")
    with caplog.at_level(logging.WARNING):
        assert not restore(snapshots, index)
    assert damage.startswith("label") or "is ignored, and the index is read from the log" in caplog.text
    assert list(index.parent.iterdir()) == []


@pytest.mark.parametrize("other", [{"log_id": "another"}, {"topic_id": "made anew"}, {"cluster_id": "another"}])
def test_one_of_another_log_is_ignored(
    taken: object, index: Path, snapshots: IndexSnapshots, caplog: pytest.LogCaptureFixture, other: dict[str, str]
) -> None:
    identity = identity_of(EventLog(**{**_fields(LOG), **other}), 0, UUIDOriginators.name)
    with caplog.at_level(logging.WARNING):
        assert not snapshots.restore(index, identity, lambda: None)
    assert "belongs to another log, partition or release" in caplog.text


def _fields(log: EventLog) -> dict[str, Any]:
    return {name: getattr(log, name) for name in ("topic", "partitions", "log_id", "topic_id", "cluster_id")}


def test_one_is_taken_of_one_moment_while_the_index_is_written(index: Path, snapshots: IndexSnapshots) -> None:
    opened = PartitionIndex(index, LOG, 0, UUIDOriginators())
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            grow(opened, 20)
            opened.flush()

    writer = Thread(target=write)
    writer.start()
    try:
        positions = [snapshots.write(index).position for _ in range(10)]
        label = snapshots.label_of(index)
    finally:
        stop.set()
        writer.join()
    assert label is not None and positions[-1] == label.position > positions[0]
    assert positions == sorted(positions) and all(position % 20 == 0 for position in positions)
    elsewhere = index.parents[1] / "elsewhere" / index.name
    assert restore(snapshots, elsewhere)
    assert problem_of(elsewhere, IDENTITY) == ""
    assert len(content(elsewhere)["events"]) == label.position
    opened.close()


def test_the_copy_before_the_last_stays_and_nobody_else_may_read_any(index: Path, snapshots: IndexSnapshots) -> None:
    opened = PartitionIndex(index, LOG, 0, UUIDOriginators())
    for _ in range(4):
        grow(opened, 10)
        opened.flush()
        snapshots.write(index)
    opened.close()
    copies = [path for path in (index.parents[1] / "shared").iterdir() if path.suffix != ".json"]
    assert len(copies) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in copies)
