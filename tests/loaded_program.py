"""The program loaded once: each command is a process of its own that need not load it again.

Many a command works for a tenth of a second, after Python and the libraries have taken a whole one to start, and tests
ask the program many hundred times, and start workers as often. ``python -m tests.loaded_program`` loads it, and copies
itself (``fork``) for each of them that is asked for, with the arguments, the folder, the environment and
the output files of that one. What is about how the program starts is started as the shell starts it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO, Any

import consumers.__main__
import infra
import projections
import schemas
from consumers.runtime.workers import WORKERS
from domain.kernel.packages import import_all
from infra.cli.main import app, run
from infra.runtime import crash_points
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[1]
LENGTH_BYTES = 4
CAN_BE_COPIED = sys.platform == "linux"
"""Libraries of macOS do not work in a copy of their process."""


@dataclass(frozen=True)
class Asked:
    """A command that is to be run."""

    args: Sequence[str]
    folder: str
    environ: Mapping[str, str]
    are_workers: bool = False
    """``args`` are those of ``python -m consumers``, and not of ``caseledger``."""
    file_bytes_max: int | None = None
    """As when the disk is full: no file of the process grows beyond it."""


class Copy:
    """A process that was asked for: as much of ``subprocess.Popen`` as tests use. Safe for several threads."""

    def __init__(self, pid: int, answers: IO[bytes]) -> None:
        self.pid = pid
        self._answers = answers
        self._code: int | None = None
        self._one_looks = Lock()

    def poll(self) -> int | None:
        """Its exit code, or the number of the signal that ended it, below zero; None while it runs."""
        with self._one_looks:
            if self._code is None and select.select([self._answers], [], [], 0)[0]:
                self._code = os.waitstatus_to_exitcode(int(self._answers.readline()))
                self._answers.close()
            return self._code

    def wait(self, timeout: float = PATIENCE_S) -> int:
        """Its code when it has ended. Raises subprocess.TimeoutExpired."""
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(0.005)
        return code

    def send_signal(self, number: int) -> None:
        """Nothing, if it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)


class LoadedProgram:
    """Asks the process that has loaded the program. That one ends when this one does."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._one_asks = Lock()
        self._socket, theirs = socket.socketpair()
        command = (sys.executable, "-m", "tests.loaded_program", str(theirs.fileno()))
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environ), pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()

    def run(self, asked: Asked, out: IO[str], err: IO[str], limit_s: float) -> int:
        """Runs it to its end; its exit code, or the number of the signal that ended it, below zero.

        Raises:
            subprocess.TimeoutExpired: it took longer, and was killed.
        """
        started = self.start(asked, out, err)
        try:
            return started.wait(limit_s)
        except subprocess.TimeoutExpired:
            started.kill()
            raise

    def start(self, asked: Asked, out: IO[Any], err: IO[Any]) -> Copy:
        """Begins it."""
        told, tells = os.pipe()
        answers = os.fdopen(told, "rb", buffering=0)
        self._ask(asked, [out.fileno(), err.fileno(), tells])
        os.close(tells)
        return Copy(int(answers.readline()), answers)

    def _ask(self, asked: Asked, files: Sequence[int]) -> None:
        body = json.dumps(asdict(asked)).encode()
        with self._one_asks:
            socket.send_fds(self._socket, [len(body).to_bytes(LENGTH_BYTES, "big")], files)
            self._socket.sendall(body)


@cache
def loaded_program() -> LoadedProgram:
    """The one of this process, started when it is first asked for."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CASELEDGER_")}
    return LoadedProgram({**clean, "NO_COLOR": "1"})


class Copies:
    """The processes that run commands, each a copy of this one."""

    def __init__(self, asks: socket.socket) -> None:
        self._asks = asks
        self._tells: dict[int, int] = {}
        """By process, the file that is told how it ended."""
        self._woken, wakes = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(wakes, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes)

    def serve(self) -> Asked | None:
        """Makes a copy for each command, until nobody asks any more. Returns the command in the copy, else None."""
        while True:
            ready, _, _ = select.select([self._asks, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, 1024)
                self._tell_of_ends()
            if self._asks in ready:
                length, files, _, _ = socket.recv_fds(self._asks, LENGTH_BYTES, 3)
                if not length:
                    return None
                body = self._asks.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL)
                if self._is_the_copy(files):
                    return Asked(**json.loads(body))

    def _is_the_copy(self, files: Sequence[int]) -> bool:
        out, err, tells = files
        pid = os.fork()
        if pid:
            self._tells[pid] = tells
            os.write(tells, b"%d\n" % pid)
            os.close(out)
            os.close(err)
            return False
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, file in ((1, out), (2, err)):
            os.dup2(file, number)
        for file in (out, err, tells, *self._tells.values()):
            os.close(file)
        self._asks.close()
        return True

    def _tell_of_ends(self) -> None:
        for pid in list(self._tells):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                os.write(self._tells[pid], b"%d\n" % status)
                os.close(self._tells.pop(pid))


def load() -> None:
    """Imports whatever a command may import, and what libraries import when the first one is run."""
    for package in (schemas, projections, infra):
        import_all(package.__name__, package.__path__)
    for worker in WORKERS.values():
        worker.load()
    with suppress(SystemExit):
        app(["case", "show", "--help"])  # standard output goes nowhere


def main(asks: socket.socket) -> None:
    load()
    gc.freeze()  # what is here stays: the copies share its memory, and never search it
    asked = Copies(asks).serve()
    if asked is None:
        return
    os.chdir(asked.folder)
    os.environ.clear()
    os.environ.update(asked.environ)
    time.tzset()
    importlib.reload(crash_points)  # which reads the environment
    if asked.file_bytes_max is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked.file_bytes_max, asked.file_bytes_max))
    if asked.are_workers:
        sys.exit(consumers.__main__.main(asked.args))
    sys.argv = ["caseledger", *asked.args]
    run()


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
