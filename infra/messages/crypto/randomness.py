"""Random bytes of the system, fetched some kilobytes at a time: asking for twelve takes ten times as long as sealing.

Each thread has bytes of its own, and no byte is given twice; a process that was forked begins with none.
"""

from __future__ import annotations

import os
from threading import local

FETCHED_BYTES = 4096


class _Fetched(local):
    def __init__(self) -> None:
        self.content = b""
        self.used = 0


_fetched = _Fetched()


def random_bytes(count: int) -> bytes:
    """So many bytes (at most 4096) that nobody can guess and that were never given before."""
    begin = _fetched.used
    end = begin + count
    if end > len(_fetched.content):
        _fetched.content, begin, end = os.urandom(FETCHED_BYTES), 0, count
    _fetched.used = end
    return _fetched.content[begin:end]


def _forget() -> None:
    _fetched.content, _fetched.used = b"", 0


os.register_at_fork(after_in_child=_forget)
