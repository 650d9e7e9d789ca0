"""Threads of a worker share one arena of the C library; without being told, each would have its own."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
ARENAS_OF_THREADS = """
import ctypes, sys
from threading import Barrier, Thread
from infra.runtime.malloc import share_one_arena

if sys.argv[1] == "shared":
    share_one_arena()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
at_once = Barrier(4)

def work():
    at_once.wait()
    libc.malloc(ctypes.c_size_t(4096))
    at_once.wait()

threads = [Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fdopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
"""


def arenas(how: str) -> int:
    """How many arenas a process has, four threads of which asked for memory at the same time."""
    told = subprocess.run(
        [sys.executable, "-c", ARENAS_OF_THREADS, how], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return told.stdout.count("<heap nr=")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="the C library is another than glibc")
def test_threads_get_no_arenas_of_their_own_once_they_share_one() -> None:
    assert arenas("apart") > 1
    assert arenas("shared") == 1
