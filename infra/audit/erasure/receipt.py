"""The receipt of an erasure: by which instant the last readable copy of a person's texts is gone, and what holds it.

The texts are unreadable as soon as the keys are gone. What is computed here is when that is certain everywhere:

- ``<log>.keys`` keeps the wrapped key until compaction has been there: its lag counts from when the tombstone stands,
- ``<log>.commands`` and ``<log>.rejected`` hold what was sent, as text, until a whole segment of it is too old,
- caches and read models follow within seconds.

``<log>.replies`` and ``<log>.events`` are not among them: the first has ids and codes, the second has sealed bytes.

The settings are those that the topics have now. The broker gets to it a little later than it may: an hour is given it
(it looks every 5 minutes for old segments and every 15 seconds for what is to be compacted, and keeps a deleted file
for one minute more).
``copies`` looks whether it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from infra.eventlog.admin.topic_admin import topic_settings
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection

BROKER_GETS_TO_IT = timedelta(hours=1)
FOLLOWED = timedelta(seconds=10)
"""How often the slowest reader looks for erasures (``topic_opener``)."""

NOT_COVERED = (
    "files that came in (claims, bank files) and what was exported",
    "backups of the brokers' disks, of PostgreSQL and of home folders, until the wrapping key of that time is dropped",
    "bytes in PostgreSQL's pages and log that it has not written over: `caseledger projections rebuild person` helps",
)
"""What this program cannot take away, in words."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that may hold a readable copy until ``gone_by``; ``why`` names the settings that say so."""

    what: str
    gone_by: datetime
    why: str


@dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """What a person who was erased can be told. ``persons`` are all ids of theirs."""

    persons: tuple[UUID, ...]
    erased_at: datetime
    holders: tuple[Holder, ...]
    not_covered: tuple[str, ...] = NOT_COVERED

    @property
    def last_copy_gone_by(self) -> datetime:
        """When nothing of ours can be read any more."""
        return max(holder.gone_by for holder in self.holders)


def receipt(
    persons: tuple[UUID, ...], erased_at: datetime, connection: KafkaConnection, topics: LogTopics
) -> ErasureReceipt:
    """The receipt of a person, by all their ids, whose erasure was written at ``erased_at``. Raises LogUnavailable."""
    admin = connection.admin()
    try:
        settings = topic_settings(admin, [topics.keys, topics.commands, topics.rejected])
    finally:
        admin.close()
    return receipt_of(persons, erased_at, topics, settings)


def receipt_of(
    persons: tuple[UUID, ...], erased_at: datetime, topics: LogTopics, settings: Mapping[str, Mapping[str, str]]
) -> ErasureReceipt:
    """The same from the topics' settings: {topic: {name: value}}."""
    holders = [
        Holder("caches, read models and their readers", erased_at + FOLLOWED, "they follow the topic of keys"),
        _compacted(topics.keys, erased_at, settings[topics.keys]),
        *(_kept(topic, erased_at, settings[topic]) for topic in (topics.commands, topics.rejected)),
    ]
    return ErasureReceipt(persons, erased_at, tuple(holders))


def _compacted(topic: str, erased_at: datetime, settings: Mapping[str, str]) -> Holder:
    lag_ms = int(settings["max.compaction.lag.ms"])
    why = f"max.compaction.lag.ms={lag_ms}: the key is there, wrapped, until compaction has been"
    return Holder(topic, erased_at + _ms(lag_ms) + BROKER_GETS_TO_IT, why)


def _kept(topic: str, erased_at: datetime, settings: Mapping[str, str]) -> Holder:
    retention_ms, segment_ms = int(settings["retention.ms"]), int(settings["segment.ms"])
    why = f"retention.ms={retention_ms}, segment.ms={segment_ms}: what was sent stands there as text"
    return Holder(topic, erased_at + _ms(retention_ms + segment_ms) + BROKER_GETS_TO_IT, why)


def _ms(number: int) -> timedelta:
    return timedelta(milliseconds=number)
