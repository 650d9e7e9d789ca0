"""Checkpoints: how far each build of a read model has come in each partition (rules 1 and 2 of the read protocol)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import cursor

from infra.postgres.builds import Build, serving_builds
from infra.postgres.errors import ProjectorSuperseded, ReadModelSwitched
from projections.kit.named_sql import statements
from projections.kit.prepared import execute_prepared

_SQL = statements(__package__, "checkpoints.sql")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``position`` of the last event handled (0: none), and the Kafka offset from which to read on."""

    position: int
    next_offset: int


START = Checkpoint(0, 0)


@dataclass(frozen=True, slots=True)
class Move:
    """From one checkpoint to another, with ``folded`` events folded; ``recorded_at`` is that of the last of them."""

    build: Build
    before: Checkpoint
    after: Checkpoint
    folded: int = 0
    recorded_at: datetime | None = None


def begin_checkpoints(cursor: cursor, builds: Sequence[Build], partition: int) -> dict[str, Checkpoint]:
    """The checkpoint of each build in the partition, by the model's name; at the start where it has none yet."""
    cursor.execute(_SQL["begin"], _of(builds, partition))
    cursor.execute(_SQL["read"], _of(builds, partition))
    return {model: Checkpoint(position, next_offset) for model, position, next_offset in cursor}


def lock_checkpoints(
    cursor: cursor, builds: Sequence[Build], partition: int, expected: Mapping[str, Checkpoint]
) -> None:
    """Hold the checkpoints until the transaction ends: nobody else folds this partition meanwhile.

    Raises ProjectorSuperseded when they are not as expected, ReadModelSwitched when another build serves now.
    """
    execute_prepared(cursor, _SQL["lock"], _of(builds, partition))
    found = {model: Checkpoint(position, next_offset) for model, position, next_offset in cursor}
    for build in builds:
        name = build.model.name
        if found.get(name) == expected[name]:
            continue
        if serving_builds(cursor).get(name, (0, 0))[0] != build.number:
            raise ReadModelSwitched(f"another build of {name} serves now")
        raise ProjectorSuperseded(
            f"The projector expected {name} at {expected[name]} in partition {partition} and found {found.get(name)}: "
            "another process folds this partition now. Nothing was changed here; this process stops."
        )


def move_checkpoints(cursor: cursor, partition: int, moves: Sequence[Move]) -> None:
    """Compare and set. Raises ProjectorSuperseded when one of the checkpoints is not where its move begins."""
    execute_prepared(
        cursor,
        _SQL["move"],
        {
            **_of([move.build for move in moves], partition),
            "positions": [move.after.position for move in moves],
            "next_offsets": [move.after.next_offset for move in moves],
            "folded": [move.folded for move in moves],
            "recorded_at": [move.recorded_at for move in moves],
            "expected_positions": [move.before.position for move in moves],
            "expected_offsets": [move.before.next_offset for move in moves],
        },
    )
    if cursor.rowcount != len(moves):
        expected = ", ".join(f"{move.build.model.name} at {move.before}" for move in moves)
        raise ProjectorSuperseded(
            f"Only {cursor.rowcount} of these are still where they were in partition {partition}: {expected}. Another "
            "process folds them now. Nothing was changed here; this process stops."
        )


def lock_checkpoint(cursor: cursor, build: Build, partition: int) -> None:
    """Hold one build's checkpoint until the transaction ends."""
    execute_prepared(cursor, _SQL["lock"], _of([build], partition))


def add_folded(cursor: cursor, build: Build, partition: int, folded: int) -> None:
    """So many events that were parked have been folded."""
    name, number = build.key
    cursor.execute(_SQL["add_folded"], {"model": name, "build": number, "partition": partition, "folded": folded})


def checkpoints_of(cursor: cursor, build: Build, *, lock: bool = False) -> dict[int, Checkpoint]:
    """The checkpoints of one build by partition, held until the transaction ends with ``lock``."""
    name, number = build.key
    cursor.execute(_SQL["lock_build" if lock else "of_build"], {"model": name, "build": number})
    return {partition: Checkpoint(position, next_offset) for partition, position, next_offset in cursor}


def _of(builds: Sequence[Build], partition: int) -> dict[str, object]:
    return {
        "models": [build.model.name for build in builds],
        "builds": [build.number for build in builds],
        "partition": partition,
    }
