"""The publisher on a real log: each event once on its topic, whatever happens to the publisher or to the topics."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

from consumers.publisher.worker import PublisherWorker
from infra.eventlog.errors import TopicSettingsError
from infra.publishing.public_topics import PublicTopics, progress_topic, public_topic
from infra.runtime.clock import clock_from
from infra.runtime.log_access import connection_of
from infra.runtime.settings import PUBLISH, Settings
from tests.a_stranger import committed_in
from tests.integration.policies.conftest import Ask, Run
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import eventually
from tests.integration.policies.test_crashes import process
from tests.unit.policies.samples import claim
from tests.unit.registry.serving import serving_the_registry
from tests.waiting import PATIENCE_S

TYPES = ("ClaimReceived", "DeadlineSet")
POINTS = ("publisher-before-commit", "publisher-after-commit")


@pytest.fixture
def published(log: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The log, with two types that are published."""
    monkeypatch.setenv(PUBLISH, ",".join(TYPES))
    return replace(log, published=",".join(TYPES))


@pytest.fixture
def decode(tmp_path: Path) -> Iterator[AvroDeserializer]:
    """Confluent's, with our registry."""
    with serving_the_registry(tmp_path) as url:
        yield AvroDeserializer(SchemaRegistryClient({"url": url}))


def _told(settings: Settings, decode: AvroDeserializer, name: str) -> list[dict[str, Any]]:
    """Every record of a public topic, as a stranger with Confluent's client reads it to its end."""
    topic = public_topic(settings.log, name)
    told: list[dict[str, Any]] = []
    for message in committed_in(settings.kafka_bootstrap, topic, range(settings.partitions)):
        value, key = message.value(), message.key()
        assert value is not None and key is not None
        record = decode(value, SerializationContext(topic, MessageField.VALUE))
        assert isinstance(record, dict)
        assert (record["aggregate_id"].encode(), record["event_partition"]) == (key, message.partition())
        told.append(record)
    return told


def _is_all_there(settings: Settings, decode: AvroDeserializer, view: LogView, claims: int) -> None:
    """Each event of the published types once, in its partition's order."""
    events = view.events()
    for name in TYPES:
        told = _told(settings, decode, name)
        wanted = [event for event in events if type(event.event).__name__ == name]
        assert len(wanted) == claims
        assert Counter(each["event_id"] for each in told) == Counter(str(event.event_id) for event in wanted)
        for partition in range(settings.partitions):
            places = [each["event_position"] for each in told if each["event_partition"] == partition]
            assert places == sorted(places)


def _killed_at(settings: Settings, point: str) -> None:
    with process(settings, "publisher", crash_at=point) as running:
        assert running.wait(PATIENCE_S) == -signal.SIGKILL


def test_each_event_is_published_once_though_publishers_are_killed_and_topics_deleted(
    published: Settings, run: Run, ask: Ask, view: LogView, decode: AvroDeserializer
) -> None:
    topics = PublicTopics(connection_of(published), published.log)
    run("writer")

    def come_in(first: int, last: int) -> None:
        for number in range(first, last):
            ask(*claim(number, "12345674", pay_by=date(2026, 3, 10)))
        eventually("the claims are there", lambda: len(view.events()) >= 2 * (last - 1))

    come_in(1, 6)
    for point in POINTS:
        _killed_at(published, point)
    publisher = run("publisher", published)
    eventually("all is published", lambda: _count(published, decode) == 10)
    come_in(6, 9)
    eventually("what is new is published", lambda: _count(published, decode) == 16)
    publisher.stop()
    _is_all_there(published, decode, view, 8)

    topics.delete(["DeadlineSet"], with_progress=False)
    publisher = run("publisher", published)
    eventually("the topic is filled again", lambda: _count(published, decode) == 16)
    publisher.stop()
    _is_all_there(published, decode, view, 8)

    topics.delete(["ClaimReceived", "DeadlineSet"], with_progress=True)
    publisher = run("publisher", published)
    eventually("both are filled again", lambda: _count(published, decode) == 16)
    publisher.stop()
    _is_all_there(published, decode, view, 8)

    with closing(connection_of(published).admin()) as admin:
        admin.delete_topics([progress_topic(published.log)])
    with pytest.raises(TopicSettingsError, match="publisher rebuild"):
        PublisherWorker(published, clock_from(published))
    _is_all_there(published, decode, view, 8)


def _count(settings: Settings, decode: AvroDeserializer) -> int:
    try:
        return sum(len(_told(settings, decode, name)) for name in TYPES)
    except AssertionError:  # a topic that is being deleted or created
        return 0
