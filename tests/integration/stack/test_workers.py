"""Worker processes: real ones, small stand-ins for those that read Kafka."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.stack.errors import ChildFailed
from infra.stack.processes import look_up
from infra.stack.supervision import supervisor_lives
from infra.stack.workers import Workers, WorkerStatus
from tests.waiting import PATIENCE_S

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
    deadline = time.monotonic() + PATIENCE_S
    log = workers.status()[name].log
    while text not in log.read_text():
        assert time.monotonic() < deadline, f"{log} never said {text!r}"
        time.sleep(0.02)


def until(workers: Workers, name: str, told: Callable[[WorkerStatus], bool]) -> WorkerStatus:
    deadline = time.monotonic() + PATIENCE_S
    while not told(status := workers.status()[name]):
        assert time.monotonic() < deadline, status
        time.sleep(0.02)
    return status


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
        assert status.supervised.count == 0
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
        mixed.start(settle_s=PATIENCE_S)
    assert mixed.status()["writer"].pid is not None


def test_a_worker_that_is_killed_is_started_again_and_why_is_told(workers: Callable[..., Workers]) -> None:
    one = workers(writer=OBEDIENT)
    before = one.start(settle_s=0.0)["writer"]
    until_said(one, "writer", "home")
    one.kill("writer", signal.SIGKILL)

    status = until(one, "writer", lambda now: now.pid not in (None, before) and now.supervised.count == 1)
    assert status.supervised.last is not None
    assert status.supervised.last.why == "killed by SIGKILL"
    assert not status.supervised.given_up


def test_a_worker_that_ends_again_and_again_is_tried_after_longer_pauses(workers: Callable[..., Workers]) -> None:
    broken = workers(projector="import time; time.sleep(0.3); raise SystemExit('no such topic: t.events')")
    with pytest.raises(ChildFailed):
        broken.start(settle_s=PATIENCE_S)
    status = until(broken, "projector", lambda now: now.supervised.count >= 2)
    assert status.supervised.last is not None
    assert status.supervised.last.why == "ended with exit code 1: no such topic: t.events"
    assert status.supervised.quick_failures >= 2


def test_a_worker_that_says_that_a_person_must_act_is_not_tried_again_until_one_has(
    workers: Callable[..., Workers], tmp_path: Path
) -> None:
    needs = f"import sys, pathlib, time\nif pathlib.Path({str(tmp_path / 'right')!r}).exists(): time.sleep(600)\n"
    one = workers(writer=needs + "print('CASELEDGER_LOG is wrong'); sys.exit(2)")
    with pytest.raises(
        ChildFailed, match=r"worker writer is given up \(ended with exit code 2: CASELEDGER_LOG is wrong"
    ):
        one.start(settle_s=PATIENCE_S)
    assert (one.status()["writer"].supervised.given_up, one.status()["writer"].supervised.count) == (True, 0)

    (tmp_path / "right").touch()
    assert one.start(settle_s=0.0)["writer"]
    deadline = time.monotonic() + PATIENCE_S
    while one.status()["writer"].supervised.given_up:  # the supervisor has started it, and writes that down next
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_without_their_supervisor_workers_run_on_and_the_next_one_takes_them_over(
    workers: Callable[..., Workers], tmp_path: Path
) -> None:
    one = workers(writer=OBEDIENT)
    pid = one.start(settle_s=0.0)["writer"]
    supervisor = look_up(json.loads((tmp_path / "run" / "supervisor.json").read_text())["pid"])
    assert supervisor is not None
    supervisor.send(signal.SIGKILL)
    assert supervisor.wait(PATIENCE_S)
    assert not one.is_supervised()
    assert not supervisor_lives(tmp_path)

    again = workers(writer=OBEDIENT)
    assert again.start(settle_s=0.0) == {"writer": pid}
    assert again.is_supervised()
    again.kill("writer", signal.SIGKILL)
    until(again, "writer", lambda now: now.pid not in (None, pid))


def test_two_stacks_with_the_same_commands_do_not_take_each_others_workers(
    workers: Callable[..., Workers], tmp_path: Path
) -> None:
    here, there = workers(tmp_path / "a", writer=OBEDIENT), workers(tmp_path / "b", writer=OBEDIENT)
    pids = here.start(settle_s=0.0), there.start(settle_s=0.0)
    assert pids[0] != pids[1]

    here.stop()

    assert there.status()["writer"].pid == pids[1]["writer"]
