"""A consumer that has come to ask no broker asks again, whatever has kept it from that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.future import Future

from infra.eventlog.kafka_python import attentive
from infra.eventlog.kafka_python.attentive import AttentiveConsumer
from infra.eventlog.kafka_python.connecting import QuickClient

PLACE = TopicPartition("events", 0)
LEADER = 3
OFFSET = 17
Make = Callable[[type[KafkaConsumer]], Any]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """A reader of one partition whose leader is known and takes whatever it is asked, without ever answering."""
    monkeypatch.setattr(attentive, "DEAF_S", 0.3)
    monkeypatch.setattr(attentive, "LOOK_S", 0.05)
    with ExitStack() as stack:

        def made(kind: type[KafkaConsumer]) -> Any:
            consumer = kind(
                bootstrap_servers="127.0.0.1:9", group_id=None, api_version=(4, 0), kafka_client=QuickClient
            )
            stack.enter_context(closing(consumer))
            consumer._cluster.leader_for_partition = lambda _: LEADER
            consumer._manager.send = lambda *_, **__: Future()
            consumer.assign([PLACE])
            consumer.seek(PLACE, OFFSET)
            return consumer

        yield made


def forgotten_request(consumer: Any) -> None:
    """As after a request that could not even be sent."""
    consumer._fetcher._nodes_with_pending_fetch_requests.add(LEADER)


def forgotten_validation(consumer: Any) -> None:
    """As when the answer to a look at the position never comes."""
    state = consumer._subscription.assignment[PLACE]
    state._awaiting_validation = True
    state.next_allowed_retry_time = time.monotonic() + 3_600


def asks(consumer: Any, within_s: float = 1.5) -> bool:
    """Whether a broker is asked for the partition, from where it stands."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        consumer.poll(timeout_ms=10)
        if consumer._fetcher.in_flight_fetches():
            return bool(consumer.position(PLACE, timeout_ms=10) == OFFSET)
    return False


@pytest.mark.parametrize("forget", [forgotten_request, forgotten_validation])
def test_a_reader_that_asks_nobody_is_set_right(make: Make, forget: Callable[[Any], None]) -> None:
    consumer = make(AttentiveConsumer)
    forget(consumer)
    assert asks(consumer)


@pytest.mark.parametrize("forget", [forgotten_request, forgotten_validation])
def test_kafka_python_alone_asks_nobody_for_ever(make: Make, forget: Callable[[Any], None]) -> None:
    """Once this fails, the client has been mended."""
    consumer = make(KafkaConsumer)
    forget(consumer)
    assert not asks(consumer)


def test_a_reader_that_waits_for_its_answer_is_left_alone(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = make(AttentiveConsumer)
    monkeypatch.setattr(consumer, "_set_right", pytest.fail)
    assert asks(consumer)
    until = time.monotonic() + 0.6
    while time.monotonic() < until:
        consumer.poll(timeout_ms=10)


def test_a_partition_that_is_not_to_be_read_is_left_alone(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = make(AttentiveConsumer)
    monkeypatch.setattr(consumer, "_set_right", pytest.fail)
    forgotten_request(consumer)
    consumer.pause(PLACE)
    assert not asks(consumer, within_s=0.6)
