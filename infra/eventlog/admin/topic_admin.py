"""Creating topics, and checking that existing ones have the settings that they must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors
from kafka.admin import ConfigFilterType, ConfigResource, ConfigResourceType

from infra.eventlog.admin.topics import TopicSpec
from infra.eventlog.errors import TopicSettingsError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.new_topics import wait_until_each_broker_knows

MAY_BE_STRICTER = ("min.insync.replicas",)
"""Settings of which a greater value is as good: nobody is told to make less of what a record is safe by."""


def create_topics(admin: KafkaAdminClient, specs: Sequence[TopicSpec], replication_factor: int) -> None:
    """Creates the topics that are not there yet, and leaves the others as they are. Each broker knows them then."""
    for spec in specs:
        wanted = {
            spec.name: {
                "num_partitions": spec.partitions,
                "replication_factor": replication_factor,
                "configs": {name: value for name, value in spec.settings.items() if not value.startswith(">=")},
            }
        }
        try:
            admin.create_topics(wanted)
        except kafka_errors.TopicAlreadyExistsError:
            continue
        except kafka_errors.InvalidReplicationFactorError as error:
            problem = (
                f"{spec.name} cannot be created with replication factor {replication_factor}: the cluster has fewer "
                "brokers. Start as many brokers as a record is to have copies"
            )
            raise TopicSettingsError([problem]) from error
    wait_until_each_broker_knows(admin, [spec.name for spec in specs])


def verify_topics(
    admin: KafkaAdminClient, connection: KafkaConnection, specs: Sequence[TopicSpec], replication_factor: int
) -> None:
    """Raises TopicSettingsError that names every setting that is not as it must be, with the command to mend it."""
    described = {topic["name"]: topic for topic in admin.describe_topics([spec.name for spec in specs])}
    settings = topic_settings(admin, [spec.name for spec in specs])
    problems: list[str] = []
    for spec in specs:
        topic = described.get(spec.name)
        if topic is None or topic.get("error_code", 0) != 0:
            problems.append(f"{spec.name} does not exist: create the log first")
            continue
        problems += _count_problems(spec, topic, replication_factor)
        problems += _setting_problems(spec, settings[spec.name], connection.bootstrap)
    if problems:
        raise TopicSettingsError(problems)


def topic_settings(admin: KafkaAdminClient, names: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """The settings of topics as they are now, by topic and name; none of it when one of them does not exist."""
    try:
        described = admin.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name) for name in names], config_filter=ConfigFilterType.ALL
        )["topic"]
    except kafka_errors.UnknownTopicOrPartitionError:
        return {}
    return {name: {key: setting["value"] for key, setting in entries.items()} for name, entries in described.items()}


def _count_problems(spec: TopicSpec, topic: Mapping[str, Any], replication_factor: int) -> Iterator[str]:
    partitions = topic["partitions"]
    if len(partitions) != spec.partitions:
        yield (
            f"{spec.name} has {len(partitions)} partitions, not {spec.partitions}: keys would move to other "
            "partitions and lose their order. This cannot be mended in place; restore the topic, or copy the log "
            "into a new one"
        )
    fewest = min((len(partition["replica_nodes"]) for partition in partitions), default=0)
    if fewest < replication_factor:  # more are as good, and are there for a while when copies move
        yield (
            f"{spec.name} has replication factor {fewest}, not {replication_factor}: kafka-reassign-partitions.sh "
            "gives it more copies"
        )


def _setting_problems(spec: TopicSpec, actual: Mapping[str, str], bootstrap: str) -> Iterator[str]:
    for name, wanted in spec.settings.items():
        value = actual.get(name)
        if _fits(value, f">={wanted}" if name in MAY_BE_STRICTER else wanted):
            continue
        mended = wanted.removeprefix(">=")
        yield (
            f"{spec.name} has {name}={value}, not {wanted}: kafka-configs.sh --bootstrap-server {bootstrap} "
            f"--alter --entity-type topics --entity-name {spec.name} --add-config {name}={mended}"
        )


def _fits(value: str | None, wanted: str) -> bool:
    if wanted.startswith(">="):
        # The broker's own default is 12 bytes more than 1 MiB.
        return value is not None and int(value) >= int(wanted[2:])
    return value == wanted
