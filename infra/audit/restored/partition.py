"""One partition of a restored log: in this process or in another, by what a task says alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra.audit.heads import AgainstHead, Head
from infra.audit.report import Report
from infra.audit.restored.keys import TextsOpened, TextsOpening, keys_on_topic
from infra.audit.restored.walk import walk_restored
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.crypto.blind_index import BlindIndex
from infra.messages.crypto.errors import KeyDamaged, WrappingKeyMissing
from infra.messages.crypto.survey import KeysSurvey
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.runtime.garbage import search_rarely

PROGRESS_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class RestoredPartition:
    """What to look at. ``keys_topic`` None: there is none with this partition."""

    kafka: KafkaConnection
    event_log: EventLog
    partition: int
    keys_topic: str | None
    wrapping_keys: Path
    index_key: Path
    kept: Head | None


def check_partition(task: RestoredPartition, progress: Callable[[int], None]) -> tuple[Report, TextsOpened]:
    """Its events, and whether their texts open. Raises LogUnavailable."""
    search_rarely()
    report, wrapping = Report(), None
    with suppress(WrappingKeyMissing):
        wrapping = WrappingKeyFile(task.wrapping_keys)
    texts = TextsOpening(_keys(task, report), wrapping, BlindIndex(task.index_key))
    kept = AgainstHead(task.kept, task.partition, report)
    for recorded in walk_restored(task.kafka, task.event_log, task.partition, kept, report):
        texts.see(recorded)
        if recorded.position % PROGRESS_EVERY == 0:
            progress(recorded.position)
    progress(report.positions[task.partition])
    return report, texts.found


def _keys(task: RestoredPartition, report: Report) -> KeysSurvey | None:
    if task.keys_topic is None:
        return None
    try:
        return keys_on_topic(task.kafka, task.keys_topic, task.partition)
    except KeyDamaged as error:
        report.found("keys_unreadable", f"{task.keys_topic} partition {task.partition}", f"{error}.")
        return None
