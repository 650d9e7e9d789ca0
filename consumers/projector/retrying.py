"""Another try at what is parked: each aggregate's queue is folded whole and in order, or stays as it was (rule 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection, cursor

from consumers.projector.contents import Unreadable, read
from consumers.projector.folding import NO_KEYS, Opens, empty_staging, fold, prepare_session
from domain.kernel.recorded import RecordedEvent
from infra.postgres.builds import Build, serving_build
from infra.postgres.checkpoints import add_folded, lock_checkpoint
from infra.postgres.parked import ParkedRecord, Queue, Retried, note_try, queued, queues, unpark
from projections.catalogue import BY_NAME, MODELS


class _StillParked(Exception):
    def __init__(self, offset: int, error: str) -> None:
        super().__init__(error)
        self.offset = offset


def retry_parked(
    opened: connection, at: datetime, aggregate_id: UUID | None = None, opens: Opens = NO_KEYS
) -> list[Retried]:
    """Try again to fold what waits for ``aggregate_id``, or for every aggregate, in one transaction.

    It may run while the projector does: it holds the partition's checkpoint meanwhile, so that no later event of the
    aggregate can overtake. Other aggregates are not touched by one that still cannot be folded.
    """
    with opened, opened.cursor() as cursor:
        prepare_session(cursor, MODELS)
        found = queues(cursor, aggregate_id)
        return [_retry(cursor, queue, at, opens) for queue in found]


def _retry(cursor: cursor, queue: Queue, at: datetime, opens: Opens) -> Retried:
    build = serving_build(cursor, BY_NAME[queue.model])
    assert build is not None, "only what serves is listed"
    lock_checkpoint(cursor, build, queue.partition)
    records = list(queued(cursor, build, queue))
    offsets = [record.offset for record in records]
    cursor.execute("SAVEPOINT retry")
    try:
        _fold_queue(cursor, build, queue, records, opens)
    except _StillParked as error:
        cursor.execute("ROLLBACK TO SAVEPOINT retry")
        note_try(cursor, build, queue, offsets, error.offset, str(error), at)
        return Retried(queue.model, queue.partition, queue.aggregate_id, 0, len(records), str(error))
    empty_staging(cursor, build)
    unpark(cursor, build, queue, offsets)
    add_folded(cursor, build, queue.partition, len(records))
    return Retried(queue.model, queue.partition, queue.aggregate_id, len(records), 0, None)


def _fold_queue(cursor: cursor, build: Build, queue: Queue, records: Sequence[ParkedRecord], opens: Opens) -> None:
    events: list[RecordedEvent] = []
    offset_of: dict[int, int] = {}
    for record in records:
        content = read(queue.partition, record)
        if isinstance(content, Unreadable):
            raise _StillParked(record.offset, content.reason)
        events.append(content)
        offset_of[content.position] = record.offset

    def still_parked(event: RecordedEvent, error: Exception) -> None:
        raise _StillParked(offset_of[event.position], f"{type(error).__name__}: {' '.join(str(error).split())}")

    fold(cursor, build, events, opens, still_parked)
