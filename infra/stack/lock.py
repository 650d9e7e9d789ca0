"""One process at a time starts or stops a stack."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from infra.stack.errors import FolderNotUsable, StackBusy

WAIT_S = 180.0
"""Longer than a first start with its downloads takes."""


@contextmanager
def exclusively(home: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Holds `<home>/stack.lock`. The system drops the lock when its holder ends, however it ends.

    Raises:
        StackBusy: another process held it for `wait_s` seconds.
        FolderNotUsable: the stack is somebody else's.
    """
    path = home / "stack.lock"
    deadline = time.monotonic() + wait_s
    with _opened(path) as file:
        while not _locked(file.fileno()):
            if time.monotonic() > deadline:
                raise StackBusy(path, wait_s)
            time.sleep(0.1)
        yield


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a")
    except OSError as error:
        raise FolderNotUsable(
            f"{path} cannot be opened: {error.strerror}. If another user started this stack (root, with sudo?), let "
            "that user start and stop it; or set CASELEDGER_HOME to a folder of your own."
        ) from error


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
