"""The whole drill: a restored log held against the heads that were kept before it was lost.

1. Topics: each is there, with its partitions and settings, and the log has its record.
2. Events: each partition is walked to its end whatever is missing, and held against its kept head (``walk``).
3. Keys: each sealed text opens, but for those of the erased (``keys``).
4. Reads on record: their chain, against its kept heads.
5. What was accepted after the copy and is gone, as far as anybody knows of it (``gone``).

Nothing is written. Indexes and read models are not looked at: they are made anew from the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from infra.audit.heads import KeptHeads, check_same_log, miss_partitions
from infra.audit.reads import OF_READS, walk_reads
from infra.audit.report import Report
from infra.audit.restored.adding_up import add_up
from infra.audit.restored.gone import GoneCommand, look_for_gone
from infra.audit.restored.partition import RestoredPartition, check_partition
from infra.audit.restored.topics import log_as_found, partitions_there
from infra.audit.side_by_side import cores, run_side_by_side
from infra.audit.verify import WORTH_A_PROCESS
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import offsets_in
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

OnProgress = Callable[[int, int], None]
"""Called with a partition and the position reached in it, now and then."""


@dataclass(slots=True)
class RestoredLog:
    """What was found. ``gone`` are commands that were accepted and are not in the log, as far as is known."""

    report: Report
    kept: KeptHeads
    texts: int = 0
    """Sealed texts that were opened."""
    gone: list[GoneCommand] = field(default_factory=list)


def check_restored(
    settings: Settings,
    kept: KeptHeads,
    history: Path | None = None,
    progress: OnProgress = lambda partition, position: None,
) -> RestoredLog:
    """Hold the settings' log against ``kept``, and against a ``history`` that clients recorded.

    Raises TopicSettingsError when the topic of events is not there, HistoryUnreadable, LogUnavailable.
    """
    kafka = connection_of(settings)
    restored = RestoredLog(Report(checks=["topics"]), kept)
    report = restored.report
    event_log = log_as_found(settings, kafka, kept, report)
    if check_same_log(kept, report):  # the chains of another log begin otherwise: all of it would be a finding
        report.checks += ["events", "keys", "chain of reads", "what was accepted and is gone"]
        _walk(settings, kafka, event_log, restored, progress)
        _walk_reads(settings, kafka, event_log, restored)
        restored.gone = look_for_gone(settings, kafka, report, history)
    report.limits.append(
        f"What came after the heads were kept ({kept.taken_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC) is missed only "
        "as far as answers, clients or read models know of it."
    )
    report.finished_at = datetime.now(UTC)
    return restored


def _walk(
    settings: Settings, kafka: KafkaConnection, event_log: EventLog, restored: RestoredLog, progress: OnProgress
) -> None:
    report, heads, keys = restored.report, restored.kept.heads, LogTopics(settings.log).keys
    with_keys = partitions_there(kafka, keys)
    tasks = [
        RestoredPartition(
            kafka,
            event_log,
            number,
            keys if number < with_keys else None,
            settings.wrapping_keys,
            settings.index_key,
            heads.get(number),
        )
        for number in range(event_log.partitions)
    ]
    is_large = offsets_in(kafka, event_log.topic, event_log.partitions) >= WORTH_A_PROCESS
    found = run_side_by_side(check_partition, tasks, cores() if is_large else 1, progress)
    restored.texts = add_up(report, found, settings.wrapping_keys)
    miss_partitions(heads, report.positions, report)


def _walk_reads(settings: Settings, kafka: KafkaConnection, event_log: EventLog, restored: RestoredLog) -> None:
    topics, report, kept = LogTopics(settings.log), restored.report, restored.kept.reads
    if partitions_there(kafka, topics.reads) >= event_log.partitions:
        walk_reads(kafka, topics, event_log, report, kept)
        return
    miss_partitions(kept, (), report, OF_READS)
