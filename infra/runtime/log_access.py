"""Finding the log that the settings name, and creating it when it is new."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from infra.eventlog.admin.copies import doubts_about
from infra.eventlog.admin.log_creation import create_log, read_log_record, verify_log
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import Durability, LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import rights_named
from infra.eventlog.partition.log_reader import offsets_in
from infra.machines.beat import beats_spec
from infra.messages.crypto.blind_index import create_index_key_file
from infra.messages.crypto.wrapping_file import WrappingKeyFile, create_wrapping_key_file
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError


def connection_of(settings: Settings) -> KafkaConnection:
    """How to reach the cluster. Raises SettingsError when none is named and no local stack is up."""
    if settings.kafka_bootstrap is None:
        raise SettingsError(
            "CASELEDGER_KAFKA_BOOTSTRAP", "", "host:port of a Kafka broker, or a stack: `caseledger up`"
        )
    return KafkaConnection(settings.kafka_bootstrap, settings.kafka_options)


def open_log(settings: Settings) -> tuple[KafkaConnection, LogTopics, EventLog]:
    """The log as it stands. Raises TopicSettingsError when it is not there or not as it must be."""
    connection, topics = connection_of(settings), LogTopics(settings.log)
    event_log = verify_log(
        connection,
        topics,
        replication_factor=settings.replication_factor,
        min_insync=settings.min_insync_replicas,
    )
    return connection, topics, event_log


def doubts_about_copies(connection: KafkaConnection, topics: LogTopics) -> list[str]:
    """What cannot be meant of the copies of the log, and of what Kafka keeps of transactions and groups."""
    with closing(connection.admin()) as admin:
        return doubts_about(admin, [topics.events, topics.commands, topics.keys, topics.reads])


def written_in_bulk(connection: KafkaConnection, topics: LogTopics) -> Mapping[int, int]:
    """Up to which position the events of each partition were written without commands; empty for most logs."""
    recorded = read_log_record(connection, topics)
    return {} if recorded is None or recorded.bulk is None else recorded.bulk.positions


def create_or_open_log(settings: Settings) -> tuple[KafkaConnection, LogTopics, EventLog]:
    """The log, created with the settings' partitions when it is new, and with it the files of keys that it needs.

    Raises TopicSettingsError, ClusterRefuses, and WrappingKeyMissing when the log has keys and the file that opens them
    is not there.
    """
    connection, topics = connection_of(settings), LogTopics(settings.log)
    copies = Durability(settings.replication_factor, settings.min_insync_replicas)
    event_log = create_log(
        connection, topics, settings.partitions, copies.replication_factor, copies.min_insync_replicas
    )
    beats = beats_spec(topics.log, copies)
    with closing(connection.admin()) as admin, rights_named(f"to create the topic {beats.name}"):
        create_topics(admin, [beats], copies.replication_factor)
    if not offsets_in(connection, topics.keys, event_log.partitions):
        create_wrapping_key_file(settings.wrapping_keys)
        create_index_key_file(settings.index_key)
    WrappingKeyFile(settings.wrapping_keys)
    return connection, topics, event_log
