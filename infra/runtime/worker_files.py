"""``<home>/workers/<name>.json`` tells others which process a worker is, and where it says how it does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from infra.stack.files import write_atomically


@contextmanager
def worker_files(home: Path, names: Sequence[str], metrics_host: str, metrics_port: int) -> Iterator[None]:
    """The files of this process's workers, there for as long as it runs them.

    Where another process runs a worker of the same name, as several writers share the partitions, this one's file is
    ``<name>-2.json``, and so on.
    """
    content = json.dumps({"pid": os.getpid(), "metrics_host": metrics_host, "metrics_port": metrics_port})
    paths = [_free_path(home / "workers", name) for name in names]
    for path in paths:
        write_atomically(path, content, mode=0o644)
    try:
        yield
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def _free_path(folder: Path, name: str) -> Path:
    paths = (folder / (f"{name}-{number}.json" if number > 1 else f"{name}.json") for number in count(1))
    return next(path for path in paths if not _is_of_another_process(path))


def _is_of_another_process(path: Path) -> bool:
    try:
        pid = int(json.loads(path.read_text("utf-8"))["pid"])
        os.kill(pid, 0)  # signals nothing; asks whether it is there
    except (FileNotFoundError, ProcessLookupError, ValueError, KeyError, TypeError):
        return False
    except PermissionError:
        return True
    return pid != os.getpid()
