"""Commands that were accepted and whose events are not in a restored log: by which ids clients can find them.

The log cannot know of them. Who can: the answers that the writer gave (``<log>.replies``, where it outlived the log or
was copied later), clients that kept what they were told, and the read models, if the database outlived the log. Such a
command may be sent again under its own id: it is decided as if it came for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from kafka import TopicPartition

from infra.audit.checker.history import read_history
from infra.audit.checker.log import LogRecord
from infra.audit.checker.topics import TopicOfAnybody
from infra.audit.report import Report
from infra.audit.restored.topics import partitions_there
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.messages.errors import Undecodable
from infra.messages.replies import read_reply
from infra.postgres.connect import DatabaseUnavailable
from infra.postgres.errors import DatabaseToBePutRight
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError
from projections.kit.named_sql import statements

_SQL = statements(__package__, "gone.sql")

Ends = Mapping[int, int]
"""The position of the last event of each partition."""


@dataclass(frozen=True, slots=True)
class GoneCommand:
    """A command that was done, at ``position`` or up to it. ``waits``: it stands in the topic of commands where the
    writer will come to it by itself. ``known_from``: answers, clients or read models."""

    id: UUID
    partition: int
    position: int
    known_from: str
    waits: bool = False


def look_for_gone(
    settings: Settings, kafka: KafkaConnection, report: Report, history: Path | None
) -> list[GoneCommand]:
    """Each command that is known to be gone, once, by its place; a finding when there are any.

    Raises HistoryUnreadable, LogUnavailable.
    """
    ends = report.positions
    found = list(_told_by_answers(kafka, settings.replies_topic, ends))
    if history is not None:
        found += _told_by_clients(history, ends)
    try:
        found += _told_by_read_models(settings, report.log_id, ends)
    except (SettingsError, DatabaseToBePutRight, DatabaseUnavailable):
        report.limits.append("No database has read models of this log: what they knew was not looked at.")
    gone = _each_once(found, kafka, settings, len(ends))
    if gone:
        waiting = sum(one.waits for one in gone)
        message = (
            f"{len(gone):,} commands were accepted and are not in the log. {waiting:,} of them wait for the writer, "
            "which decides them again; the others may be sent again, each under its own id."
        )
        report.found("accepted_and_gone", report.topic, message)
    return gone


def _told_by_answers(kafka: KafkaConnection, topic: str, ends: Ends) -> Iterator[GoneCommand]:
    for record in _read(kafka, topic, len(ends)):
        with suppress(Undecodable):
            answer = read_reply(record.value or b"")
            if answer.accepted and answer.position > ends.get(answer.partition, 0):
                yield GoneCommand(answer.command_id, answer.partition, answer.position, "answers")


def _told_by_clients(path: Path, ends: Ends) -> Iterator[GoneCommand]:
    for asked in read_history(path).commands.values():
        for answer in asked.answers:
            if answer.accepted and answer.position > ends.get(answer.partition, 0):
                yield GoneCommand(asked.id, answer.partition, answer.position, "clients")


def _told_by_read_models(settings: Settings, log_id: str, ends: Ends) -> Iterator[GoneCommand]:
    """Raises SettingsError, and as ``open_read_models`` does."""
    with closing(open_read_models(settings, "caseledger restore", log_id)) as opened, opened.cursor() as cursor:
        for partition, position in ends.items():
            cursor.execute(_SQL["beyond"], {"partition": partition, "position": position})
            for id_, in_partition, at in cursor.fetchall():
                yield GoneCommand(UUID(str(id_)), in_partition, at, "read models")


def _each_once(
    found: Iterable[GoneCommand], kafka: KafkaConnection, settings: Settings, partitions: int
) -> list[GoneCommand]:
    by_id = {one.id: one for one in sorted(found, key=_place, reverse=True)}
    waiting = set(_waiting(kafka, settings, partitions)) if by_id else set()
    return sorted((replace(one, waits=one.id in waiting) for one in by_id.values()), key=_place)


def _place(one: GoneCommand) -> tuple[int, int]:
    return one.partition, one.position


def _waiting(kafka: KafkaConnection, settings: Settings, partitions: int) -> Iterator[UUID]:
    """Ids on the topic of commands, from where the writers' group goes on: at the beginning, when it knows nothing."""
    topic = settings.commands_topic
    with closing(kafka.consumer(group_id=LogTopics(settings.log).group_of("writer"))) as consumer:
        goes_on = {number: consumer.committed(TopicPartition(topic, number)) or 0 for number in range(partitions)}
    for record in _read(kafka, topic, partitions, goes_on):
        if (command_id := _id_of(record)) is not None:
            yield command_id


def _read(
    kafka: KafkaConnection, topic: str, partitions: int, begun: Mapping[int, int] = MappingProxyType({})
) -> Iterator[LogRecord]:
    """All of a topic, as far as it is there, or what begins at these offsets."""
    return TopicOfAnybody(kafka, topic, min(partitions, partitions_there(kafka, topic)), begun).read_on()


def _id_of(record: LogRecord) -> UUID | None:
    try:
        return UUID((dict(record.headers).get("ce_id") or b"").decode())
    except ValueError:
        return None
