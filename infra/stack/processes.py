"""Processes as the operating system sees them: who runs, since when, with which command line.

The only module that imports psutil, which production does not install.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

try:
    import psutil
except ImportError:  # without the [local] extra; `LocalStack` says so before anything here is called
    psutil = None

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

    def environ(self) -> Mapping[str, str]:
        """The environment that it was started with, or nothing when it is gone or hidden from us."""
        try:
            return dict(psutil.Process(self.pid).environ())
        except (psutil.Error, OSError):
            return {}

    def works_in(self, folder: Path) -> bool:
        """Whether this is its current folder."""
        try:
            return Path(psutil.Process(self.pid).cwd()) == folder
        except (psutil.Error, OSError):
            return False

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
        self.send(signal.SIGCONT)  # a stopped process takes no signal but this and SIGKILL
        if not self.wait(grace_s):
            self.send(signal.SIGKILL)
            self.wait(5.0)


_endings: dict[int, int] = {}
"""Exit codes of children of this process that `look_up` found dead, until somebody asks (`how_it_ended`)."""


def how_it_ended(pid: int) -> int | None:
    """The exit code of a child of this process that is gone, negative for a signal; None for anybody else's child."""
    _reap(pid)
    return _endings.pop(pid, None)


def _reap(pid: int) -> None:
    """A dead child of ours must not stay a zombie; how it ended is kept."""
    with contextlib.suppress(ChildProcessError):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            _endings[pid] = os.waitstatus_to_exitcode(status)


def look_up(pid: int) -> Process | None:
    """The process that has this id now, None when there is none or it is only a zombie."""
    _reap(pid)
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1:
            return None  # with more, the others are still ending, and hold its ports and file locks until they have
        return Process(pid, float(process.create_time()))
    except psutil.Error:  # gone; or a zombie, or a stranger, that the system tells nothing about
        return None


def search(is_meant: Callable[[Process], bool]) -> Iterator[Process]:
    """Every running process that passes the test, except this one."""
    for seen in psutil.process_iter(["create_time", "status"]):
        if seen.pid != os.getpid() and seen.info["status"] != psutil.STATUS_ZOMBIE:
            process = Process(seen.pid, float(seen.info["create_time"] or 0))
            if is_meant(process):
                yield process


def holder_of(port: int) -> str:
    """Who listens on a TCP port of this machine, such as ``process 4711, nginx``; empty when nobody says."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"process {connection.pid}, {psutil.Process(connection.pid).name()}"
    except (psutil.Error, OSError):
        pass
    return ""
