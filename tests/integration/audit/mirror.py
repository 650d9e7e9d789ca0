"""A log as a mirror copies it: what is committed, read and written again by a stranger's client, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Producer, TopicPartition

from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import LogSpec, LogTopics
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

COPIED = ("meta", "events", "keys", "creditors", "reads")
"""All that cannot be made anew."""

Alter = Callable[[str, int, Sequence[Any]], Sequence[Any]]
"""What of the records of a topic (by its last name) and partition is copied."""


def everything(topic: str, partition: int, records: Sequence[Any]) -> Sequence[Any]:
    """An exact copy."""
    return records


def mirrored(settings: Settings, name: str, alter: Alter = everything, copied: Sequence[str] = COPIED) -> Settings:
    """Copies the log to topics of another name, as a mirror does to another cluster. The settings of the copy.

    The copy has no index, no database and no offsets of any group.
    """
    old, new = LogTopics(settings.log), LogTopics(name)
    with closing(connection_of(settings).admin()) as admin:
        create_topics(admin, LogSpec(new, settings.partitions).topic_specs(), 1)
    producer = Producer({"bootstrap.servers": settings.kafka_bootstrap})
    for kind in copied:
        source, target = getattr(old, kind), getattr(new, kind)
        for partition in range(1 if kind in ("meta", "creditors") else settings.partitions):
            for one in alter(kind, partition, list(_committed(settings, source, partition))):
                producer.produce(target, one.value(), one.key(), partition, headers=one.headers())
    assert producer.flush(30) == 0
    return replace(settings, log=name, database_url=None, home=settings.home / name, kek_file=settings.wrapping_keys)


def _committed(settings: Settings, topic: str, partition: int) -> Iterator[Any]:
    consumer = Consumer(
        {
            "bootstrap.servers": settings.kafka_bootstrap,
            "group.id": "nobody",
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "enable.auto.commit": False,
        }
    )
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING)])
    try:
        while True:
            record = consumer.poll(30)
            assert record is not None, f"{topic} did not come to its end"
            if record.error() is None:
                yield record
            else:
                assert record.error().code() == KafkaError._PARTITION_EOF, record.error()
                return
    finally:
        consumer.close()
