"""One batch of one partition as one PostgreSQL transaction: rules 1 and 4 of the read protocol.

1. Lock the checkpoints of all models in the partition and compare them with what is expected. A projector that has been
   superseded stops here, before it has done anything; whoever comes later waits until this transaction ends.
2. Ask which aggregates are parked. The table is asked each time, since a person may have freed one meanwhile.
3. Fold, model by model, the events that are new to it: those after its position. Positions have no gaps, so this
   leaves out all that was folded and nothing else; a gap stops the projector. The batch is copied (``COPY``) and
   folded by set-based SQL. When something of it cannot be folded, the transaction is undone and made again with care:
   what cannot be folded is parked with its aggregate; the others flow.
4. Move the checkpoints on, by compare-and-set: exactly one row each, or nothing of all this happens.
5. Commit. A crash before this undoes everything; one after it finds everything done. The next batch begins from
   what PostgreSQL says either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg2.extensions import connection, cursor

from consumers.projector.contents import Item, PartitionBatch, Unreadable
from consumers.projector.folding import NO_KEYS, DoesNotFold, Opens, fold, fold_all
from domain.kernel.recorded import RecordedEvent
from infra.postgres.builds import Build, enter_all
from infra.postgres.checkpoints import Checkpoint, Move, lock_checkpoints, move_checkpoints
from infra.postgres.errors import PositionGap
from infra.postgres.parked import ParkedRecord, park, parked_aggregates
from infra.runtime.crash_points import crash_point


@dataclass(slots=True)
class FoldOutcome:
    """What a batch came to, by the model's name."""

    checkpoints: dict[str, Checkpoint] = field(default_factory=dict)
    folded: dict[str, int] = field(default_factory=dict)
    parked: dict[str, int] = field(default_factory=dict)


def fold_batch(
    opened: connection,
    builds: Sequence[Build],
    expected: Mapping[str, Checkpoint],
    batch: PartitionBatch,
    at: datetime,
    opens: Opens = NO_KEYS,
) -> FoldOutcome:
    """Fold the batch into each build from its expected checkpoint on. ``at`` is the time noted on what is parked, and
    ``opens`` gives the personal texts that a model takes.

    Raises ProjectorSuperseded, ReadModelSwitched, PositionGap, or psycopg2.Error that is no event's fault; nothing
    was changed then.
    """
    try:
        return _in_one_transaction(opened, builds, expected, batch, at, opens, with_care=False)
    except DoesNotFold:
        return _in_one_transaction(opened, builds, expected, batch, at, opens, with_care=True)


def _in_one_transaction(
    opened: connection,
    builds: Sequence[Build],
    expected: Mapping[str, Checkpoint],
    batch: PartitionBatch,
    at: datetime,
    opens: Opens,
    *,
    with_care: bool,
) -> FoldOutcome:
    outcome = FoldOutcome()
    with opened, opened.cursor() as cursor:
        # All of a batch is there or nothing, so a server that dies loses at most whole batches, which are read again.
        enter_all(cursor, builds, "SET LOCAL synchronous_commit TO off")
        lock_checkpoints(cursor, builds, batch.partition, expected)  # 1
        waiting = parked_aggregates(cursor, builds, batch.partition)  # 2
        # Most often all models are at the same checkpoint, and what is new is worked out once.
        new_from = {checkpoint: new_items(batch, checkpoint) for checkpoint in set(expected.values())}
        events_from = {checkpoint: events_in(new) for checkpoint, new in new_from.items()}
        moves: list[Move] = []
        for build in builds:
            name = build.model.name
            new, events = new_from[expected[name]], events_from[expected[name]]
            lane = _Lane(cursor, build, batch.partition, waiting[name], at, opens)
            folded = lane.fold(new, events, with_care=with_care)  # 3
            after = Checkpoint(_last_position(new, expected[name]), max(batch.next_offset, expected[name].next_offset))
            moves.append(Move(build, expected[name], after, folded, _recorded_at(new)))
            outcome.checkpoints[name], outcome.folded[name], outcome.parked[name] = after, folded, lane.parked
        move_checkpoints(cursor, batch.partition, moves)  # 4
        crash_point("projector-before-commit")
    crash_point("projector-after-commit")  # 5
    return outcome


def new_items(batch: PartitionBatch, checkpoint: Checkpoint) -> Sequence[Item]:
    """The records that come after a checkpoint. Raises PositionGap when one between them is missing."""
    expected = checkpoint.position + 1
    begin = 0
    for begin, item in enumerate(batch.items):  # noqa: B007  (the loop ends at the first that is new)
        if item.record.offset >= checkpoint.next_offset:
            break
    else:
        return []
    new = batch.items[begin:]
    for item in new:
        position = item.content.position
        if position == expected:
            expected += 1
        elif position is not None:
            raise PositionGap(
                f"Partition {batch.partition}: the log gave position {position} (offset {item.record.offset}) where "
                f"{expected} comes next. Nothing of the batch was folded. Check the log with `caseledger verify`; if "
                "it is whole, start the projector again: it reads on from what PostgreSQL has."
            )
    return new


def events_in(items: Sequence[Item]) -> Sequence[RecordedEvent]:
    """Those of the records that can be read."""
    return [item.content for item in items if isinstance(item.content, RecordedEvent)]


def _last_position(items: Sequence[Item], checkpoint: Checkpoint) -> int:
    return next((item.content.position for item in reversed(items) if item.content.position), checkpoint.position)


def _recorded_at(items: Sequence[Item]) -> datetime | None:
    contents = (item.content for item in reversed(items))
    return next((content.recorded_at for content in contents if isinstance(content, RecordedEvent)), None)


class _Lane:
    """One batch on its way into one build."""

    def __init__(
        self, cursor: cursor, build: Build, partition: int, waiting: set[UUID], at: datetime, opens: Opens
    ) -> None:
        self._cursor = cursor
        self._build = build
        self._partition = partition
        self._waiting = waiting
        self._at = at
        self._opens = opens
        self.parked = 0

    def fold(self, items: Sequence[Item], events: Sequence[RecordedEvent], *, with_care: bool) -> int:
        """Fold what can be of ``events``, those of the items that can be read; returns how many that were.

        Without care it raises DoesNotFold where not all can.
        """
        is_all_free = len(events) == len(items) and not self._waiting
        free = events if is_all_free else self._park_what_waits(items)
        if not with_care:
            return fold_all(self._cursor, self._build.model, free, self._opens)
        errors: dict[int, str] = {}

        def leave_out(event: RecordedEvent, error: Exception) -> None:
            errors[event.position] = f"{type(error).__name__}: {' '.join(str(error).split())}"
            self._waiting.add(event.aggregate_id)

        folded = fold(
            self._cursor, self._build, free, self._opens, leave_out, lambda event: event.aggregate_id in self._waiting
        )
        if errors:
            self._park_culprits(items, free, errors)
        return folded

    def _park_what_waits(self, items: Sequence[Item]) -> list[RecordedEvent]:
        """Park what cannot be read, and what is of an aggregate that waits; the rest is free to be folded."""
        free: list[RecordedEvent] = []
        for item in items:
            content = item.content
            if isinstance(content, Unreadable):
                self._park(item, content.reason)
                if content.aggregate_id is not None:
                    self._waiting.add(content.aggregate_id)
            elif content.aggregate_id in self._waiting:
                self._park(item, None)
            else:
                free.append(content)
        return free

    def _park_culprits(self, items: Sequence[Item], free: Sequence[RecordedEvent], errors: Mapping[int, str]) -> None:
        """Park the events that could not be folded, and those of the same aggregates that came after them."""
        positions = {event.position for event in free}
        first: dict[UUID, int] = {event.aggregate_id: event.position for event in free if event.position in errors}
        for item in items:
            content = item.content
            if isinstance(content, RecordedEvent) and content.position in positions:
                begin = first.get(content.aggregate_id)
                if begin is not None and content.position >= begin:
                    self._park(item, errors.get(content.position))

    def _park(self, item: Item, error: str | None) -> None:
        record, content = item.record, item.content
        stored = ParkedRecord(record.offset, record.key, record.value, record.headers)
        park(
            self._cursor, self._build, self._partition, stored, content.position, content.aggregate_id,
            content.topic, error, self._at,
        )  # fmt: skip
        self.parked += 1
