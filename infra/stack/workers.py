"""The worker processes of one folder: started, found again and stopped like the servers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.eventlog.time_outs import STOP_GRACE_S
from infra.stack.child import Child, CommandLine
from infra.stack.errors import ChildFailed
from infra.stack.lock import exclusively
from infra.stack.processes import Process

STOP_AT_ONCE_S = 2.0
"""For what is still there after that: a second signal, and then it is killed."""

SETTLE_S = 1.0
"""A worker that cannot even be imported is dead by then, and `start` says so."""

MARK = "CASELEDGER_WORKER"
"""The environment variable by which a worker is known as ours: two stacks run the same command lines."""


@dataclass(frozen=True)
class WorkerStatus:
    """One worker as `caseledger status` shows it."""

    name: str
    pid: int | None
    """None when it does not run."""
    ended_by_itself: bool
    """It was started, not stopped, and is gone: its log says why."""
    memory_bytes: int
    log: Path


class Workers:
    """Workers by name, each with its command line; logs are `<home>/logs/<name>.log`."""

    def __init__(
        self, home: Path, commands: Mapping[str, Sequence[str]], environ: Mapping[str, str] | None = None
    ) -> None:
        self._home = home.expanduser().resolve()
        self._commands = {name: tuple(command) for name, command in commands.items()}
        self._environ = dict(os.environ if environ is None else environ) | {"CASELEDGER_HOME": str(self._home)}
        self._children = {name: self._child(name) for name in self._commands}

    def start(self, settle_s: float = SETTLE_S) -> dict[str, int]:
        """Starts those that do not run and returns every worker's process id.

        Raises:
            ChildFailed: a worker ended within `settle_s`; the others run on.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        with exclusively(self._home):
            missing = [name for name, child in self._children.items() if child.find() is None]
            for name in missing:
                self._children[name].spawn(self._command(name))
            deadline = time.monotonic() + settle_s
            while missing and time.monotonic() < deadline:
                time.sleep(0.05)
                self.check()
        return {name: status.pid or 0 for name, status in self.status().items()}

    def check(self) -> None:
        """Raises ChildFailed for the first worker that ended by itself."""
        for name, status in self.status().items():
            if status.ended_by_itself:
                child = self._children[name]
                raise ChildFailed(f"worker {name}", "ended by itself", child.log, child.last_lines())

    def stop(self, grace_s: float = STOP_GRACE_S) -> list[str]:
        """Asks all to end, then waits for each; returns the names of those that ran."""
        if not self._home.exists():
            return []
        with exclusively(self._home):
            running = {name: process for name, child in self._children.items() if (process := child.find())}
            for process in running.values():
                process.send(signal.SIGTERM)
            deadline = time.monotonic() + grace_s
            for process in running.values():
                process.wait(max(0.0, deadline - time.monotonic()))
            # Only now, since a second signal tells a worker to end at once and leave its batch to be repeated.
            for child in self._children.values():
                child.stop(signal.SIGTERM, STOP_AT_ONCE_S)
        return list(running)

    def kill(self, name: str, signal_number: int) -> None:
        """Sends one worker a signal, as a fault would."""
        process = self._children[name].find()
        if process is not None:
            process.send(signal_number)

    def status(self) -> dict[str, WorkerStatus]:
        """Every worker, by name."""
        return {name: _status(name, child) for name, child in self._children.items()}

    def _child(self, name: str) -> Child:
        def is_mine(process: Process) -> bool:
            return process.environ().get(MARK) == self._mark(name)

        return Child(name, self._home, is_mine)

    def _command(self, name: str) -> CommandLine:
        return CommandLine(self._commands[name], Path.cwd(), {**self._environ, MARK: self._mark(name)})

    def _mark(self, name: str) -> str:
        return f"{self._home}:{name}"


def _status(name: str, child: Child) -> WorkerStatus:
    process = child.find()
    return WorkerStatus(
        name,
        process.pid if process else None,
        process is None and child.recorded(),
        process.memory_bytes() if process else 0,
        child.log,
    )
