"""The program loaded once: each command is a process of its own that need not load it again.

Many a command works for a tenth of a second, after Python and the libraries have taken a whole one to start, and tests
ask the program many hundred times. ``python -m tests.loaded_program`` loads it, and copies itself (``fork``) for each
command that is asked for, with the arguments, the folder, the environment and the output files of that command. What is
about how the program starts, or is to be killed, is started as the shell starts it.
"""

from __future__ import annotations

import gc
import json
import os
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
from typing import IO

import infra
import projections
import schemas
from domain.kernel.packages import import_all
from infra.cli.main import app, run

ROOT = Path(__file__).parents[1]
LENGTH_BYTES = 4


@dataclass(frozen=True)
class Asked:
    """A command that is to be run."""

    args: Sequence[str]
    folder: str
    environ: Mapping[str, str]


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
        """Runs ``caseledger`` to its end; its exit code, or the number of the signal that ended it, below zero.

        Raises:
            subprocess.TimeoutExpired: it took longer, and was killed.
        """
        told, tells = os.pipe()
        with os.fdopen(told, "rb", buffering=0) as answers:
            self._ask(asked, [out.fileno(), err.fileno(), tells])
            os.close(tells)
            pid = int(answers.readline())
            if not select.select([answers], [], [], limit_s)[0]:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(["caseledger", *asked.args], limit_s)
            return os.waitstatus_to_exitcode(int(answers.readline()))

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
    sys.argv = ["caseledger", *asked.args]
    run()


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
