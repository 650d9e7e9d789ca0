"""Worker processes: real ones, small stand-ins for those that read Kafka."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.stack.errors import ChildFailed
from infra.stack.processes import look_up
from infra.stack.workers import Workers

OBEDIENT = """
import os, signal, sys, time
def stop(*_):
    print("finished the batch", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("home", os.environ["CASELEDGER_HOME"], flush=True)
while True:
    time.sleep(0.05)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
BROKEN = "raise SystemExit('no such topic: t.events')"


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Callable[..., Workers]]:
    made: list[Workers] = []

    def make(home: Path = tmp_path, **commands: str) -> Workers:
        made.append(Workers(home, {name: script(text) for name, text in commands.items()}))
        return made[-1]

    yield make
    for one in made:
        one.stop(grace_s=0.1)


def until_said(workers: Workers, name: str, text: str) -> None:
    deadline = time.monotonic() + 30
    log = workers.status()[name].log
    while text not in log.read_text():
        assert time.monotonic() < deadline, f"{log} never said {text!r}"
        time.sleep(0.02)


def test_workers_outlive_the_object_that_started_them_and_are_found_again(
    workers: Callable[..., Workers], tmp_path: Path
) -> None:
    started = workers(writer=OBEDIENT, projector=OBEDIENT).start(settle_s=0.2)

    again = workers(writer=OBEDIENT, projector=OBEDIENT)
    assert {name: status.pid for name, status in again.status().items()} == started
    assert again.start(settle_s=0.0) == started

    (tmp_path / "run" / "writer.json").unlink()  # its starter was killed before it wrote this
    assert workers(writer=OBEDIENT).status()["writer"].pid == started["writer"]


def test_a_graceful_stop_lets_each_worker_finish(workers: Callable[..., Workers], tmp_path: Path) -> None:
    both = workers(writer=OBEDIENT, projector=OBEDIENT)
    started = both.start(settle_s=0.0)
    until_said(both, "writer", f"home {tmp_path}")
    until_said(both, "projector", f"home {tmp_path}")

    assert sorted(both.stop()) == ["projector", "writer"]

    assert all(look_up(pid) is None for pid in started.values())
    for status in both.status().values():
        assert status.log.read_text().endswith("finished the batch\n")
        assert not status.ended_by_itself
    assert both.stop() == []


def test_a_worker_that_does_not_listen_is_killed_after_the_grace(workers: Callable[..., Workers]) -> None:
    deaf = workers(matcher=DEAF)
    pid = deaf.start(settle_s=0.0)["matcher"]
    until_said(deaf, "matcher", "deaf")

    began = time.monotonic()
    deaf.stop(grace_s=0.5)

    assert time.monotonic() - began >= 0.5
    assert look_up(pid) is None


def test_a_worker_that_ends_at_once_is_reported_with_its_log_and_the_others_run_on(
    workers: Callable[..., Workers],
) -> None:
    mixed = workers(writer=OBEDIENT, projector=BROKEN)
    with pytest.raises(ChildFailed, match=r"(?s)worker projector ended by itself.*projector\.log.*no such topic"):
        mixed.start(settle_s=30.0)
    status = mixed.status()
    assert status["writer"].pid is not None
    assert status["projector"].ended_by_itself


def test_a_worker_killed_later_shows_as_ended_by_itself_and_starts_again(
    workers: Callable[..., Workers],
) -> None:
    one = workers(writer=OBEDIENT)
    before = one.start(settle_s=0.0)["writer"]
    one.kill("writer", signal.SIGKILL)
    process = look_up(before)
    assert process is None or process.wait(5.0)

    assert one.status()["writer"].ended_by_itself
    assert one.start(settle_s=0.0)["writer"] != before
    assert not one.status()["writer"].ended_by_itself


def test_two_stacks_with_the_same_commands_do_not_take_each_others_workers(
    workers: Callable[..., Workers], tmp_path: Path
) -> None:
    here, there = workers(tmp_path / "a", writer=OBEDIENT), workers(tmp_path / "b", writer=OBEDIENT)
    pids = here.start(settle_s=0.0), there.start(settle_s=0.0)
    assert pids[0] != pids[1]

    here.stop()

    assert there.status()["writer"].pid == pids[1]["writer"]
