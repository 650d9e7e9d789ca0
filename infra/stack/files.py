"""Files that are either old or new, never half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def make_folder(path: Path, mode: int = 0o700) -> str | None:
    """Makes a folder and those above it; the reason when it cannot be made or written to."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=mode, exist_ok=True)
    except OSError as error:
        return error.strerror or str(error)
    return None if os.access(path, os.W_OK | os.X_OK) else "it may not be written to"


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """Replaces a small file in one step; a reader sees the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
