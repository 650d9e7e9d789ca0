"""Crash points cost nothing when they are not armed, and kill when they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from infra.runtime.crash_points import VARIABLE, crash_point
from tests.waiting import PATIENCE_S

IMPORT = "from infra.runtime.crash_points import crash_point"


def test_point_that_is_not_armed_does_nothing() -> None:
    crash_point("anywhere")


@pytest.mark.parametrize(
    ("setting", "printed"), [("here", []), ("here:3", ["0", "1"]), ("elsewhere", ["0", "1", "2", "3"])]
)
def test_armed_point_kills_at_its_turn(setting: str, printed: list[str]) -> None:
    program = f"{IMPORT}\nfor n in range(4): crash_point('here'); print(n, flush=True)"
    child = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, VARIABLE: setting},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert child.stdout.split() == printed
    assert child.returncode == (0 if len(printed) == 4 else -signal.SIGKILL)


def test_a_point_can_stop_the_process_until_it_is_told_to_go_on() -> None:
    program = f"{IMPORT}\nfor n in range(3): crash_point('here'); print(n, flush=True)"
    environ = {**os.environ, VARIABLE: "here:2:STOP"}
    with subprocess.Popen([sys.executable, "-c", program], env=environ, stdout=subprocess.PIPE, text=True) as process:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        process.send_signal(signal.SIGCONT)
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert output.split() == ["0", "1", "2"]
