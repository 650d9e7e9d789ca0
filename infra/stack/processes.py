"""Processes as the operating system sees them: who runs, since when, with which command line.

The only module that imports psutil, which production does not install.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

try:
    import psutil
except ImportError:  # without the [local] extra; `LocalStack` says so before anything here is called
    psutil = None

CommandTest = Callable[[Sequence[str]], bool]
"""Tells from a command line whether a process is the one meant."""

STARTED_TOLERANCE_S = 2.0
"""How far a process's start time may differ from the recorded one (the boot time shifts when a clock is set)."""


@dataclass(frozen=True)
class Process:
    """One process: its id alone is not enough, because ids are used again."""

    pid: int
    started: float
    """Seconds since 1970, as the system reports it."""

    def alive(self) -> bool:
        """Whether this very process still runs (a zombie does not)."""
        found = look_up(self.pid)
        return found is not None and abs(found.started - self.started) <= STARTED_TOLERANCE_S

    def command(self) -> Sequence[str]:
        """The command line, or nothing when it is gone or hidden from us."""
        try:
            return tuple(psutil.Process(self.pid).cmdline())
        except psutil.Error:
            return ()

    def memory_bytes(self) -> int:
        """Resident memory, 0 when it is gone."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def send(self, signal_number: int) -> None:
        """Sends a signal; a process that has just ended is no error."""
        with contextlib.suppress(ProcessLookupError):
            if self.alive():
                os.kill(self.pid, signal_number)

    def wait(self, limit_s: float) -> bool:
        """Waits until it has ended; False when it still runs after `limit_s`."""
        deadline = time.monotonic() + limit_s
        while self.alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def stop(self, signal_number: int, grace_s: float) -> None:
        """Asks it to end; after `grace_s` it is killed."""
        self.send(signal_number)
        if not self.wait(grace_s):
            self.send(signal.SIGKILL)
            self.wait(5.0)


def look_up(pid: int) -> Process | None:
    """The process that has this id now, None when there is none or it is only a zombie."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # ours and dead: reap it, so that it does not stay a zombie
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Process(pid, float(process.create_time()))
    except psutil.NoSuchProcess:
        return None


def search(is_meant: CommandTest) -> Iterator[Process]:
    """Every running process whose command line passes the test."""
    for process in psutil.process_iter(["cmdline", "create_time", "status"]):
        seen = process.info
        if seen["cmdline"] and seen["status"] != psutil.STATUS_ZOMBIE and is_meant(seen["cmdline"]):
            yield Process(process.pid, float(seen["create_time"]))
