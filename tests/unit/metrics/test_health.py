"""Health: a stuck worker fails as a dead one does, and says so over HTTP."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import EVENTS_FOLDED, WORKER_HEARTBEAT_AGE
from infra.metrics.health import READY_STEP_S, Heartbeats
from infra.metrics.server import MetricsPortTaken, MetricsServer


class Seconds:
    """A monotonic clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def heartbeats(seconds: Seconds) -> Heartbeats:
    return Heartbeats(stuck_after_s=30, monotonic=seconds)


@pytest.fixture
def server(heartbeats: Heartbeats) -> Iterator[MetricsServer]:
    server = MetricsServer(heartbeats.live, heartbeats.ready)
    yield server
    server.close()


def _get(server: MetricsServer, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_a_worker_that_finishes_steps_is_well(heartbeats: Heartbeats, seconds: Seconds) -> None:
    heartbeats.starting("matcher")
    for _ in range(10):
        seconds.now += 29
        heartbeats.beat("matcher")
    assert heartbeats.live().is_well


def test_a_worker_that_has_not_finished_a_step_for_too_long_is_stuck(heartbeats: Heartbeats, seconds: Seconds) -> None:
    heartbeats.starting("matcher")
    heartbeats.beat("matcher")
    seconds.now += 31
    report = heartbeats.live()
    assert not report.is_well
    assert report.reason == "matcher is stuck: 31 s since it last finished a step (limit 30 s)"


def test_a_worker_that_never_gets_started_is_stuck(heartbeats: Heartbeats, seconds: Seconds) -> None:
    heartbeats.starting("matcher")
    seconds.now += 31
    assert not heartbeats.live().is_well


def test_one_stuck_worker_makes_the_process_unwell_whatever_the_others_do(
    heartbeats: Heartbeats, seconds: Seconds
) -> None:
    heartbeats.starting("matcher")
    seconds.now += 31
    heartbeats.beat("allocator")
    assert "matcher" in heartbeats.live().reason
    assert "allocator" not in heartbeats.live().reason


def test_a_stopped_worker_is_no_problem_and_a_failed_one_is(heartbeats: Heartbeats, seconds: Seconds) -> None:
    heartbeats.stopped("matcher")
    seconds.now += 1000
    assert heartbeats.live().is_well
    heartbeats.failed("allocator")
    assert "allocator has failed" in heartbeats.live().reason


def test_the_age_of_the_heartbeat_is_on_the_page(
    heartbeats: Heartbeats, seconds: Seconds, server: MetricsServer
) -> None:
    heartbeats.starting("age-of-heartbeat")
    seconds.now += 12.5
    _, page = _get(server, "/metrics")
    assert 'caseledger_worker_heartbeat_age_seconds{worker="age-of-heartbeat"} 12.5' in page
    assert WORKER_HEARTBEAT_AGE.label_names == ("worker",)


def test_metrics_are_served(server: MetricsServer) -> None:
    EVENTS_FOLDED.by("balances").inc(3)
    status, page = _get(server, "/metrics")
    assert status == 200
    assert 'caseledger_events_folded_total{read_model="balances"}' in page


def test_live_is_200_while_all_is_well_and_503_with_a_reason_when_not(
    heartbeats: Heartbeats, seconds: Seconds, server: MetricsServer
) -> None:
    heartbeats.beat("matcher")
    status, body = _get(server, "/live")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    seconds.now += 60
    status, body = _get(server, "/live")
    answer = json.loads(body)
    assert (status, answer["status"]) == (503, "failing")
    assert "matcher is stuck" in answer["reason"]
    assert answer["workers"]["matcher"] == {
        "state": "running", "heartbeat_age_seconds": 60.0, "waits_for": "", "aside": {},
    }  # fmt: skip


def test_other_addresses_tell_which_there_are(server: MetricsServer) -> None:
    assert _get(server, "/") == (404, "Here are /metrics, /live and /ready.\n")


def test_a_taken_port_is_an_error_that_says_what_to_do(heartbeats: Heartbeats) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MetricsPortTaken, match=f"127.0.0.1:{port}: another program has it.*--metrics-port"):
            MetricsServer(heartbeats.live, heartbeats.ready, port)


def test_it_listens_on_this_machine_only(server: MetricsServer) -> None:
    assert server._server.server_address[0] == "127.0.0.1"


def test_a_partition_put_aside_is_named_with_its_reason_and_restarts_nobody(heartbeats: Heartbeats) -> None:
    heartbeats.beat("projector")
    ASIDE.put("projector", 3, "its log is corrupted")
    try:
        report = heartbeats.live()
        assert report.is_well
        assert report.as_json()["workers"]["projector"]["aside"] == {3: "its log is corrupted"}
    finally:
        ASIDE.take_back("projector", 3)
    assert heartbeats.live().as_json()["workers"]["projector"]["aside"] == {}


def test_a_worker_that_waits_for_a_broker_is_not_ready_and_lives(
    heartbeats: Heartbeats, seconds: Seconds, server: MetricsServer
) -> None:
    heartbeats.beat("matcher", "it reads the log up to its end")
    assert _get(server, "/live")[0] == 200
    status, body = _get(server, "/ready")
    assert (status, json.loads(body)["reason"]) == (503, "matcher is not ready: it reads the log up to its end")
    heartbeats.beat("matcher")
    assert _get(server, "/ready")[0] == 200


def test_a_worker_that_connects_or_whose_step_takes_long_is_not_ready_before_it_is_stuck(
    heartbeats: Heartbeats, seconds: Seconds
) -> None:
    heartbeats.starting("matcher")
    assert heartbeats.ready().reason == "matcher is not ready: it connects"
    heartbeats.beat("matcher")
    seconds.now += READY_STEP_S + 1
    assert heartbeats.live().is_well
    assert heartbeats.ready().reason == "matcher is not ready: 16 s since it last finished a step (limit 15 s)"
    seconds.now += 30
    assert "matcher is stuck" in heartbeats.ready().reason


def test_a_worker_that_has_stopped_and_a_process_that_ends_are_not_ready(heartbeats: Heartbeats) -> None:
    heartbeats.beat("allocator")
    heartbeats.stopped("matcher")
    assert heartbeats.live().is_well
    assert heartbeats.ready().reason == "matcher has stopped"
    heartbeats.stopping()
    assert heartbeats.live().is_well
    assert heartbeats.ready().reason == "the process is stopping; matcher has stopped"


def test_a_partition_put_aside_leaves_its_worker_ready_for_the_others(heartbeats: Heartbeats) -> None:
    heartbeats.beat("writer")
    ASIDE.put("writer", 1, "its disk is full")
    try:
        assert heartbeats.ready().is_well
        assert heartbeats.ready().workers["writer"]["aside"] == {1: "its disk is full"}
    finally:
        ASIDE.take_back("writer", 1)
