"""What a log is, so that an index or a reader of another one is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors

from infra.eventlog.errors import TopicSettingsError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.first_contact import check_speaking
from infra.eventlog.kafka_python.rights import check_visible, unavailable


@dataclass(frozen=True)
class EventLog:
    """An events topic, told apart from every other one: also from one of the same name that was created later."""

    topic: str
    partitions: int
    log_id: str
    """Begins the hash chains (`chain.genesis`). A mirror of the log keeps it."""
    topic_id: str
    """Kafka's own id of the topic: another after the topic was deleted and created again."""
    cluster_id: str


def describe_event_log(connection: KafkaConnection, topic: str, log_id: str | None = None) -> EventLog:
    """What the cluster says about an events topic. Without a `log_id`, the topic's name begins its chains.

    Raises TopicSettingsError when the topic is not there, LogUnavailable when the cluster does not answer,
    ClusterRefuses when it does not let us in or does not allow us the topic.
    """
    with _asking(connection, topic) as admin:
        described = admin.describe_topics([topic])[0]
        cluster = admin.describe_cluster()
    _check_there(described, topic)
    return EventLog(
        topic=topic,
        partitions=len(described["partitions"]),
        log_id=log_id or topic,
        topic_id=str(described.get("topic_id", "")),
        cluster_id=str(cluster["cluster_id"]),
    )


def topic_id_of(connection: KafkaConnection, topic: str) -> str:
    """Kafka's own id of a topic. Raises as `describe_event_log` does."""
    with _asking(connection, topic) as admin:
        described = admin.describe_topics([topic])[0]
    _check_there(described, topic)
    return str(described.get("topic_id", ""))


def topic_exists(connection: KafkaConnection, topic: str) -> bool:
    """Whether the cluster has the topic. Raises LogUnavailable when it does not answer, ClusterRefuses."""
    with _asking(connection, topic) as admin:
        error_code = admin.describe_topics([topic])[0].get("error_code", 0)
    check_visible(error_code, topic)
    return bool(error_code == 0)


def _check_there(described: Mapping[str, Any], topic: str) -> None:
    check_visible(described.get("error_code", 0), topic)
    if described.get("error_code", 0) != 0:
        raise TopicSettingsError([f"{topic} does not exist: create the log first"])


@contextmanager
def _asking(connection: KafkaConnection, topic: str) -> Iterator[KafkaAdminClient]:
    try:
        admin = connection.admin()
        try:
            yield admin
        finally:
            admin.close()
    except kafka_errors.KafkaError as error:
        check_speaking(connection.bootstrap, connection.options)
        sentence = (
            f"Could not ask {connection.bootstrap} about the topic {topic}: {error!r}. Check that the cluster runs "
            "and that its address and credentials are right."
        )
        raise unavailable(error, topic, sentence) from error
