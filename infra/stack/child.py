"""A child process that outlives the command that started it, and is found again by the next one."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.stack.errors import ChildFailed
from infra.stack.files import make_folder, write_atomically
from infra.stack.processes import Process, look_up, search

LOG_BYTES_MAX = 10 * 2**20
"""A log longer than this is set aside (one old one is kept) when its process is started the next time."""

LINES_SHOWN = 12
"""Of a log, in an error."""

PROCESSES_MAX = 8
"""More processes that run the same as one child are not looked for when it is stopped."""


@dataclass(frozen=True)
class CommandLine:
    """What to run, and how."""

    args: tuple[str, ...]
    folder: Path
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    user: str | None = None
    """The system user to run as; None for the one who starts it."""

    def identity(self) -> dict[str, Any]:
        """The arguments of `subprocess` that make it run as that user, with none of our groups."""
        if self.user is None:
            return {}
        entry = pwd.getpwnam(self.user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}

    def run(self) -> subprocess.CompletedProcess[str]:
        """Runs it to its end, with its output captured."""
        return subprocess.run(
            self.args,
            cwd=self.folder,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self.identity(),
        )


def run_to_end(name: str, failure: str, command: CommandLine, log: Path) -> None:
    """Runs a preparing command of a server, with its output added to the server's log.

    Raises:
        ChildFailed: it did not succeed; `failure` says what could not be done.
    """
    done = command.run()
    said = done.stdout + done.stderr
    make_folder(log.parent)
    with log.open("a", encoding="utf-8") as file:
        file.write(said)
    if done.returncode != 0:
        raise ChildFailed(name, failure, log, said.splitlines()[-LINES_SHOWN:])


class Child:
    """One named process of a stack: `<home>/run/<name>.json` says which it is, `<home>/logs/<name>.log` what it said.

    A recorded process is ours only when its id, its start time and what it runs (`is_mine`) all fit: an id that
    was given to a stranger since is never signalled. A process that runs without a record (its starter was
    killed before it wrote one) is found by what it runs.
    """

    def __init__(self, name: str, home: Path, is_mine: Callable[[Process], bool]) -> None:
        self.name = name
        self.log = home / "logs" / f"{name}.log"
        self._record = home / "run" / f"{name}.json"
        self._is_mine = is_mine

    def find(self) -> Process | None:
        """The running process, None when there is none."""
        return self._recorded() or next(search(self._is_mine), None)

    def spawn(self, command: CommandLine) -> Process:
        """Starts it in a session of its own, so that Ctrl-C in the starter's terminal does not reach it."""
        self._set_long_log_aside()
        make_folder(self._record.parent)
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                command.args,
                cwd=command.folder,
                env=dict(command.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **command.identity(),
            )
        started.returncode = 0  # it is meant to outlive us: no warning that it still runs when we end
        process = look_up(started.pid) or Process(started.pid, 0.0)
        content = {"pid": process.pid, "started": process.started, "command": list(command.args)}
        write_atomically(self._record, json.dumps(content))
        return process

    def stop(self, signal_number: int, grace_s: float) -> bool:
        """Stops it, and whatever else runs the same; False when nothing ran."""
        ran = False
        for _ in range(PROCESSES_MAX):
            process = self.find()
            if process is None:
                break
            ran = True
            process.stop(signal_number, grace_s)
        self._record.unlink(missing_ok=True)
        return ran

    def recorded(self) -> bool:
        """Whether it was started and not stopped since: with no process, it ended by itself."""
        return self._record.exists()

    def last_lines(self, count: int = LINES_SHOWN, since: int = 0) -> list[str]:
        """The end of its log, from byte `since` on."""
        try:
            with self.log.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(since, size - 64 * 1024))
                return log.read().decode("utf-8", "replace").splitlines()[-count:]
        except FileNotFoundError:
            return []

    def log_size(self) -> int:
        """Bytes in its log now: what it says from here on is new."""
        return self.log.stat().st_size if self.log.exists() else 0

    def _recorded(self) -> Process | None:
        try:
            content = json.loads(self._record.read_text())
            process = Process(int(content["pid"]), float(content["started"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return process if process.alive() and self._is_mine(process) else None

    def _set_long_log_aside(self) -> None:
        make_folder(self.log.parent)
        if self.log_size() > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
