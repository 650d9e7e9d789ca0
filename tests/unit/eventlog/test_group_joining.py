"""A coordinator that is dead and still named is not asked about in a busy loop."""

from __future__ import annotations

import time
from typing import Any

import pytest
from kafka import ConsumerRebalanceListener, KafkaConsumer
from kafka import errors as kafka_errors

from infra.eventlog.kafka_python import group_joining


class Deaf(ConsumerRebalanceListener):  # type: ignore[misc]
    """Does nothing about what it is told."""

    def on_partitions_assigned(self, assigned: object) -> None: ...

    def on_partitions_revoked(self, revoked: object) -> None: ...


@pytest.fixture
def consumer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """One that reaches nothing, of a cluster that it takes to be there."""
    monkeypatch.setattr(KafkaConsumer, "topics", lambda _: {"events"})
    consumer = KafkaConsumer(
        bootstrap_servers="127.0.0.1:9", group_id="group", api_version=(4, 0), bootstrap_timeout_ms=1,
    )  # fmt: skip
    yield consumer
    consumer.close(autocommit=False)


def _lookups(consumer: Any, seconds: float, *, rests: bool) -> int:
    """How often the coordinator is asked for, when each answer names one whose connection has just failed."""
    coordinator, lookups = consumer._coordinator, 0

    async def look_up() -> int:
        nonlocal lookups
        lookups += 1
        return 2

    coordinator._send_group_coordinator_request = look_up
    if rests:
        group_joining.subscribe(consumer, "events", Deaf())
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        coordinator.ensure_coordinator_ready(timeout_ms=100)
    return lookups


def test_between_two_questions_for_a_coordinator_is_a_rest(consumer: Any) -> None:
    assert 3 <= _lookups(consumer, 1.2, rests=True) <= 1.2 / group_joining.LOOKUP_REST_S + 2


def test_kafka_python_alone_asks_without_a_rest(consumer: Any) -> None:
    """Once this fails, the client has been mended, and the rest can go."""
    assert _lookups(consumer, 0.5, rests=False) > 100


def test_a_consumer_that_hears_nothing_of_its_topic_is_closed(consumer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: Any) -> None:
        raise kafka_errors.KafkaTimeoutError

    monkeypatch.setattr(KafkaConsumer, "topics", nobody)
    with pytest.raises(kafka_errors.KafkaTimeoutError):
        group_joining.subscribe(consumer, "events", Deaf())
    assert consumer._closed
