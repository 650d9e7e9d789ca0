"""A process of workers: signals, exit codes, health, and what it says."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from consumers.runtime.workers import WORKERS
from infra.runtime.garbage import OBJECTS_BETWEEN_SEARCHES
from tests.waiting import PATIENCE_S

Start = Callable[..., subprocess.Popen[str]]
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the process and waits until its first worker has begun its first step."""
    started: list[subprocess.Popen[str]] = []

    def run(*names: str, wait_for: str = "stepped") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.runtime.some_workers", str(tmp_path), *names],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        if wait_for:
            assert wait_for in process.stdout.readline()
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_step_finish_and_closes_the_worker(start: Start, number: signal.Signals) -> None:
    process = start("slow")
    process.send_signal(number)
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert output.splitlines() == ["slow finished its step", "slow closed"]
    assert process.returncode == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_second_signal_stops_at_once(start: Start, number: signal.Signals, code: int) -> None:
    process = start("stuck")
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert process.poll() is None, "the first signal waits for the step"
    process.send_signal(number)
    assert process.wait(timeout=PATIENCE_S) == code


def test_several_workers_share_a_process_and_all_are_closed(start: Start) -> None:
    process = start("steady-1", "steady-2", "steady-3")
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert {line for line in output.splitlines() if "closed" in line} == {f"steady-{n} closed" for n in (1, 2, 3)}
    assert process.returncode == 0


def test_a_worker_that_fails_alone_ends_its_process_with_1(start: Start) -> None:
    process = start("failing", wait_for="")
    output, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "failing closed" in output
    assert "ERROR failing: failed" in errors
    assert "ValueError\n" in errors
    assert "some_workers.py:" in errors, "the places that it came through are told"
    assert "this step went wrong" not in errors, "its text is not: it may quote what it failed on"


def test_a_worker_that_fails_is_begun_again_and_its_neighbours_go_on(start: Start) -> None:
    process = start("slow", "failing", wait_for="")
    assert process.stdout is not None
    closed = 0
    for line in process.stdout:
        closed += "failing closed" in line
        if closed and "slow finished its step" in line:
            break
    time.sleep(1.5)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, "it was asked to end"
    assert closed + output.count("failing closed") > 1
    assert "slow closed" in output
    assert "ValueError\n" in errors


def test_a_worker_outlives_a_cluster_that_is_away_while_it_is_made_and_while_it_works(start: Start) -> None:
    process = start("unlucky")
    assert process.stdout is not None
    assert "unlucky closed" in process.stdout.readline()
    assert "unlucky stepped" in process.stdout.readline(), "the one that was made after it"
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "WARNING unlucky: KafkaConnectionError at " in errors
    assert "WARNING unlucky: Kafka is away. Nothing was lost.\n" in errors
    assert "is begun again in 0.5 s" in errors
    assert "WARNING unlucky: Kafka does not let us in. It hangs.\n" in errors, "it has let us in before"
    assert "is begun again in 1 s" in errors, "each pause is longer than the one before"


def test_a_worker_that_hangs_ends_its_process_and_the_neighbours_finish(start: Start) -> None:
    process = start("slow", "hanging")
    output, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "slow closed" in output
    assert "ProcessMustEnd: a thread hangs" in errors


def test_what_must_be_put_right_first_ends_with_2_and_its_message_without_a_traceback(start: Start) -> None:
    process = start("misconfigured", wait_for="")
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert "retention.ms is 1000" in errors
    assert "Traceback" not in errors


def test_each_worker_has_a_file_that_says_where_it_is_until_it_ends(start: Start, tmp_path: Path) -> None:
    process = start("steady-1", "steady-2")
    files = [tmp_path / "workers" / f"steady-{number}.json" for number in (1, 2)]
    contents = [json.loads(file.read_text()) for file in files]
    assert [content["pid"] for content in contents] == [process.pid] * 2
    with urlopen(f"http://127.0.0.1:{contents[0]['metrics_port']}/live", timeout=5) as answer:
        assert set(json.load(answer)["workers"]) == {"steady-1", "steady-2"}
    with urlopen(f"http://127.0.0.1:{contents[0]['metrics_port']}/metrics", timeout=5) as answer:
        assert 'caseledger_worker_step_duration_seconds_count{worker="steady-1"}' in answer.read().decode()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=PATIENCE_S)
    assert not any(file.exists() for file in files)


def _asked(home: Path, worker: str, page: str) -> tuple[int, str]:
    place = json.loads((home / "workers" / f"{worker}.json").read_text("utf-8"))
    try:
        with urlopen(f"http://127.0.0.1:{place['metrics_port']}{page}", timeout=5) as answer:
            return answer.status, json.load(answer)["reason"]
    except HTTPError as error:
        return error.code, json.load(error)["reason"]


def test_a_process_whose_worker_waits_for_somebody_lives_and_is_not_ready(start: Start, tmp_path: Path) -> None:
    start("steady", "waiting")
    time.sleep(0.3)
    assert _asked(tmp_path, "steady", "/live") == (200, "")
    assert _asked(tmp_path, "steady", "/ready") == (503, "waiting is not ready: a broker")


def test_a_process_that_was_asked_to_end_is_ready_no_more_and_finishes_its_step(start: Start, tmp_path: Path) -> None:
    process = start("slow")
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert _asked(tmp_path, "slow", "/live") == (200, "")
    status, reason = _asked(tmp_path, "slow", "/ready")
    assert (status, reason.partition(";")[0]) == (503, "the process is stopping")


def test_a_second_process_with_the_same_worker_has_a_file_of_its_own(start: Start, tmp_path: Path) -> None:
    first, second = start("steady"), start("steady")
    pids = {file.name: json.loads(file.read_text())["pid"] for file in (tmp_path / "workers").iterdir()}
    assert pids == {"steady.json": first.pid, "steady-2.json": second.pid}


def test_the_file_of_a_process_that_was_killed_is_taken_over(start: Start, tmp_path: Path) -> None:
    first = start("steady")
    first.kill()
    first.wait()
    second = start("steady")
    assert json.loads((tmp_path / "workers" / "steady.json").read_text())["pid"] == second.pid


def test_log_lines_have_time_level_and_worker(start: Start) -> None:
    process = start("steady")
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE_S)
    line = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) (steady|process): .+")
    assert errors.splitlines()
    assert all(line.fullmatch(text) for text in errors.splitlines()), errors


def test_a_process_that_is_asked_to_speaks_one_json_object_a_line(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELEDGER_LOG_FORMAT", "json")
    process = start("failing", wait_for="")
    _, errors = process.communicate(timeout=PATIENCE_S)
    lines = [json.loads(text) for text in errors.splitlines()]
    [failed] = [line for line in lines if line["level"] == "ERROR"]
    assert failed["worker"] == "failing"
    assert failed["error"][0] == "ValueError"
    assert {"time", "level", "worker", "logger", "message"} <= set.intersection(*(set(line) for line in lines))


def test_a_format_that_is_none_ends_with_2(tmp_path: Path) -> None:
    done = _command_line("matcher", CASELEDGER_HOME=str(tmp_path), CASELEDGER_LOG_FORMAT="xml")
    assert done.returncode == 2
    assert "CASELEDGER_LOG_FORMAT is 'xml', but must be lines or json" in done.stderr


def _command_line(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "consumers", *args],
        cwd=REPOSITORY, env=os.environ | environ, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


def test_help_names_every_worker_and_every_exit_code() -> None:
    text = _command_line("--help").stdout
    for word in ("writer", "projector", "matcher", "allocator", "deadline-clock", "--metrics-port", "130, 143"):
        assert word in text


def test_a_name_that_is_none_is_refused_with_the_names_there_are() -> None:
    done = _command_line("nobody")
    assert done.returncode == 2
    assert "'deadline-clock'" in done.stderr


def test_settings_that_cannot_be_used_end_with_2(tmp_path: Path) -> None:
    done = _command_line("matcher", CASELEDGER_HOME=str(tmp_path), CASELEDGER_PARTITIONS="none")
    assert done.returncode == 2
    assert "CASELEDGER_PARTITIONS" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_broker_named_ends_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    done = _command_line("matcher", CASELEDGER_HOME=str(tmp_path), CASELEDGER_KAFKA_BOOTSTRAP="")
    assert done.returncode == 2
    assert "caseledger up" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", WORKERS)
def test_every_row_of_the_table_names_something_that_can_be_called(name: str) -> None:
    module, _, attribute = WORKERS[name].constructor.partition(":")
    assert callable(getattr(import_module(module), attribute))


def test_every_process_of_workers_searches_for_garbage_rarely(start: Start) -> None:
    process = start("searching", wait_for="")
    assert process.stdout is not None
    told = re.fullmatch(
        r"searching searches after (\d+) objects, (\d+) are left out", process.stdout.readline().strip()
    )
    assert told is not None
    assert int(told[1]) == OBJECTS_BETWEEN_SEARCHES
    assert int(told[2]) > 0
