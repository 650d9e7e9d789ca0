"""What is known of workers that died: how often they were started again, why the last time, and when it is given up.

Times are arguments. ``<home>/run/supervision.json`` holds it, written by the supervisor and read by ``status``.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from infra.stack.files import write_atomically

SUPERVISOR = "supervisor"
"""The supervisor's name among the processes of a home folder."""

FIRST_PAUSE_S = 0.5
"""A worker that was killed is back before anybody notices."""

PAUSE_S_MAX = 30.0
"""A server that is away is asked this often at most."""

QUICK_S = 60.0
"""A worker that lived for less failed quickly: it takes half a minute to find out that no Kafka answers."""

QUICK_FAILURES_MAX = 8
"""So many in a row and it is given up: with the pauses, a server has some minutes to come back."""

TO_BE_PUT_RIGHT = 2
"""The exit code of a worker that says itself that starting again does not help."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended: ``at`` in seconds since 1970, ``why`` in words, and how long it had lived."""

    at: float
    why: str
    lived_s: float


@dataclass(frozen=True, slots=True)
class Restarts:
    """One worker. ``next_try_at`` while it waits to be started again; ``given_up`` when a person must look."""

    count: int = 0
    quick_failures: int = 0
    last: Ending | None = None
    next_try_at: float | None = None
    given_up: bool = False

    def ended(self, ending: Ending, exit_code: int | None) -> Restarts:
        """It died: it is tried again after a pause that grows with each quick failure, or given up."""
        quick = self.quick_failures + 1 if ending.lived_s < QUICK_S else 1
        given_up = exit_code == TO_BE_PUT_RIGHT or quick >= QUICK_FAILURES_MAX
        next_try = None if given_up else ending.at + pause_s(quick)
        return replace(self, quick_failures=quick, last=ending, next_try_at=next_try, given_up=given_up)

    def started_again(self) -> Restarts:
        """It runs once more."""
        return replace(self, count=self.count + 1, next_try_at=None)

    def tried_anew(self) -> Restarts:
        """A person has asked for it: what went before is still told, and counts no more."""
        return replace(self, quick_failures=0, next_try_at=None, given_up=False)


def pause_s(quick_failures: int) -> float:
    """How long to wait after so many quick failures in a row (at least one)."""
    return float(min(PAUSE_S_MAX, FIRST_PAUSE_S * 2 ** (quick_failures - 1)))


def why_it_ended(exit_code: int | None, last_line: str) -> str:
    """Such as ``killed by SIGKILL`` or ``ended with exit code 1: <the last line of its log>``.

    ``exit_code`` is negative for a signal, as ``subprocess`` has it; None when another process had started it.
    """
    if exit_code is None:
        how = "ended"
    elif exit_code < 0:
        how = f"killed by {_name_of_signal(-exit_code)}"
    else:
        how = f"ended with exit code {exit_code}"
    return f"{how}: {last_line}" if last_line and (exit_code is None or exit_code > 0) else how


def read_records(home: Path) -> dict[str, Restarts]:
    """By worker; empty when nothing has been supervised, or the file cannot be read."""
    try:
        content = json.loads(_path(home).read_text("utf-8"))
        return {name: _record(fields) for name, fields in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_records(home: Path, records: Mapping[str, Restarts]) -> None:
    """For everybody to read: nothing in it is secret."""
    content = {name: asdict(record) for name, record in records.items()}
    write_atomically(_path(home), json.dumps(content, indent=1), mode=0o644)


def supervisor_lives(home: Path) -> bool:
    """Whether the process that starts dead workers again is there, as far as its id tells."""
    try:
        os.kill(int(json.loads((home / "run" / f"{SUPERVISOR}.json").read_text("utf-8"))["pid"]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def forget_records(home: Path) -> None:
    """After a stop that a person asked for."""
    _path(home).unlink(missing_ok=True)


def _record(fields: dict[str, object]) -> Restarts:
    last = fields.pop("last")
    return Restarts(**fields, last=Ending(**last) if isinstance(last, dict) else None)  # type: ignore[arg-type]


def _name_of_signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _path(home: Path) -> Path:
    return home / "run" / "supervision.json"
