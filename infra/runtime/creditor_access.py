"""The directory of creditors of the log that the settings name."""

from __future__ import annotations

from domain.kernel.directory import CreditorEntry
from infra.creditors.directory import CreditorDirectory
from infra.creditors.names import CreditorNames
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader


def creditor_directory(connection: KafkaConnection, topics: LogTopics) -> CreditorDirectory:
    """Nothing of it has been read yet."""
    return CreditorDirectory(lambda: KafkaLogReader(connection, topics.creditors, 0))


def creditor_entries(connection: KafkaConnection, topics: LogTopics) -> dict[str, CreditorEntry]:
    """Everybody whose registration has been answered by now, by id. Raises LogUnavailable."""
    directory = creditor_directory(connection, topics)
    try:
        directory.read_on(to_what_was_written=True)
        return {entry.creditor_id: entry for entry in directory.entries()}
    finally:
        directory.close()


def creditor_names(connection: KafkaConnection, topics: LogTopics) -> CreditorNames:
    """The same, by what they are called. Raises LogUnavailable."""
    return CreditorNames(creditor_entries(connection, topics).values())
