"""A consumer that has come to ask no broker, or one that does not lead any more, asks the right one again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.structs import OffsetAndTimestamp

from infra.eventlog.kafka_python import attentive
from infra.eventlog.kafka_python.attentive import AttentiveConsumer
from infra.eventlog.kafka_python.connecting import QuickClient

PLACE = TopicPartition("events", 0)
LEADER = 3
OFFSET = 17
Make = Callable[[type[KafkaConsumer]], Any]


PLAIN_ON_PURPOSE = {"infra/audit/checker/log.py"}
"""The checker reads with none of our own reading, and says so when nothing comes."""


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


def asked_for_its_end(consumer: Any) -> tuple[list[int], Callable[[], Any]]:
    """Whom a consumer asks where the partition ends, one after another; another leads it than the one it knows of."""
    asked: list[int] = []
    known = LEADER

    async def answer(node: int, wanted: Any) -> Any:
        asked.append(node)
        return ({}, {PLACE}) if node == LEADER else ({PLACE: OffsetAndTimestamp(OFFSET, -1, -1)}, set())

    def look() -> Future:
        nonlocal known
        known = LEADER + 1
        return Future().success(None)

    consumer._fetcher._send_list_offsets_request = answer
    consumer._cluster.request_update = look
    consumer._cluster.leader_for_partition = lambda _: known
    return asked, lambda: consumer._fetcher.end_offsets([PLACE], timeout_ms=300)


def test_where_a_partition_ends_is_asked_of_who_leads_it_now(make: Make) -> None:
    asked, end = asked_for_its_end(make(AttentiveConsumer))
    assert end() == {PLACE: OFFSET}
    assert asked == [LEADER, LEADER + 1]


def test_kafka_python_alone_asks_the_former_leader_again_and_again(make: Make) -> None:
    """Once this fails, the client has been mended."""
    asked, end = asked_for_its_end(make(KafkaConsumer))
    with suppress(kafka_errors.KafkaTimeoutError):  # it looks for another when the time is just over, by chance
        end()
    assert asked.count(LEADER) > 5


def test_no_other_consumer_is_made_anywhere() -> None:
    root = Path(__file__).parents[3]
    files = [
        file for folder in ("consumers", "domain", "infra", "projections") for file in (root / folder).rglob("*.py")
    ]
    made = {str(file.relative_to(root)) for file in files if re.search(r"\bKafkaConsumer\(", file.read_text("utf-8"))}
    assert made == PLAIN_ON_PURPOSE
