"""A log with wrong settings does not start, and the error names each of them with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from infra.eventlog.admin.log_creation import create_log, read_log_record, verify_log
from infra.eventlog.admin.log_identity import EventLog, describe_event_log
from infra.eventlog.admin.topics import LogTopics, Retention
from infra.eventlog.errors import TopicSettingsError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventsourcing.recorders import KafkaApplicationRecorder
from tests.integration.eventlog.conftest import an_event


@pytest.fixture
def admin(connection: KafkaConnection) -> Iterator[KafkaAdminClient]:
    client = connection.admin()
    yield client
    client.close()


def alter(admin: KafkaAdminClient, topic: str, name: str, value: str) -> None:
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {name: value})])


def problems_of(connection: KafkaConnection, topics: LogTopics) -> tuple[str, ...]:
    with pytest.raises(TopicSettingsError) as wrong:
        verify_log(connection, topics)
    return wrong.value.problems


def test_log_as_it_was_created_is_right(connection: KafkaConnection, topics: LogTopics) -> None:
    created = create_log(connection, topics, 3)
    assert created.partitions == 3
    assert verify_log(connection, topics, 3) == created


def test_creating_a_log_twice_changes_nothing(connection: KafkaConnection, topics: LogTopics) -> None:
    assert create_log(connection, topics, 2) == create_log(connection, topics, 2)


def test_two_processes_that_create_the_same_log_at_once_agree(connection: KafkaConnection, topics: LogTopics) -> None:
    created: list[EventLog] = []
    threads = [Thread(target=lambda: created.append(create_log(connection, topics, 1))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(created) == 2
    assert created[0] == created[1]


@pytest.mark.parametrize(
    ("topic", "name", "value", "wanted"),
    [
        ("events", "cleanup.policy", "compact", "delete"),
        ("events", "retention.ms", "604800000", "-1"),
        ("events", "retention.bytes", "1000000", "-1"),
        ("events", "unclean.leader.election.enable", "true", "false"),
        ("events", "max.message.bytes", "1000", "1048576"),
        ("commands", "retention.ms", "1000", "604800000"),
        ("replies", "cleanup.policy", "compact", "delete"),
        ("meta", "cleanup.policy", "delete", "compact"),
    ],
)
def test_each_wrong_setting_is_named(
    topic: str,
    name: str,
    value: str,
    wanted: str,
    connection: KafkaConnection,
    topics: LogTopics,
    event_log: EventLog,
    admin: KafkaAdminClient,
) -> None:
    alter(admin, f"{topics.log}.{topic}", name, value)
    (problem,) = problems_of(connection, topics)
    assert f"{topics.log}.{topic} has {name}={value}" in problem
    assert f"--add-config {name}={wanted}" in problem
    assert connection.bootstrap in problem


def test_all_wrong_settings_are_named_at_once(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, admin: KafkaAdminClient
) -> None:
    alter(admin, topics.events, "retention.ms", "1000")
    alter(admin, topics.commands, "cleanup.policy", "compact")
    assert len(problems_of(connection, topics)) == 2


def test_who_forgets_how_many_copies_there_are_is_not_told_to_have_fewer_in_sync(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, admin: KafkaAdminClient
) -> None:
    alter(admin, topics.events, "min.insync.replicas", "2")
    assert verify_log(connection, topics) == event_log


def test_more_copies_than_there_are_is_named(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog
) -> None:
    with pytest.raises(TopicSettingsError) as wrong:
        verify_log(connection, topics, replication_factor=3, min_insync=2)
    assert any("replication factor 1, not 3" in problem for problem in wrong.value.problems)
    assert any("min.insync.replicas=1, not 2" in problem for problem in wrong.value.problems)
    assert any("--add-config min.insync.replicas=2" in problem for problem in wrong.value.problems)


def test_creating_with_more_copies_than_brokers_says_so(connection: KafkaConnection, topics: LogTopics) -> None:
    with pytest.raises(TopicSettingsError, match="fewer brokers"):
        create_log(connection, topics, 1, replication_factor=3, min_insync=2)


def test_partitions_that_were_added_are_named(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, admin: KafkaAdminClient
) -> None:
    admin.create_partitions({topics.events: 4})
    (problem,) = problems_of(connection, topics)
    assert f"{topics.events} has 4 partitions, not 1" in problem


def test_other_number_of_partitions_than_recorded_is_refused(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog
) -> None:
    with pytest.raises(TopicSettingsError, match="created with 1 partitions, not 2"):
        verify_log(connection, topics, 2)


def test_retention_is_what_is_configured(connection: KafkaConnection, topics: LogTopics) -> None:
    two_days = Retention(commands_ms=2 * 86_400_000)
    create_log(connection, topics, 1, retention=two_days)
    verify_log(connection, topics, retention=two_days)
    assert any("retention.ms=172800000" in problem for problem in problems_of(connection, topics))


def test_log_that_was_never_created_is_named(connection: KafkaConnection, topics: LogTopics) -> None:
    assert read_log_record(connection, topics) is None
    (problem,) = problems_of(connection, topics)
    assert "create the log first" in problem


def test_topic_that_is_missing_is_named(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, admin: KafkaAdminClient
) -> None:
    admin.delete_topics([topics.replies])
    (problem,) = problems_of(connection, topics)
    assert f"{topics.replies} does not exist" in problem


def test_log_whose_record_is_gone_is_not_given_a_new_one(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, admin: KafkaAdminClient, tmp_path: object
) -> None:
    """A new id would not fit the hash chains of the events that are there."""
    recorder = KafkaApplicationRecorder(connection, event_log, 0, tmp_path)
    recorder.take_over()
    recorder.insert_events([an_event()])
    recorder.close()
    admin.delete_topics([topics.meta])
    with pytest.raises(TopicSettingsError, match="restore"):
        create_log(connection, topics, 1)


def test_topic_created_again_under_its_name_is_another_log(
    connection: KafkaConnection, topics: LogTopics, event_log: EventLog, admin: KafkaAdminClient
) -> None:
    admin.delete_topics([topics.events])
    create_log(connection, topics, 1)
    assert describe_event_log(connection, topics.events).topic_id != event_log.topic_id
