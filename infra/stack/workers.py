"""The worker processes of one folder, and the supervisor that starts dead ones again.

They are started, found again and stopped like the servers. The supervisor is a process of its own, so that the command
that started them may end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.eventlog.time_outs import STOP_GRACE_S
from infra.stack.child import Child, CommandLine
from infra.stack.errors import ChildFailed
from infra.stack.lock import exclusively
from infra.stack.supervision import SUPERVISOR, Restarts, forget_records, read_records
from infra.stack.supervisor import worker_child, worker_command

STOP_AT_ONCE_S = 2.0
"""For what is still there after that: a second signal, and then it is killed."""

SETTLE_S = 1.0
"""A worker that cannot even be imported is dead by then, and `start` says so."""

SPAWN_LIMIT_S = 20.0
"""The supervisor has started every worker by then, also on a machine that does ten other things."""


@dataclass(frozen=True)
class WorkerStatus:
    """One worker as `caseledger status` shows it."""

    name: str
    pid: int | None
    """None when it does not run."""
    supervised: Restarts
    """How often it was started again, and why the last time."""
    memory_bytes: int
    log: Path


class Workers:
    """Workers by name, each with its command line; logs are `<home>/logs/<name>.log`."""

    def __init__(
        self, home: Path, commands: Mapping[str, Sequence[str]], environ: Mapping[str, str] | None = None
    ) -> None:
        self._home = home.expanduser().resolve()
        self._commands = {name: tuple(command) for name, command in commands.items()}
        self._environ = dict(os.environ if environ is None else environ)
        self._children = {name: worker_child(self._home, name) for name in self._commands}
        self._supervisor = worker_child(self._home, SUPERVISOR)
        self._began = time.time()

    def start(self, settle_s: float = SETTLE_S) -> dict[str, int]:
        """Starts those that do not run, under a supervisor, and returns every worker's process id.

        Raises:
            ChildFailed: a worker ended twice within `settle_s`. The others run on, and the supervisor tries it again.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        with exclusively(self._home):
            began = time.monotonic()
            self._began = time.time()
            if not self._all_run() or not self.is_supervised():
                self._supervisor.stop(signal.SIGTERM, STOP_AT_ONCE_S)
                self._supervisor.spawn(self._supervisor_command())
            while not self._all_run() or time.monotonic() < began + settle_s:
                self.check()
                if time.monotonic() > began + SPAWN_LIMIT_S:
                    raise self._failed(self._supervisor, f"did not start every worker within {SPAWN_LIMIT_S:.0f} s")
                time.sleep(0.05)
        return {name: status.pid or 0 for name, status in self.status().items()}

    def check(self) -> None:
        """Raises ChildFailed for a worker that is given up, or that ended again when it was tried again; or when the
        supervisor is gone. A first end may be chance: that is what the supervisor is for."""
        for name, record in read_records(self._home).items():
            if name not in self._children or record.last is None or record.last.at < self._began:
                continue
            if record.given_up or record.quick_failures > 1:
                what = "is given up" if record.given_up else "ended by itself and is tried again"
                raise self._failed(self._children[name], f"{what} ({record.last.why})")
        if not self.is_supervised():
            raise self._failed(self._supervisor, "ended by itself")

    def is_supervised(self) -> bool:
        """Whether dead workers are started again."""
        return self._supervisor.find() is not None

    def stop(self, grace_s: float = STOP_GRACE_S) -> list[str]:
        """Asks all to end, then waits for each; returns the names of those that ran."""
        if not self._home.exists():
            return []
        with exclusively(self._home):
            self._supervisor.stop(signal.SIGTERM, STOP_AT_ONCE_S)  # first, or it would start them again
            running = {name: process for name, child in self._children.items() if (process := child.find())}
            for process in running.values():
                process.send(signal.SIGTERM)
            deadline = time.monotonic() + grace_s
            for process in running.values():
                process.wait(max(0.0, deadline - time.monotonic()))
            # Only now, since a second signal tells a worker to end at once and leave its batch to be repeated.
            for child in self._children.values():
                child.stop(signal.SIGTERM, STOP_AT_ONCE_S)
            forget_records(self._home)
        return list(running)

    def kill(self, name: str, signal_number: int) -> None:
        """Sends one worker a signal, as a fault would."""
        process = self._children[name].find()
        if process is not None:
            process.send(signal_number)

    def status(self) -> dict[str, WorkerStatus]:
        """Every worker, by name."""
        records = read_records(self._home)
        return {name: _status(name, child, records) for name, child in self._children.items()}

    def _all_run(self) -> bool:
        return all(child.find() is not None for child in self._children.values())

    def _supervisor_command(self) -> CommandLine:
        args = (sys.executable, "-m", "infra.stack.supervisor", str(self._home), json.dumps(self._commands))
        return worker_command(self._home, SUPERVISOR, args, self._environ)

    def _failed(self, child: Child, what: str) -> ChildFailed:
        name = child.name if child is self._supervisor else f"worker {child.name}"
        return ChildFailed(name, what, child.log, child.last_lines())


def _status(name: str, child: Child, records: Mapping[str, Restarts]) -> WorkerStatus:
    process = child.find()
    return WorkerStatus(
        name,
        process.pid if process else None,
        records.get(name, Restarts()),
        process.memory_bytes() if process else 0,
        child.log,
    )
