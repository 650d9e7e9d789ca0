"""A file that only its owner may read, written once."""

from __future__ import annotations

import os
from pathlib import Path


def create_secret_file(path: Path, text: str) -> bool:
    """Write the file with mode 0600, unless there is one. Whether it was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return True
