"""The topics of a restored log as they were found, be they as they must or not."""

from __future__ import annotations

from contextlib import suppress

from infra.audit.heads import KeptHeads
from infra.audit.report import Report
from infra.eventlog.admin.log_creation import read_log_record, verify_log
from infra.eventlog.admin.log_identity import EventLog, describe_event_log
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import TopicSettingsError
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.runtime.settings import Settings


def log_as_found(settings: Settings, kafka: KafkaConnection, kept: KeptHeads, report: Report) -> EventLog:
    """The log; a finding for each topic that is not as it must be. Without a record of its id, the heads tell it."""
    topics = LogTopics(settings.log)
    try:
        event_log = verify_log(kafka, topics, None, settings.replication_factor, settings.min_insync_replicas)
    except TopicSettingsError as error:
        for problem in error.problems:
            report.found("topic_settings", problem.partition(" ")[0], f"{problem}.")
        recorded = read_log_record(kafka, topics)
        event_log = describe_event_log(kafka, topics.events, recorded.log_id if recorded else kept.log_id)
    report.log_id, report.topic = event_log.log_id, event_log.topic
    return event_log


def partitions_there(kafka: KafkaConnection, topic: str) -> int:
    """How many a topic has; 0 when it is not there. Raises LogUnavailable."""
    with suppress(TopicSettingsError):
        return describe_event_log(kafka, topic).partitions
    return 0
