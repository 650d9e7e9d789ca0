"""Running the real command line as a person or a script does: each command in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from tests.loaded_program import CAN_BE_COPIED, Asked, loaded_program
from tests.waiting import PATIENCE_S, patiently

WIDE = "200"
"""Columns: no sentence that a test looks for is then cut in two."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON object that it answered with."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def said(self) -> str:
        """All of it with single blanks: tables pad, and long sentences wrap."""
        return " ".join((self.out + " " + self.err).split())

    def done(self) -> Ended:
        """Itself, if it went well."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        return self


@dataclass(frozen=True)
class Program:
    """``caseledger`` with an environment: its own home, log and database."""

    environ: Mapping[str, str] = field(repr=False)
    folder: Path
    is_loaded: bool = True
    """Whether a command is a copy of the program loaded once; else Python starts for it, as a shell has it."""

    def run(self, *args: str, limit_s: float = PATIENCE_S, **settings: str) -> Ended:
        """Runs it to its end; ``settings`` go on top of the environment."""
        run = _run_loaded if self.is_loaded and CAN_BE_COPIED else _run_anew
        ended = run(Asked(args, str(self.folder), {**self.environ, **settings}), limit_s)
        assert "Traceback" not in ended.err, ended.err
        return ended

    def worker(self, *names: str, limit_s: float = PATIENCE_S, **settings: str) -> Ended:
        """Runs workers in one process until it ends by itself."""
        done = subprocess.run(
            [sys.executable, "-m", "consumers", *names, "--metrics-port=0"],
            env={**self.environ, **settings},
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def json(self, *args: str) -> dict[str, Any]:
        """The answer of a command that goes well."""
        return self.run(*args, "--json").done().document

    def known_to_persons(self, cases: int) -> None:
        """Waits until the policy has told the persons of so many cases, so that nothing more happens by itself."""
        for _ in patiently():
            told = self.json("trail", "--type", "PersonCaseOpened", "--limit", "1000", "--wait")["events"]
            if len(told) == cases:
                return
        raise AssertionError(f"persons know of {len(told)} cases, and not of {cases}")

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """Starts it and does not wait."""
        return subprocess.Popen(
            [*COMMAND, *args], cwd=self.folder, env=dict(self.environ),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _run_loaded(asked: Asked, limit_s: float) -> Ended:
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        code = loaded_program().run(asked, out, err, limit_s)
        for file in (out, err):
            file.seek(0)
        return Ended(code, out.read(), err.read())


def _run_anew(asked: Asked, limit_s: float) -> Ended:
    done = subprocess.run(
        [*COMMAND, *asked.args], cwd=asked.folder, env=dict(asked.environ),
        capture_output=True, text=True, timeout=limit_s, check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


COMMAND = (sys.executable, "-c", "from infra.cli.main import run; run()")


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the out-of-memory killer or a power cut would."""
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE_S)


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings, and none of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CASELEDGER_")}
    return {**clean, "COLUMNS": WIDE, "NO_COLOR": "1", **settings}
