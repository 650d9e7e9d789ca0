"""Worker processes, and whoever starts them again when they die: what supervises them in production."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, RLock, Thread
from typing import IO

from infra.runtime.crash_points import VARIABLE
from tests.loaded_program import CAN_BE_COPIED, Asked, Copy, loaded_program
from tests.waiting import PATIENCE_S, wait_until

RESTART_PAUSE_S = 0.5


@dataclass
class Worker:
    """One process and all that came before it under the same name."""

    name: str
    kinds: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    process: Copy | subprocess.Popen[bytes] | None = None
    is_wanted: bool = False
    deaths: list[int] = field(default_factory=list)
    """The exit codes of all that have ended; negative for a signal."""
    python: Path | None = None
    """Of an environment with a release in it; None: this source is what runs."""
    file_bytes_max: int | None = None
    """As when the disk is full: no file of the process grows beyond it."""
    crash_at: deque[str] = field(default_factory=deque)
    """Crash points for the next processes, one each; those after them run plainly."""

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self.process is not None
        return self.process.pid

    def spawn(self) -> None:
        """Start it, with the next crash point armed if there is one."""
        crash_at = self.crash_at.popleft() if self.crash_at else ""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        args = (*self.kinds, "--metrics-port=0")
        environ = {**self.environ, **({VARIABLE: crash_at} if crash_at else {})}
        with self.log.open("ab") as log:
            log.write(f"--- {args} {crash_at}\n".encode())
            log.flush()
            if self.python is None and CAN_BE_COPIED:
                asked = Asked(args, str(Path.cwd()), environ, are_workers=True, file_bytes_max=self.file_bytes_max)
                self.process = loaded_program().start(asked, log, log)
            else:
                self.process = self._started(args, environ, log)

    def _started(self, args: Sequence[str], environ: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        if self.python:
            environ.pop("PYTHONPATH", None)
        return subprocess.Popen(
            (str(self.python or sys.executable), "-m", "consumers", *args),
            env=environ,
            cwd=self.log.parent if self.python else None,  # Python looks for modules where it stands
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            preexec_fn=self._limit,
        )

    def _limit(self) -> None:
        if self.file_bytes_max is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes_max, self.file_bytes_max))


class Crew:
    """The workers of one log by name. Those that die by themselves are started again after a moment."""

    def __init__(self, home: Path, environ: Mapping[str, str]) -> None:
        self.home = home
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("CASELEDGER_")}
        self.environ |= dict(environ)
        self.workers: dict[str, Worker] = {}
        self._lock = RLock()
        self._closing = Event()
        self._watch = Thread(target=self._supervise, name="supervisor", daemon=True)
        self._watch.start()

    def add(
        self,
        name: str,
        *kinds: str,
        home: Path | None = None,
        bootstrap: str = "",
        crash_at: Iterable[str] = (),
        python: Path | None = None,
    ) -> Worker:
        """A worker by this name, started; the first processes of it die at these points, one after another."""
        own = {"CASELEDGER_HOME": str(home or self.home)}
        if bootstrap:
            own["CASELEDGER_KAFKA_BOOTSTRAP"] = bootstrap
        worker = Worker(name, kinds, {**self.environ, **own}, self.home / "logs" / f"{name}.log", python=python)
        with self._lock:  # the supervisor goes through them
            self.workers[name] = worker
            self.start(name, *crash_at)
        return worker

    def start(self, name: str, *crash_at: str) -> None:
        """Start it; it is started again when it dies."""
        with self._lock:
            worker = self.workers[name]
            worker.crash_at.extend(crash_at)
            worker.spawn()
            worker.is_wanted = True

    @property
    def deaths(self) -> int:
        """How many processes have been killed, by us or by their own crash points."""
        return sum(code == -signal.SIGKILL for worker in self.workers.values() for code in worker.deaths)

    def kill(self, name: str, *, again: bool = True) -> None:
        """SIGKILL, and wait for the end. With ``again`` the supervisor starts it anew."""
        with self._lock:
            worker = self.workers[name]
            worker.is_wanted = again
            assert worker.process is not None
            worker.process.kill()  # nothing, if it has just died by itself
            worker.process.wait()
            if not again:
                self._reap(worker)

    def stop(self, name: str) -> float:
        """SIGTERM, and wait for the end. Returns how long it took, in seconds."""
        worker = self.workers[name]
        with self._lock:
            worker.is_wanted = False
        began = time.monotonic()
        assert worker.process is not None
        worker.process.terminate()  # nothing, if it has just died by itself
        worker.process.wait(PATIENCE_S)
        return time.monotonic() - began

    def signal(self, name: str, number: int) -> None:
        """Send any signal."""
        os.kill(self.workers[name].pid, number)

    def restart_armed(self, name: str, *crash_at: str) -> None:
        """Kill it, and start it with a crash point armed; the next with the next one, until it is started plainly."""
        self.kill(name, again=False)
        self.start(name, *crash_at)

    def await_death(self, name: str, deaths: int) -> None:
        """Wait until it has died so many times in all."""
        wait_until(
            lambda: len(self.workers[name].deaths) >= deaths, lambda: f"{name} did not die: {self.last_lines(name)}"
        )

    def await_running(self, name: str) -> None:
        """Wait until the supervisor has started it again."""
        wait_until(lambda: self.process_runs(name), lambda: f"{name} was not started again")

    def process_runs(self, name: str) -> bool:
        """Whether it is there."""
        process = self.workers[name].process
        return process is not None and process.poll() is None

    def log_size(self, name: str) -> int:
        """Bytes in a worker's log now."""
        return self.workers[name].log.stat().st_size

    def lines_since(self, name: str, size: int) -> str:
        """What a worker has said since its log had this size."""
        return self.workers[name].log.read_bytes()[size:].decode("utf-8", "replace")

    def last_lines(self, name: str, count: int = 40) -> str:
        """The end of a worker's log."""
        log = self.workers[name].log
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-count:]) if log.exists() else ""

    def close(self) -> None:
        """End all of them at once."""
        self._closing.set()
        self._watch.join()
        for worker in self.workers.values():
            if worker.process is not None:
                worker.process.kill()
                worker.process.wait()

    def _supervise(self) -> None:
        while not self._closing.wait(0.02):
            with self._lock:
                dead = [w for w in self.workers.values() if w.is_wanted and w.process and w.process.poll() is not None]
                for worker in dead:
                    self._reap(worker)
            if dead and not self._closing.wait(RESTART_PAUSE_S):
                with self._lock:
                    for worker in dead:
                        if worker.is_wanted:
                            worker.spawn()

    def _reap(self, worker: Worker) -> None:
        assert worker.process is not None
        worker.deaths.append(worker.process.wait())
