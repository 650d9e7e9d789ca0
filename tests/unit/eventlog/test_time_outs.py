"""The time-outs add up: nothing gives up before what it waits for has had its time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consumers.policies.worker import IDLE_MS
from consumers.projector import subscription
from consumers.writer import membership
from consumers.writer.partition import POLL_MS, RETRY_PAUSE_S
from infra.eventlog import time_outs
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.time_outs import (
    ABORT_S,
    BOOTSTRAP_S,
    COMMIT_S,
    CONNECT_S,
    DEAF_S,
    DELIVERY_S,
    FAILOVER_S,
    FENCE_S,
    JITTER,
    JOIN_S,
    MARKERS_S,
    OFFSETS_S,
    QUESTION_S,
    RECONNECT_S,
    REPLICAS_S,
    REQUEST_S,
    SERVED_S,
    SERVERS_MAX,
    STEP_STUCK_S,
    STEPS,
    STOP_GRACE_S,
    STOP_S,
    STUCK_S,
    TRANSACTION_S,
)

ONCE_MORE_S = (CONNECT_S + RECONNECT_S) * JITTER
"""One more try of a broker that is not there any more."""


def failover_of(steps: int) -> float:
    """What these steps take when the broker that all of them need is powered off."""
    return max(REQUEST_S, FAILOVER_S) + steps * ONCE_MORE_S


def test_a_leader_says_that_its_replicas_are_late_before_its_connection_is_given_up() -> None:
    assert REPLICAS_S < REQUEST_S


def test_all_is_served_again_while_a_broker_hangs() -> None:
    """What was asked of it is given up before the failover. After that, each has found out once more at most that it
    hangs, since whoever fails forgets all that it knew of the cluster; and so have the transactions' coordinators."""
    assert max(REQUEST_S, JOIN_S) < FAILOVER_S
    batch_s = POLL_MS / 1000 + RETRY_PAUSE_S + 1
    assert FAILOVER_S + max(ONCE_MORE_S, MARKERS_S) + batch_s < SERVED_S


def test_the_local_stack_gives_the_ends_of_transactions_no_longer_than_that() -> None:
    properties = (Path(time_outs.__file__).parents[1] / "stack" / "kafka.properties").read_text("utf-8")
    (told_ms,) = re.findall(r"^request\.timeout\.ms=(\d+)$", properties, re.M)
    assert int(told_ms) <= 1000 * MARKERS_S


def test_a_reader_is_called_deaf_only_after_a_failover() -> None:
    assert max(FAILOVER_S + ONCE_MORE_S, FAILOVER_S + REQUEST_S) < DEAF_S


def test_a_commit_outlasts_a_broker_that_is_powered_off() -> None:
    assert failover_of(STEPS) < COMMIT_S


def test_a_commit_is_given_up_before_the_broker_ends_its_transaction() -> None:
    assert COMMIT_S + ABORT_S < TRANSACTION_S


def test_the_last_of_the_bootstrap_servers_is_reached_when_all_the_others_are_powered_off() -> None:
    assert (SERVERS_MAX - 1) * CONNECT_S * JITTER + CONNECT_S < BOOTSTRAP_S


def test_a_fence_outlasts_dead_bootstrap_servers_and_a_coordinator_that_is_powered_off() -> None:
    find, fence = 1, 1
    assert BOOTSTRAP_S + failover_of(find + fence) < FENCE_S


def test_a_writer_that_waits_through_a_failed_commit_and_a_fence_is_not_taken_for_stuck() -> None:
    silent_s = POLL_MS / 1000 + COMMIT_S + ABORT_S + RETRY_PAUSE_S + BOOTSTRAP_S + FENCE_S
    assert silent_s + 15 < STUCK_S
    assert BOOTSTRAP_S + OFFSETS_S + 2 * QUESTION_S + 15 < STUCK_S  # from the fence to the first record read


def test_a_worker_that_waits_for_answers_is_not_taken_for_stuck() -> None:
    policy_s = IDLE_MS / 1000 + QUESTION_S + DELIVERY_S
    assert policy_s + 10 < STEP_STUCK_S
    assert STOP_S < STEP_STUCK_S  # a writer's worker lets go of partitions within a step


def test_a_process_that_is_told_to_stop_has_the_time_that_its_writers_are_given() -> None:
    assert STOP_S < STOP_GRACE_S


@pytest.mark.parametrize("member", [membership, subscription])
def test_a_member_of_a_group_may_miss_two_heartbeats(member: object) -> None:
    assert 3 * member.HEARTBEAT_MS < member.SESSION_TIMEOUT_MS  # type: ignore[attr-defined]


def test_requests_have_a_time_out_that_fits_a_commit_whatever_is_configured() -> None:
    connection = KafkaConnection("127.0.0.1:9", {"request_timeout_ms": 300_000})
    producer = connection.transactional_producer("writer-0")
    try:
        manager = producer._brokers._client._manager
        assert manager.config["request_timeout_ms"] == REQUEST_S * 1000
        assert manager.config["socket_connection_setup_timeout_max_ms"] == CONNECT_S * 1000
    finally:
        producer.abandon()


def test_the_page_for_operators_lists_every_time_out_as_it_is() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operating.md").read_text("utf-8")
    listed = re.findall(r"^\| `([A-Z_]+_S)` \| ([\d.]+) \| (?:that |nothing; it is )", page, re.M)
    told = {name: float(seconds) for name, seconds in listed}
    assert told == {name: value for name, value in vars(time_outs).items() if name.endswith("_S")}


def test_each_time_out_says_what_it_prevents() -> None:
    source = Path(time_outs.__file__).read_text("utf-8")
    names = re.findall(r"^([A-Z_]+) = .*$", source, re.M)
    explained = re.findall(r'^([A-Z_]+) = .*\n"""', source, re.M)
    assert names == explained
