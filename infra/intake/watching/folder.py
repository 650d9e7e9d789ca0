"""The files of a watched folder: which of them stand still, and where they go.

A bank's program writes a file piece by piece, or under another name that it gives up at the end. So a file counts as
whole when nothing about it has changed for a while. Names that begin with a point, or end as those of unfinished files
do, are left alone, and so is whatever is no plain file: a folder, a link, a pipe on which reading would hang.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from infra.runtime.settings_error import SettingsError

DONE, REFUSED = "done", "refused"
LOCK = ".caseledger-watch.lock"
UNFINISHED = (".part", ".tmp", ".temp", ".filepart", ".crdownload", ".partial", ".writing", "~")
SETTLE_S = 2.0
"""A file that has not changed for so long is taken for whole; one that is not, by its totals, is waited for longer."""


class FolderInUse(SettingsError):
    """Another process watches the same folder: each file would be taken twice, and moved by either."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "the folder to watch", str(folder), "a folder that no other process watches: end that one first"
        )


class Looks(NamedTuple):
    """What of a file changes when somebody writes into it, or puts another in its place."""

    inode: int
    size: int
    changed_ns: int


@dataclass(slots=True)
class WatchedFolder:
    """``path`` must be there; ``done`` and ``refused`` are made in it. ``now_s`` tells monotonic seconds."""

    path: Path
    settle_s: float = SETTLE_S
    now_s: Callable[[], float] = time.monotonic
    _seen: dict[Path, tuple[Looks, float]] = field(default_factory=dict)

    @property
    def done(self) -> Path:
        """Where files go that were taken in."""
        return self.path / DONE

    @property
    def refused(self) -> Path:
        """Where files go of which nothing was taken in, each with its reason beside it."""
        return self.path / REFUSED

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else watches it meanwhile. Raises FolderInUse; SettingsError when it cannot be used as one."""
        try:
            self.done.mkdir(exist_ok=True)
            self.refused.mkdir(exist_ok=True)
            lock = (self.path / LOCK).open("a")
        except OSError as error:
            wanted = f"a folder that is there and may be written to ({error.strerror})"
            raise SettingsError("the folder to watch", str(self.path), wanted) from None
        with lock:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderInUse(self.path) from None
            yield

    def files(self) -> list[Path]:
        """Those that are to be taken one day, by name. Raises OSError when the folder cannot be read."""
        with os.scandir(self.path) as entries:
            found = [Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False)]
        return sorted(path for path in found if not path.name.startswith(".") and not _is_unfinished(path))

    def strangers(self) -> list[Path]:
        """What lies there and is left alone, by name: no plain files, and none of ours."""
        with os.scandir(self.path) as entries:
            found = [entry.path for entry in entries if not entry.is_file(follow_symlinks=False)]
        return sorted(path for path in map(Path, found) if path not in (self.done, self.refused))

    def looks(self, path: Path) -> Looks | None:
        """How the file looks now; None when it is gone, or no plain file any more."""
        try:
            found = path.lstat()
        except OSError:
            return None
        return Looks(found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def still_for_s(self, path: Path) -> float:
        """How long the file has been as it is now; 0 when it has just changed, or is gone."""
        looks, before = self.looks(path), self._seen.get(path)
        if looks is None:
            self._seen.pop(path, None)
            return 0.0
        if before is None or before[0] != looks:
            self._seen[path] = (looks, self.now_s())
            return 0.0
        return self.now_s() - before[1]

    def forget(self, path: Path) -> None:
        """It has been moved away."""
        self._seen.pop(path, None)

    def is_settled(self, path: Path) -> bool:
        """Whether it may be looked into."""
        return self.still_for_s(path) >= self.settle_s


def free_name(folder: Path, name: str) -> Path:
    """``name`` in ``folder``, or with a number where that is taken: no file ever replaces another."""
    path, number = folder / name, 1
    while os.path.lexists(path):
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path


def _is_unfinished(path: Path) -> bool:
    return path.name.lower().endswith(UNFINISHED)
