"""The topics of a log: their names, and the settings that they must have to lose nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eventsourcing.persistence import ProgrammingError

DAY_MS = 24 * 60 * 60 * 1000
FOR_EVER = "-1"
# The largest batch that a writer of this package sends, with room to spare (batch_writing.BATCH_BYTES).
MESSAGE_BYTES_MIN = 1024 * 1024

_LEGAL_TOPIC = re.compile(r"[a-zA-Z0-9._-]{1,249}")


@dataclass(frozen=True)
class TopicSpec:
    """One topic as it must be. `settings` are Kafka's topic settings by their names there."""

    name: str
    partitions: int
    settings: Mapping[str, str]

    def __post_init__(self) -> None:
        if not _LEGAL_TOPIC.fullmatch(self.name) or self.name in (".", ".."):
            raise ProgrammingError(
                f"{self.name!r} cannot be a topic's name: at most 249 letters, digits, '.', '_' and '-'. Choose "
                "another name for the log or the application."
            )


@dataclass(frozen=True)
class Durability:
    """How many copies of a record there are, and how many must have it before it counts as written."""

    replication_factor: int = 1
    min_insync_replicas: int = 1

    def __post_init__(self) -> None:
        if self.min_insync_replicas > self.replication_factor:
            raise ProgrammingError(
                f"{self.min_insync_replicas} copies must have a record, and there are {self.replication_factor}: "
                "nothing could ever be written. Say how many copies there are."
            )

    @property
    def settings(self) -> dict[str, str]:
        return {
            "min.insync.replicas": str(self.min_insync_replicas),
            "unclean.leader.election.enable": "false",  # a leader that missed records would un-write them
        }


@dataclass(frozen=True)
class Retention:
    """How long commands, replies and undecodable commands are kept (ms). Events are kept for ever."""

    commands_ms: int = 7 * DAY_MS
    replies_ms: int = 7 * DAY_MS
    rejected_ms: int = 30 * DAY_MS


@dataclass(frozen=True)
class Forgetting:
    """How soon what was replaced or deleted in the topic of keys is gone, and how long its tombstone stays (ms).

    A record is open to compaction once its segment is closed, and compacted before the lag is over. Who follows the
    topic must look at least once while a tombstone stays.
    """

    compaction_lag_ms: int = DAY_MS
    segment_ms: int = DAY_MS
    tombstones_ms: int = 7 * DAY_MS


@dataclass(frozen=True)
class LogTopics:
    """The names of one log's topics."""

    log: str

    @property
    def commands(self) -> str:
        return f"{self.log}.commands"

    @property
    def events(self) -> str:
        return f"{self.log}.events"

    @property
    def replies(self) -> str:
        return f"{self.log}.replies"

    @property
    def rejected(self) -> str:
        """Commands that could not be decoded, kept until a person has looked at them."""
        return f"{self.log}.rejected"

    @property
    def keys(self) -> str:
        """Keys that the application seals with, wrapped: a compacted topic beside the events, written with them."""
        return f"{self.log}.keys"

    @property
    def creditors(self) -> str:
        """A directory for decisions on other aggregates: a compacted topic beside the events, written with them."""
        return f"{self.log}.creditors"

    @property
    def reads(self) -> str:
        """Who looked at what: a system of record of its own, hash-chained as the events are."""
        return f"{self.log}.reads"

    @property
    def meta(self) -> str:
        """The log's id and its number of partitions, and whether it was written in bulk."""
        return f"{self.log}.meta"

    def group_of(self, worker: str) -> str:
        """The consumer group of all workers of one kind: writer or projector."""
        return f"{self.log}-{worker}"

    def transactional_id(self, partition: int) -> str:
        """Whose producer owns a partition."""
        return f"{self.log}-writer-{partition}"

    def transactional_id_of_reads(self, partition: int) -> str:
        """Whose producer owns a partition of the reads."""
        return f"{self.log}-reads-{partition}"


@dataclass(frozen=True)
class LogSpec:
    """A whole log as it must be."""

    topics: LogTopics
    partitions: int
    durability: Durability = field(default_factory=Durability)
    retention: Retention = field(default_factory=Retention)
    forgetting: Forgetting = field(default_factory=Forgetting)

    def topic_specs(self) -> list[TopicSpec]:
        names, count, durability = self.topics, self.partitions, self.durability
        return [
            events_spec(names.events, count, durability),
            sent_by_anybody(kept_for(names.commands, count, self.retention.commands_ms, durability)),
            kept_for(names.replies, count, self.retention.replies_ms, durability),
            kept_for(names.rejected, count, self.retention.rejected_ms, durability),
            forgetting_spec(names.keys, count, self.forgetting, durability),
            events_spec(names.reads, count, durability),
            compacted_spec(names.creditors, 1, durability),
            compacted_spec(names.meta, 1, durability),
        ]


def events_spec(name: str, partitions: int, durability: Durability) -> TopicSpec:
    """A topic that is a system of record: nothing is ever removed from it."""
    return TopicSpec(
        name,
        partitions,
        {
            "cleanup.policy": "delete",
            "retention.ms": FOR_EVER,
            "retention.bytes": FOR_EVER,
            "max.message.bytes": f">={MESSAGE_BYTES_MIN}",
            **durability.settings,
        },
    )


def kept_for(name: str, partitions: int, retention_ms: int, durability: Durability) -> TopicSpec:
    """A topic of messages that are of no use after some time. A segment goes as a whole: it holds at most a day."""
    return TopicSpec(
        name,
        partitions,
        {
            "cleanup.policy": "delete",
            "retention.ms": str(retention_ms),
            "retention.bytes": FOR_EVER,
            "max.message.bytes": f">={MESSAGE_BYTES_MIN}",
            "segment.ms": str(DAY_MS),
            **durability.settings,
        },
    )


def forgetting_spec(name: str, partitions: int, forgetting: Forgetting, durability: Durability) -> TopicSpec:
    """A compacted topic of which it is known by when something deleted is gone."""
    return TopicSpec(
        name,
        partitions,
        {
            "cleanup.policy": "compact",
            "max.compaction.lag.ms": str(forgetting.compaction_lag_ms),
            "min.compaction.lag.ms": "0",
            "segment.ms": str(forgetting.segment_ms),
            "segment.bytes": str(16 * 1024 * 1024),
            "delete.retention.ms": str(forgetting.tombstones_ms),
            "min.cleanable.dirty.ratio": "0.01",
            **durability.settings,
        },
    )


def sent_by_anybody(spec: TopicSpec) -> TopicSpec:
    """A topic that clients of any kind write to. The broker takes every compression apart, so that whoever reads it
    needs to know none of them, and a batch is as large when it is read as the broker allows."""
    return replace(spec, settings={**spec.settings, "compression.type": "uncompressed"})


def compacted_spec(name: str, partitions: int, durability: Durability) -> TopicSpec:
    """A topic of which the last value for each key is kept. Small segments, so that it is compacted soon."""
    return TopicSpec(
        name,
        partitions,
        {
            "cleanup.policy": "compact",
            "segment.bytes": str(16 * 1024 * 1024),
            "min.cleanable.dirty.ratio": "0.1",
            **durability.settings,
        },
    )
