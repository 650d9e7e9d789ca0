"""Parked events: kept as the bytes that they are in the log, in the order in which they must be folded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection, cursor

from infra.eventlog.records.header_layout import SplitHeaders
from infra.postgres.builds import Build
from projections.kit.named_sql import statements
from projections.kit.prepared import execute_prepared

_SQL = statements(__package__, "parked.sql")


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """A record of the log, byte by byte as it stands there."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]

    @property
    def split_headers(self) -> SplitHeaders:
        """Names, and values in the same order."""
        return tuple(name for name, _ in self.headers), tuple(value for _, value in self.headers)

    @property
    def named_headers(self) -> dict[str, bytes | None]:
        """Values by name; of two headers with one name the last counts."""
        return dict(self.headers)


@dataclass(frozen=True, slots=True)
class Parked:
    """One aggregate that waits in one model, or one record that names no aggregate. ``first`` is what holds it up."""

    model: str
    partition: int
    aggregate_id: UUID | None
    first_offset: int
    first_position: int | None
    first_type: str | None
    error: str
    events: int
    since: datetime
    tried_at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """One event that waits. ``error`` is None for one that only waits behind another; ``position`` and ``type`` are
    None for a record that cannot be read."""

    model: str
    partition: int
    aggregate_id: UUID | None
    position: int | None
    type: str | None
    error: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of one queue: ``folded`` events, or the ``error`` for which ``waiting`` events still wait."""

    model: str
    partition: int
    aggregate_id: UUID | None
    folded: int
    waiting: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one aggregate in one model; ``aggregate_id`` None: the records that name none."""

    model: str
    partition: int
    aggregate_id: UUID | None


def park(
    cursor: cursor,
    build: Build,
    partition: int,
    record: ParkedRecord,
    position: int | None,
    aggregate_id: UUID | None,
    event_type: str | None,
    error: str | None,
    at: datetime,
) -> None:
    """Keep a record; ``error`` is None for one that only waits behind another of its aggregate."""
    name, number = build.key
    cursor.execute(
        _SQL["insert"],
        {
            "model": name,
            "build": number,
            "partition": partition,
            "log_offset": record.offset,
            "position": position,
            "aggregate_id": aggregate_id and str(aggregate_id),
            "type": event_type,
            "error": error,
            "key": record.key,
            "value": record.value,
            "header_names": [header for header, _ in record.headers],
            "header_contents": [content for _, content in record.headers],
            "parked_at": at,
        },
    )


def parked_aggregates(cursor: cursor, builds: Collection[Build], partition: int) -> dict[str, set[UUID]]:
    """The aggregates that wait in this partition, by the model's name."""
    waiting: dict[str, set[UUID]] = {build.model.name: set() for build in builds}
    keys = {build.key for build in builds}
    execute_prepared(cursor, _SQL["aggregates"], {"partition": partition})
    for model, build, aggregate_id in cursor:
        if (model, build) in keys:
            waiting[model].add(UUID(aggregate_id))
    return waiting


def list_parked(opened: connection) -> list[Parked]:
    """Everything that waits, longest first."""
    with opened.cursor() as cursor:
        cursor.execute(_SQL["list"])
        return [
            Parked(model, partition, aggregate_id and UUID(aggregate_id), *rest)
            for model, partition, aggregate_id, *rest in cursor
        ]


def waiting(opened: connection, aggregate_id: UUID | None, limit: int) -> list[WaitingEvent]:
    """Event by event what waits for one aggregate, or for all with None, in the order of the log."""
    with opened.cursor() as cursor:
        cursor.execute(_SQL["waiting"], {"aggregate_id": aggregate_id and str(aggregate_id), "limit": limit})
        return [
            WaitingEvent(model, partition, found and UUID(found), *rest) for model, partition, found, *rest in cursor
        ]


def parked_offsets(opened: connection, model: str, partition: int, aggregate_ids: Collection[UUID]) -> list[int]:
    """Where the events of some aggregates are that wait in one model."""
    with opened.cursor() as cursor:
        of = {"model": model, "partition": partition, "aggregate_ids": [str(one) for one in aggregate_ids]}
        cursor.execute(_SQL["offsets"], of)
        return [row[0] for row in cursor]


def parked_totals(cursor: cursor) -> tuple[int, int]:
    """How many aggregates (or records that name none), and how many events, wait in any model."""
    cursor.execute(_SQL["totals"])
    row = cursor.fetchone()
    assert row is not None
    return row[0], row[1]


def queues(cursor: cursor, aggregate_id: UUID | None) -> list[Queue]:
    """What waits for one aggregate, or for all with None; in the order in which checkpoints are locked."""
    cursor.execute(_SQL["queues"], {"aggregate_id": aggregate_id and str(aggregate_id)})
    return [Queue(model, partition, found and UUID(found)) for model, partition, found in cursor]


def queued(cursor: cursor, build: Build, queue: Queue) -> Iterator[ParkedRecord]:
    """The records of a queue in the order of the log."""
    cursor.execute(_SQL["queue"], {**_of(build, queue), "aggregate_id": queue.aggregate_id and str(queue.aggregate_id)})
    for offset, key, value, names, contents in cursor.fetchall():
        headers = [(name, _bytes(content)) for name, content in zip(names, contents, strict=True)]
        yield ParkedRecord(offset, _bytes(key), _bytes(value), headers)


def _bytes(value: memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def unpark(cursor: cursor, build: Build, queue: Queue, offsets: Collection[int]) -> None:
    """These have been folded."""
    cursor.execute(_SQL["delete"], {**_of(build, queue), "log_offsets": list(offsets)})


def note_try(
    cursor: cursor, build: Build, queue: Queue, offsets: Collection[int], culprit: int, error: str, at: datetime
) -> None:
    """They still wait: the record at offset ``culprit`` could not be folded, and this is why."""
    cursor.execute(
        _SQL["tried"],
        {
            **_of(build, queue),
            "log_offsets": list(offsets),
            "log_offset": culprit,
            "error": error,
            "tried_at": at,
        },
    )


def _of(build: Build, queue: Queue) -> dict[str, object]:
    name, number = build.key
    return {"model": name, "build": number, "partition": queue.partition}
