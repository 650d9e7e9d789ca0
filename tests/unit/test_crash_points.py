"""Crash points cost nothing when they are not armed, and kill when they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from infra.crash_points import VARIABLE, crash_point


def test_point_that_is_not_armed_does_nothing() -> None:
    crash_point("anywhere")


@pytest.mark.parametrize(
    ("setting", "printed"), [("here", []), ("here:3", ["0", "1"]), ("elsewhere", ["0", "1", "2", "3"])]
)
def test_armed_point_kills_at_its_turn(setting: str, printed: list[str]) -> None:
    program = "from infra.crash_points import crash_point\nfor n in range(4): crash_point('here'); print(n, flush=True)"
    child = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, VARIABLE: setting},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert child.stdout.split() == printed
    assert child.returncode == (0 if len(printed) == 4 else -signal.SIGKILL)
