"""The public topics of a log: which there are, and the settings that they are created with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager

from kafka import TopicPartition
from kafka import errors as kafka_errors

from domain.catalogue import EVENTS
from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import FOR_EVER, MESSAGE_BYTES_MIN, Durability, TopicSpec, compacted_spec
from infra.eventlog.errors import LogUnavailable
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.publishing.public_schema import public_topic

ALL = "all"
TYPES: Mapping[str, str] = {topic.rpartition(".")[2]: topic for topic in EVENTS}
"""The full name of each type of event, by the last part of it, which no two share."""


def progress_topic(log: str) -> str:
    """Where the publisher keeps how far it is: a compacted topic, written together with the records."""
    return f"{log}.publisher"


def public_topics(log: str, types: Collection[str] = TYPES.keys()) -> dict[str, str]:
    """The topics of these types, by the type."""
    return {name: public_topic(log, name) for name in types}


class PublicTopics:
    """The public topics as the cluster has them. Every method raises LogUnavailable when it does not answer."""

    def __init__(self, connection: KafkaConnection, log: str) -> None:
        self._connection, self._log = connection, log

    def create(self, types: Collection[str], partitions: int, durability: Durability) -> None:
        """Those that are not there yet: as many partitions as the log has, nothing ever removed."""
        topics = public_topics(self._log, types)
        there = self.ids(types)
        settings = {
            "cleanup.policy": "delete",
            "retention.ms": FOR_EVER,
            "retention.bytes": FOR_EVER,
            "max.message.bytes": f">={MESSAGE_BYTES_MIN}",
            **durability.settings,
        }
        specs = [TopicSpec(topic, partitions, settings) for name, topic in topics.items() if name not in there]
        specs.append(compacted_spec(progress_topic(self._log), 1, durability))
        with _asked(self._connection), closing(self._connection.admin()) as admin:
            create_topics(admin, specs, durability.replication_factor)

    def ids(self, types: Collection[str]) -> dict[str, str]:
        """Kafka's own id of each topic that is there, by the type: another after it was deleted and created again."""
        names = {topic: name for name, topic in public_topics(self._log, types).items()}
        with _asked(self._connection), closing(self._connection.admin()) as admin:
            described = admin.describe_topics(list(names))
        return {names[each["name"]]: str(each["topic_id"]) for each in described if not each.get("error_code", 0)}

    def filled(self, types: Collection[str], partitions: int) -> list[str]:
        """Those of these topics that hold anything."""
        places = [TopicPartition(t, n) for t in public_topics(self._log, types).values() for n in range(partitions)]
        if not places:
            return []
        with _asked(self._connection), closing(self._connection.consumer(group_id=None)) as consumer:
            ends, beginnings = consumer.end_offsets(places), consumer.beginning_offsets(places)
        return sorted({place.topic for place in places if ends[place] > beginnings[place]})

    def delete(self, types: Collection[str], *, with_progress: bool) -> list[str]:
        """Delete those that are there, so that the publisher fills them anew; which they were."""
        topics = [public_topic(self._log, name) for name in self.ids(types)]
        with _asked(self._connection), closing(self._connection.admin()) as admin:
            progress = progress_topic(self._log)
            there = with_progress and not admin.describe_topics([progress])[0].get("error_code", 0)
            if doomed := [*topics, *([progress] if there else [])]:
                admin.delete_topics(doomed)
        return sorted(topics)


@contextmanager
def _asked(connection: KafkaConnection) -> Iterator[None]:
    """Around questions to the cluster."""
    try:
        yield
    except kafka_errors.KafkaError as error:
        raise LogUnavailable(
            f"Could not ask {connection.bootstrap} about the public topics: {error!r}. Nothing was lost; check that "
            "the cluster runs, and try again."
        ) from error
