"""Copies of indexes in a folder that several machines share, so that a partition that is new to one need not be read
from the beginning of the log.

A snapshot is a cache of a cache. What speaks against one is logged, and then the index is read from the log as if there
were none:

1. It is of another log, partition or format: its label says so, before anything is copied.
2. It is not whole: its size or its SHA-256 is not what the label says, or it contradicts itself.
3. It is ahead of the log, or its last event is another one there: that is found when the index is caught up, as for
   every index (`catching_up`), and everything after its position is checked there, hash by hash.

A copy is written under a name of its own, and the label beside it moves to it when it is whole. So whoever reads finds
one or the other, and two who write at once do each other no harm.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from infra.eventlog.index.index_file import Identity, delete_index_file, identity_found, problem_of
from infra.eventlog.index.index_sql import statements

CHUNK_BYTES = 4 * 1024 * 1024
KEPT = 2
"""Copies of a partition: the one before the last is still there for who is reading it."""

log = logging.getLogger(__name__)

ShowLife = Callable[[], None]


@dataclass(frozen=True)
class SnapshotLabel:
    """What stands beside a copy: of what it is, how far it goes, and how it is known to be whole."""

    file: str
    identity: list[str | int]
    position: int
    size_bytes: int
    sha256: str


class IndexSnapshots:
    """The snapshots in one folder. Errors of the disk come through as OSError, those of SQLite as sqlite3.Error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def label_of(self, index: Path) -> SnapshotLabel | None:
        """Of the newest copy of an index, by the index's file name; None when there is none that can be read."""
        try:
            said = json.loads(self._label(index).read_text("utf-8"))
            return SnapshotLabel(**said) if Path(said["file"]).name == said["file"] else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, index: Path) -> SnapshotLabel:
        """Copies an index that may be in use: what stands in its file, at one moment. Its owner is not held up."""
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = index.with_name(f"{index.name}.copied")
        copy = self._folder / f"{index.name}.{uuid4().hex[:12]}"
        try:
            identity, position = _copied_at_one_moment(index, beside)
            label = SnapshotLabel(copy.name, list(identity), position, *_copied_whole(beside, copy, lambda: None))
            self._put(self._label(index), json.dumps(asdict(label)))
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        finally:
            delete_index_file(beside)
        self._clear(index, copy)
        return label

    def restore(self, index: Path, identity: Identity, show_life: ShowLife) -> bool:
        """Puts a copy where an index is to be; False, with the reason in the log, when there is none of use."""
        label = self.label_of(index)
        if label is None:
            return False
        fresh = index.with_name(f"{index.name}.restoring")
        try:
            problem = self._copied(label, fresh, identity, show_life)
            if not problem:
                delete_index_file(index)  # the write-ahead log of one that is gone would be taken for this one's
                fresh.replace(index)
        except (OSError, sqlite3.Error) as error:
            problem = f"cannot be used ({error})"
        delete_index_file(fresh)
        if problem:
            log.warning(
                "The snapshot of %s %s. It is ignored, and the index is read from the log.", index.name, problem
            )
        else:
            log.info("The index %s is restored from a snapshot, up to position %d.", index.name, label.position)
        return not problem

    def _copied(self, label: SnapshotLabel, fresh: Path, identity: Identity, show_life: ShowLife) -> str:
        """What speaks against the copy; empty when nothing does, and then it is at ``fresh``."""
        if label.identity != list(identity):
            return "belongs to another log, partition or release"  # 1
        fresh.parent.mkdir(parents=True, exist_ok=True)
        delete_index_file(fresh)
        if _copied_whole(self._folder / label.file, fresh, show_life) != (label.size_bytes, label.sha256):
            return "is not whole"  # 2
        return problem_of(fresh, identity)

    def _label(self, index: Path) -> Path:
        return self._folder / f"{index.name}.json"

    def _put(self, path: Path, content: str) -> None:
        beside = path.with_name(f"{path.name}.{uuid4().hex[:12]}")
        with beside.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def _clear(self, index: Path, newest: Path) -> None:
        others = [path for path in self._folder.glob(f"{index.name}.*") if path != newest and path.suffix != ".json"]
        with suppress(OSError):  # another machine clears up, too
            for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
                old.unlink(missing_ok=True)


def _copied_at_one_moment(index: Path, beside: Path) -> tuple[Identity, int]:
    """A copy on the same disk, for SQLite stays out of folders that are shared. What it is of, and its position."""
    delete_index_file(beside)
    with (
        closing(sqlite3.connect(f"file:{index}?mode=rw", uri=True)) as source,
        closing(sqlite3.connect(beside)) as target,
    ):
        beside.chmod(0o600)
        source.backup(target)  # in one step: a read transaction, which a write does not make begin again
        target.execute("PRAGMA journal_mode = DELETE")
        return identity_found(target), target.execute(statements()["select_progress"]).fetchone()[0]


def _copied_whole(source: Path, target: Path, show_life: ShowLife) -> tuple[int, str]:
    """Copies a file onto the disk; its size and SHA-256."""
    target.touch(mode=0o600)
    digest, size = sha256(), 0
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(CHUNK_BYTES):
            digest.update(chunk)
            written.write(chunk)
            size += len(chunk)
            show_life()
        written.flush()
        os.fsync(written.fileno())
    return size, digest.hexdigest()
