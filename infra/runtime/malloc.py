"""The C library's memory, shared by all threads of a process that has many.

glibc gives threads arenas of their own, up to eight for each core, so that they need not wait for each other; what was
freed in one is of no use to the others and is kept. Python's threads run one at a time, so nobody waits: one arena for
all takes no more of the processor, and a writer of four partitions less memory (docs/write-path.md has the figures).
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX in glibc's malloc.h


def share_one_arena() -> None:
    """From now on threads get no arena of their own; where the C library is another than glibc, nothing happens.

    Call it before the threads begin: one that has an arena keeps it.
    """
    with suppress(OSError, AttributeError):  # no such library, or no mallopt in it
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
