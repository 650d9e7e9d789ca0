"""The log as a reader sees it: only what is committed, in order."""

from __future__ import annotations

from typing import Any

from domain.kernel.recorded import RecordedEvent
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.events import read_event
from infra.messages.replies import CommandAnswered, read_reply
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings


def committed_records(settings: Settings, topic: str, partition: int) -> list[Any]:
    """Every committed record of a partition."""
    reader = KafkaLogReader(connection_of(settings), topic, partition)
    try:
        batches = reader.read(reader.beginning_offset(), reader.end_offset())
        return [record for batch in batches for record in batch.records]
    finally:
        reader.close()


def committed_replies(settings: Settings, partition: int) -> list[CommandAnswered]:
    """Every committed answer of a partition, without what says how far commands are handled."""
    records = committed_records(settings, settings.replies_topic, partition)
    return [read_reply(record.value) for record in records if record.value]


def committed_events(settings: Settings) -> list[RecordedEvent]:
    """Every event of the log, partition after partition."""
    return [
        read_event(partition, record.offset, record.key, record.value, record.headers)
        for partition in range(settings.partitions)
        for record in committed_records(settings, settings.events_topic, partition)
    ]
