"""Creating a log once and for all, and finding it again as it was created.

The `<log>.meta` topic holds a record that was written when the log was created: the log's id and its number of
partitions. Both are part of every event's place for ever, so they are recorded with the events rather than in
somebody's configuration. A log that was written in bulk has a second record beside it (`bulk_record`).
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from uuid import uuid4

from kafka import TopicPartition

from infra.eventlog.admin.bulk_record import BULK_KEY, BulkRecord, bulk_record_value, read_bulk_record
from infra.eventlog.admin.log_identity import EventLog, describe_event_log, topic_exists
from infra.eventlog.admin.topic_admin import create_topics, verify_topics
from infra.eventlog.admin.topics import Durability, LogSpec, LogTopics, Retention
from infra.eventlog.errors import Fenced, TopicSettingsError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.kafka_python.rights import rights_named
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.records.record_encoding import encode_body
from infra.eventlog.time_outs import OTHER_CREATOR_S
from infra.eventlog.transactions.transaction import PartitionProducer

META_KEY = b"log"
META_FORMAT = 1


@dataclass(frozen=True)
class LogCreation:
    """What was recorded when the log was created."""

    log_id: str
    partitions: int
    bulk: BulkRecord | None = None

    def refuse_part(self, topics: LogTopics) -> None:
        """Raises TopicSettingsError for a log that was written in bulk, and not to its end."""
        if self.bulk is not None and not self.bulk.is_complete:
            raise TopicSettingsError([self.bulk.how_to_begin_again(topics)])


def create_log(
    connection: KafkaConnection,
    topics: LogTopics,
    partitions: int,
    replication_factor: int = 1,
    min_insync: int = 1,
    retention: Retention | None = None,
) -> EventLog:
    """Creates the log's topics and records its id, unless it is there already; then checks it. May be repeated.

    Raises TopicSettingsError when the log exists with another number of partitions or with wrong settings.
    """
    spec = LogSpec(topics, partitions, Durability(replication_factor, min_insync), retention or Retention())
    admin = connection.admin()
    try:
        with rights_named(f"to create the topics {topics.log}.*"):
            create_topics(admin, spec.topic_specs(), replication_factor)
    finally:
        admin.close()
    deadline = time.monotonic() + OTHER_CREATOR_S
    while read_log_record(connection, topics) is None and time.monotonic() < deadline:
        _record_log(connection, topics, partitions)
    return verify_log(connection, topics, partitions, replication_factor, min_insync, retention)


def verify_log(
    connection: KafkaConnection,
    topics: LogTopics,
    partitions: int | None = None,
    replication_factor: int = 1,
    min_insync: int = 1,
    retention: Retention | None = None,
) -> EventLog:
    """The log, if it is as it must be. `partitions`, when given, must be what was recorded at its creation.

    Raises TopicSettingsError that names each wrong setting, its value, the wanted value and the command to mend it,
    and for a log that was written in bulk and not to its end.
    """
    recorded = read_log_record(connection, topics)
    if recorded is None:
        raise TopicSettingsError([f"{topics.meta} has no record of the log {topics.log}: create the log first"])
    recorded.refuse_part(topics)
    if partitions is not None and partitions != recorded.partitions:
        problem = (
            f"the log {topics.log} was created with {recorded.partitions} partitions, not {partitions}: configure "
            f"{recorded.partitions}. Another number would move keys to other partitions"
        )
        raise TopicSettingsError([problem])
    spec = LogSpec(topics, recorded.partitions, Durability(replication_factor, min_insync), retention or Retention())
    admin = connection.admin()
    try:
        with rights_named(f"to see the settings of the topics {topics.log}.*"):
            verify_topics(admin, connection, spec.topic_specs(), replication_factor)
    finally:
        admin.close()
    return describe_event_log(connection, topics.events, recorded.log_id)


def read_log_record(connection: KafkaConnection, topics: LogTopics) -> LogCreation | None:
    """What was recorded at the log's creation; None when the topic is missing or holds nothing.

    Raises LogUnavailable when the cluster does not answer.
    """
    if not topic_exists(connection, topics.meta):
        return None
    reader = KafkaLogReader(connection, topics.meta, 0)
    try:
        found: LogCreation | None = None
        bulk: BulkRecord | None = None
        for batch in reader.read(reader.beginning_offset(), reader.end_offset()):
            for record in batch.records:
                if record.key == META_KEY and record.value is not None:
                    content = json.loads(record.value)
                    found = LogCreation(content["log_id"], content["partitions"])
                elif record.key == BULK_KEY and record.value is not None:
                    bulk = read_bulk_record(record.value)
        return None if found is None else replace(found, bulk=bulk)
    finally:
        reader.close()


def record_bulk(connection: KafkaConnection, topics: LogTopics, record: BulkRecord) -> None:
    """Says in the log how far its writing in bulk has come. Raises Fenced, LogUnavailable, CommitRefused."""
    producer = PartitionProducer(connection, f"{topics.log}-meta")
    try:
        producer.fence()
        producer.commit([(topics.meta, 0, BULK_KEY, bulk_record_value(record), [])])
    finally:
        producer.close()


def _record_log(connection: KafkaConnection, topics: LogTopics, partitions: int) -> None:
    """Writes the record. Of two processes that create the log at once, the one that fenced last writes it."""
    producer = PartitionProducer(connection, f"{topics.log}-meta")
    try:
        producer.fence()
        if read_log_record(connection, topics) is not None:
            return
        _refuse_to_adopt(connection, topics)
        content = {"format": META_FORMAT, "log_id": str(uuid4()), "partitions": partitions}
        body = encode_body(META_KEY, json.dumps(content).encode(), [])
        producer.commit(encoded={TopicPartition(topics.meta, 0): [body]})
    except Fenced:
        time.sleep(0.2)  # another process is creating the same log; what it records is read back
    finally:
        producer.close()


def _refuse_to_adopt(connection: KafkaConnection, topics: LogTopics) -> None:
    """A log with events but without its record has lost something: a new id would not fit its hash chains."""
    reader = KafkaLogReader(connection, topics.events, 0)
    try:
        if reader.end_offset() > 0:
            raise TopicSettingsError(
                [f"{topics.events} has events but {topics.meta} has no record of the log: restore {topics.meta}"]
            )
    finally:
        reader.close()
