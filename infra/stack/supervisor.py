"""``python -m infra.stack.supervisor HOME WORKERS``: starts workers, and starts again those that die.

A lost server ends a worker on purpose, so that whatever supervises it begins everything anew; on the local stack that
is this process. It is the workers' parent and so sees how they end, but they do not depend on it: when it is gone they
run on, and the next one takes them over. ``WORKERS`` is a JSON object of names and command lines.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from infra.stack.child import Child, CommandLine
from infra.stack.processes import Process, how_it_ended
from infra.stack.supervision import Ending, Restarts, read_records, why_it_ended, write_records

LOOK_EVERY_S = 0.2
LINE_LENGTH_MAX = 300

MARK = "CASELEDGER_WORKER"
"""The environment variable by which a worker is known as ours: two stacks run the same command lines."""


def worker_child(home: Path, name: str) -> Child:
    """The process of a worker, or of the supervisor itself, whoever started it."""
    mark = f"{home}:{name}"
    return Child(name, home, lambda process: process.environ().get(MARK) == mark)


def worker_command(home: Path, name: str, args: Sequence[str], environ: Mapping[str, str]) -> CommandLine:
    """Its command line, in an environment that tells it from everybody else's."""
    own = {**environ, "CASELEDGER_HOME": str(home), MARK: f"{home}:{name}"}
    return CommandLine(tuple(args), Path.cwd(), own)


class Supervisor:
    """The workers of one home folder, by name, with their command lines."""

    def __init__(self, home: Path, commands: Mapping[str, Sequence[str]], environ: Mapping[str, str]) -> None:
        self._home = home
        self._commands = {name: worker_command(home, name, args, environ) for name, args in commands.items()}
        self._children = {name: worker_child(home, name) for name in commands}
        before = read_records(home)
        self._records = {name: before.get(name, Restarts()).tried_anew() for name in commands}
        self._running: dict[str, Process | None] = {}
        self._since: dict[str, float] = {}
        self._said_before: dict[str, int] = {}

    def begin(self) -> None:
        """Start what does not run, and take over what does."""
        for name, child in self._children.items():
            self._running[name] = process = child.find()
            if process is None:
                self._spawn(name)
            else:
                self._since[name] = process.started
        write_records(self._home, self._records)

    def look(self, now: float) -> None:
        """Notice who died, and start again those whose pause is over."""
        before = dict(self._records)
        for name, process in self._running.items():
            if process is not None and not process.alive():
                self._note_death(name, process, now)
            elif process is None and (due := self._records[name].next_try_at) is not None and now >= due:
                self._spawn(name)
                self._records[name] = self._records[name].started_again()
        if self._records != before:
            write_records(self._home, self._records)

    def _spawn(self, name: str) -> None:
        child = self._children[name]
        self._said_before[name], self._since[name] = child.log_size(), time.time()
        self._running[name] = child.find() or child.spawn(self._commands[name])

    def _note_death(self, name: str, process: Process, now: float) -> None:
        exit_code = how_it_ended(process.pid)
        said = self._children[name].last_lines(1, since=self._said_before.get(name, 0))
        why = why_it_ended(exit_code, "".join(said).strip()[:LINE_LENGTH_MAX])
        self._records[name] = self._records[name].ended(Ending(now, why, now - self._since[name]), exit_code)
        self._running[name] = None


def main(home: Path, commands: Mapping[str, Sequence[str]]) -> None:
    """Until SIGTERM, or until nobody has a use for it any more: the workers are left as they are."""
    asked_to_stop = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGTERM, stop)
    supervisor = Supervisor(home, commands, os.environ)
    supervisor.begin()
    while not asked_to_stop and home.exists():
        supervisor.look(time.time())
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
