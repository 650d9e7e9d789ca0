"""Looking for what can still be read of a person: in the topics from their beginnings, in PostgreSQL, in caches.

Nothing here believes a cache or a checkpoint: whether the broker has really removed a key is seen by reading the topic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from psycopg2.extensions import connection

from domain.kernel.personal import CATEGORIES
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.messages.crypto.key_cache import KeyCache
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.personal_fields import personal_of
from infra.messages.crypto.survey import KeysSurvey
from infra.messages.errors import Undecodable
from infra.messages.values import decode
from infra.postgres.forgetting import builds_of, rows_with_texts
from infra.runtime.key_access import cached_keys
from projections.catalogue import MODELS
from projections.kit.named_sql import statements

_SQL = statements(__package__, "copies.sql")


@dataclass(frozen=True, slots=True)
class Copy:
    """Something readable of a person. ``must_be_gone``: a key, or a text where no time takes it away."""

    where: str
    what: str
    must_be_gone: bool


def copies(
    home: Path,
    database: connection | None,
    kafka: KafkaConnection,
    topics: LogTopics,
    event_log: EventLog,
    person: UUID,
    looked_at: Callable[[str], None] = lambda where: None,
) -> Iterator[Copy]:
    """Everything that can still be read of a person; in caches of the folder ``home`` too. Raises LogUnavailable."""
    for partition in range(event_log.partitions):
        looked_at(f"{topics.keys}, partition {partition}")
        yield from _in_keys(kafka, topics.keys, partition, person)
    for topic in (topics.commands, topics.rejected):
        for partition in range(event_log.partitions):
            looked_at(f"{topic}, partition {partition}")
            yield from _in_messages(kafka, topic, partition, person)
    if database is not None:
        looked_at("PostgreSQL")
        yield from keys_in_database(database, person)
        yield from _in_read_models(database, person)
    for path in cached_keys(home):
        looked_at(str(path))
        yield from _in_cache(path, person)


def _in_keys(kafka: KafkaConnection, topic: str, partition: int, person: UUID) -> Iterator[Copy]:
    reader = KafkaLogReader(kafka, topic, partition)
    try:
        survey = KeysSurvey(partition)
        survey.read(reader, person)
    finally:
        reader.close()
    where = f"{topic}, partition {partition}"
    for owner in survey.keys:
        yield Copy(where, f"the key for {owner.category}", must_be_gone=True)
    for owner in survey.returned:
        what = f"an ended key for {owner.category} that came back: run `caseledger keys rotate`"
        yield Copy(where, what, must_be_gone=True)
    for owner, number in survey.copies.items():
        yield Copy(
            where, f"{number} records of an ended key for {owner.category}, not compacted yet", must_be_gone=False
        )


def _in_messages(kafka: KafkaConnection, topic: str, partition: int, person: UUID) -> Iterator[Copy]:
    reader = KafkaLogReader(kafka, topic, partition)
    try:
        chunks = reader.read(reader.beginning_offset(), reader.end_offset())
        found = sum(_is_about(record.value, person) for chunk in chunks for record in chunk.records)
    finally:
        reader.close()
    if found:
        yield Copy(f"{topic}, partition {partition}", f"{found} commands about the person, as text", must_be_gone=False)


def _is_about(value: bytes | None, person: UUID) -> bool:
    """Also when the command cannot be read: then the bytes of the person's id are looked for."""
    try:
        return any(owner == person for owner, _, _ in personal_of(decode(value or b"")))
    except Undecodable:
        return person.bytes in (value or b"")


def keys_in_database(opened: connection, person: UUID) -> Iterator[Copy]:
    """The person's keys in PostgreSQL."""
    with opened, opened.cursor() as cursor:
        cursor.execute(_SQL["keys"], {"person": str(person)})
        for category, partition in cursor.fetchall():
            yield Copy("PostgreSQL", f"the key of partition {partition} for {category}", must_be_gone=True)


def _in_read_models(opened: connection, person: UUID) -> Iterator[Copy]:
    with opened, opened.cursor() as cursor:
        for model in MODELS:
            for build in builds_of(cursor, model) if model.texts else ():
                for texts in model.texts:
                    if number := rows_with_texts(cursor, build, texts, person):
                        what = f"{number} rows with texts about the person"
                        yield Copy(f"PostgreSQL, {build.schema}.{texts.table}", what, must_be_gone=True)


def _in_cache(path: Path, person: UUID) -> Iterator[Copy]:
    for owner in KeyCache.peek(path, [Owner(person, category) for category in CATEGORIES]):
        yield Copy(str(path), f"the key for {owner.category}", must_be_gone=True)
