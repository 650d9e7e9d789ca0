"""A log as a mirror copies it: what is committed, read and written again by a stranger's client, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from confluent_kafka import Producer

from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import Durability, LogSpec, LogTopics
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.a_stranger import committed_in
from tests.waiting import PATIENCE_S

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
    copies = Durability(settings.replication_factor, settings.min_insync_replicas)
    with closing(connection_of(settings).admin()) as admin:
        create_topics(admin, LogSpec(new, settings.partitions, copies).topic_specs(), copies.replication_factor)
    producer = Producer({"bootstrap.servers": settings.kafka_bootstrap})
    for kind in copied:
        source, target = getattr(old, kind), getattr(new, kind)
        for partition in range(1 if kind in ("meta", "creditors") else settings.partitions):
            for one in alter(kind, partition, list(committed_in(settings.kafka_bootstrap, source, [partition]))):
                producer.produce(target, one.value(), one.key(), partition, headers=one.headers())
    assert producer.flush(PATIENCE_S) == 0
    return replace(settings, log=name, database_url=None, home=settings.home / name, kek_file=settings.wrapping_keys)
