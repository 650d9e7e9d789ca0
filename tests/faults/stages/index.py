"""The writers' index is a cache: deleted, damaged, of another log or out of date, it is read again from the log."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

from tests.faults.world import WRITERS, World
from tests.waiting import wait_until

ROOM_TO_SAY_SO = 64 * 1024
"""Bytes: what a worker says goes to a file, too."""


def the_index_is_lost(world: World, dice: Random) -> None:
    """All writers die; before they come back, each partition's index meets another misfortune."""
    files = _indexes(world)
    assert len(files) == world.settings.partitions
    misfortunes = [_deleted, _truncated, _of_another_cluster, _out_of_date]
    dice.shuffle(misfortunes)
    older = {file: _copy(file) for file in files}
    with world.under_load():
        time.sleep(1.0)
        for name in WRITERS:
            world.crew.kill(name, again=False)
        for file, misfortune in zip(files, misfortunes, strict=True):
            print(f"{file.name}: {misfortune.__name__.strip('_')}")
            misfortune(file, older[file])
        since = time.monotonic()
        for name in WRITERS:
            world.crew.start(name)
        took = world.await_service(since)
    print(f"served again after {took:.1f} s")


def the_disk_is_full(world: World, dice: Random) -> None:
    """No file of a writer can grow any more. It says so, and serves again when there is room."""
    name = WRITERS[0]
    worker = world.crew.workers[name]
    world.crew.stop(WRITERS[1])
    with world.under_load():
        world.crew.kill(name, again=False)
        for file in _indexes(world):
            _empty_write_ahead_log(file)
        said = world.crew.log_size(name)
        worker.file_bytes_max = said + ROOM_TO_SAY_SO + dice.randrange(1, 8) * 16 * 1024
        world.crew.start(name)
        wait_until(
            lambda: "could not be used" in world.crew.lines_since(name, said),
            lambda: f"the full disk was not noticed: {world.crew.last_lines(name)}",
        )
        full_at, worker.file_bytes_max = worker.file_bytes_max, None
        since = time.monotonic()
        world.crew.kill(name)
        world.crew.start(WRITERS[1])
        took = world.await_service(since)
    print(f"full at {full_at} bytes; served again {took:.1f} s after there was room")


def _indexes(world: World) -> list[Path]:
    """One for each partition."""
    return sorted((world.home / "index").glob(f"{world.settings.events_topic}-*.sqlite"))


def _empty_write_ahead_log(index: Path) -> None:
    """Whatever is written next makes its file grow, from nothing: it keeps no room that it once had."""
    with closing(sqlite3.connect(index)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(file: Path) -> bytes:
    """The index as it is now, whole though a writer works on it."""
    with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(":memory:")) as copy:
        live.backup(copy)
        return copy.serialize()


def _remove(file: Path) -> None:
    for name in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        name.unlink(missing_ok=True)


def _deleted(file: Path, older: bytes) -> None:
    _remove(file)


def _truncated(file: Path, older: bytes) -> None:
    _remove(file)
    file.write_bytes(older[: len(older) * 2 // 3])


def _of_another_cluster(file: Path, older: bytes) -> None:
    _remove(file)
    file.write_bytes(older)
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE identity SET cluster_id = 'another'")
        opened.execute("DELETE FROM events WHERE position > 1")  # believed, it would let commands act twice


def _out_of_date(file: Path, older: bytes) -> None:
    _remove(file)
    file.write_bytes(older)
