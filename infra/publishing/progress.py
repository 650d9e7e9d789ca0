"""How far the publisher is: in each partition of the log, and on each topic.

The topics are level with each other, all but those that are filled again: when a topic is new, or was deleted, the log
is read once more from its beginning for its sake, and of the others it is known up to which position they have all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from infra.eventlog.errors import LogCorrupted

FORMAT = 1
PROGRESS_KEY, TOPICS_KEY = b"progress", b"topics"


@dataclass(frozen=True)
class PartitionProgress:
    """Of one partition of the log. ``ahead``: types that have everything up to a position that lies further on."""

    next_offset: int = 0
    position: int = 0
    ahead: Mapping[str, int] = field(default_factory=dict)

    def wants(self, name: str, position: int) -> bool:
        """Whether an event is still to be published."""
        return position > max(self.position, self.ahead.get(name, 0))

    def moved(self, next_offset: int, position: int) -> PartitionProgress:
        """After reading up to there."""
        position = max(position, self.position)
        left = {name: place for name, place in self.ahead.items() if place > position}
        return PartitionProgress(next_offset, position, left)

    def again_for(self, behind: frozenset[str], types: frozenset[str]) -> PartitionProgress:
        """From the beginning, for the sake of those that are ``behind``."""
        ahead = {name: place for name in types - behind if (place := max(self.position, self.ahead.get(name, 0)))}
        return PartitionProgress(ahead=ahead)


@dataclass(frozen=True)
class Progress:
    """Of the whole log: by partition, and Kafka's id of each topic, by type."""

    partitions: Mapping[int, PartitionProgress] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)

    def of(self, partition: int) -> PartitionProgress:
        """Of a partition; from the beginning where nothing is known."""
        return self.partitions.get(partition, PartitionProgress())

    def behind(self, topics: Mapping[str, str]) -> frozenset[str]:
        """Which of these topics are not those that are known: they begin empty."""
        return frozenset(name for name, topic_id in topics.items() if self.topics.get(name) != topic_id)

    def on(self, topics: Mapping[str, str], count: int) -> Progress:
        """The same with these topics, of which some may be behind. ``count`` is that of the partitions."""
        behind, types = self.behind(topics), frozenset(topics)
        every = range(count)
        if behind:
            return Progress({number: self.of(number).again_for(behind, types) for number in every}, topics)
        return replace(self, topics=topics)

    def next_offsets(self) -> dict[int, int]:
        """Where to read on."""
        return {number: progress.next_offset for number, progress in self.partitions.items()}

    def value(self) -> bytes:
        """The record of the partitions, as ``read`` takes it."""
        partitions = {
            str(number): {"next_offset": one.next_offset, "position": one.position, "ahead": dict(one.ahead)}
            for number, one in sorted(self.partitions.items())
        }
        return json.dumps({"format": FORMAT, "partitions": partitions}, separators=(",", ":")).encode()

    def topics_value(self) -> bytes:
        """The record of the topics."""
        return json.dumps({"format": FORMAT, "topics": dict(self.topics)}, separators=(",", ":")).encode()


def read_progress(records: Mapping[bytes, bytes], topic: str) -> Progress:
    """What the last records of both keys say; nothing where there are none. Raises LogCorrupted."""
    if not records.keys() >= {PROGRESS_KEY, TOPICS_KEY}:
        return Progress()
    try:
        told, topics = json.loads(records[PROGRESS_KEY]), json.loads(records[TOPICS_KEY])
        if (told["format"], topics["format"]) != (FORMAT, FORMAT):
            raise ValueError("another format")
        return Progress(
            {int(number): PartitionProgress(**one) for number, one in told["partitions"].items()}, topics["topics"]
        )
    except (ValueError, KeyError, TypeError) as error:
        problem = f"how far the publisher is cannot be read ({error}): run `caseledger publisher rebuild`"
        raise LogCorrupted(topic, 0, 0, None, problem) from error
