"""A snapshot of an index spares a machine to which the partition is new the log up to there, and never does harm."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index import catching_up
from infra.eventlog.index.index import PartitionIndex
from infra.eventlog.index.index_file import identity_of, index_path
from infra.eventlog.index.snapshots import IndexSnapshots
from infra.eventlog.records.originator_ids import UUIDOriginators
from tests.integration.eventlog.conftest import OpenRecorder, an_event

ORIGINATORS = [uuid4() for _ in range(5)]
BEFORE, AFTER = 40, 15
"""Events of each originator that the snapshot has, and those that came later."""

Restore = Callable[[], bool]


@pytest.fixture
def index(tmp_path: Path, event_log: EventLog) -> Path:
    return index_path(tmp_path / "index", event_log, 0)


@pytest.fixture
def snapshots(tmp_path: Path) -> IndexSnapshots:
    return IndexSnapshots(tmp_path / "shared")


@pytest.fixture
def taken(open_recorder: OpenRecorder, snapshots: IndexSnapshots, index: Path) -> IndexSnapshots:
    """A snapshot that the log has gone beyond; the index that it was taken of is lost."""
    write(open_recorder, 1, BEFORE)
    assert snapshots.write(index).position == BEFORE * len(ORIGINATORS)
    write(open_recorder, BEFORE + 1, AFTER)
    lose(index)
    return snapshots


@pytest.fixture
def restore(snapshots: IndexSnapshots, index: Path, event_log: EventLog) -> Restore:
    return lambda: snapshots.restore(index, identity_of(event_log, 0, UUIDOriginators.name), lambda: None)


def write(open_recorder: OpenRecorder, first: int, count: int) -> None:
    recorder = open_recorder()
    for version in range(first, first + count):
        recorder.insert_events([an_event(originator, version) for originator in ORIGINATORS])
    recorder.close()


def lose(index: Path) -> None:
    for path in index.parent.glob(f"{index.name}*"):
        path.unlink()


def content(index: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    with closing(sqlite3.connect(index)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(opened.execute(f'SELECT * FROM "{table}"'), key=repr) for table in tables}


def assert_whole(open_recorder: OpenRecorder) -> None:
    recorder = open_recorder()
    for originator in ORIGINATORS:
        versions = [event.originator_version for event in recorder.select_events(originator)]
        assert versions == list(range(1, BEFORE + AFTER + 1))
    recorder.close()


def test_what_is_built_from_a_snapshot_and_the_rest_is_what_the_whole_log_gives(
    taken: IndexSnapshots, open_recorder: OpenRecorder, index: Path, restore: Restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert restore()
    applied: list[int] = []
    apply = PartitionIndex.apply
    monkeypatch.setattr(
        PartitionIndex, "apply", lambda self, rows, after: (applied.append(len(rows)), apply(self, rows, after))
    )
    assert_whole(open_recorder)
    from_snapshot = content(index)
    assert sum(applied) == AFTER * len(ORIGINATORS), "only the rest was read"
    lose(index)
    assert_whole(open_recorder)
    assert content(index) == from_snapshot
    assert len(from_snapshot["events"]) == (BEFORE + AFTER) * len(ORIGINATORS)


@pytest.mark.parametrize("damage", ["cut", "one byte", "gone", "label", "label of a file elsewhere"])
def test_a_damaged_snapshot_is_ignored_with_its_reason(
    taken: IndexSnapshots, open_recorder: OpenRecorder, index: Path, restore: Restore,
    caplog: pytest.LogCaptureFixture, damage: str, tmp_path: Path,
) -> None:  # fmt: skip
    label = taken.label_of(index)
    assert label is not None
    copy, beside = tmp_path / "shared" / label.file, tmp_path / "shared" / f"{index.name}.json"
    whole = bytearray(copy.read_bytes())
    whole[len(whole) // 2] ^= 1
    {
        "cut": lambda: copy.write_bytes(copy.read_bytes()[:-4096]),
        "one byte": lambda: copy.write_bytes(whole),
        "gone": copy.unlink,
        "label": lambda: beside.write_text("{"),
        "label of a file elsewhere": lambda: beside.write_text(
            json.dumps({**json.loads(beside.read_text()), "file": "../x"})
        ),
    }[damage]()
    with caplog.at_level(logging.WARNING):
        assert not restore()
    assert damage.startswith("label") or "is ignored, and the index is read from the log" in caplog.text
    assert not index.exists()
    assert_whole(open_recorder)


@pytest.mark.parametrize("of", ["partition", "log"])
def test_a_foreign_snapshot_is_ignored_with_its_reason(
    taken: IndexSnapshots, index: Path, event_log: EventLog, caplog: pytest.LogCaptureFixture, of: str
) -> None:
    identity = list(identity_of(event_log, 0, UUIDOriginators.name))
    identity[{"log": 1, "partition": 5}[of]] = {"log": "another", "partition": 7}[of]
    with caplog.at_level(logging.WARNING):
        assert not taken.restore(index, tuple(identity), lambda: None)  # type: ignore[arg-type]
    assert "belongs to another log, partition or release" in caplog.text
    assert not index.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE progress SET next_offset = 1000000", "is ahead of its log"),
        ("UPDATE progress SET hash = zeroblob(64)", "is not of this log"),
    ],
)
def test_a_snapshot_of_a_log_that_was_restored_from_an_older_copy_is_given_up(
    open_recorder: OpenRecorder, snapshots: IndexSnapshots, index: Path, restore: Restore,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, change: str, said: str,
) -> None:  # fmt: skip
    write(open_recorder, 1, BEFORE + AFTER)
    with closing(sqlite3.connect(index)) as opened, opened:
        opened.execute(change)
    snapshots.write(index)
    lose(index)
    assert restore()
    monkeypatch.setattr(catching_up, "SETTLE_S", 0.1)
    with caplog.at_level(logging.WARNING):
        assert_whole(open_recorder)
    assert said in caplog.text


def test_a_snapshot_is_taken_while_the_index_is_in_use_and_the_one_before_it_stays(
    open_recorder: OpenRecorder, snapshots: IndexSnapshots, index: Path, restore: Restore, tmp_path: Path
) -> None:
    recorder = open_recorder()
    positions = []
    for version in range(1, 6):
        recorder.insert_events([an_event(UUID(int=version), 1)])
        with recorder._log._lock:  # what is in memory is written now, as it is after two seconds
            recorder._log.index.flush()
        positions.append(snapshots.write(index).position)
    assert positions == [1, 2, 3, 4, 5]
    assert len(list((tmp_path / "shared").glob("*.sqlite.*"))) == 3, "two copies, and the label of the newer one"
    assert all(
        path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "shared").glob("*.sqlite.?*") if path.suffix != ".json"
    )
    recorder.close()
    lose(index)
    assert restore()
