"""Read models that say that they have come to the end of a log, and hold nothing: a rebuild beside them makes them all,
and takes the room of one set of tables."""

from __future__ import annotations

from contextlib import closing

import psycopg2
from kafka import TopicPartition

from infra.eventlog.admin.log_creation import read_log_record
from infra.postgres.builds import Build, serving_builds
from infra.postgres.checkpoints import START, Checkpoint, Move, begin_checkpoints, move_checkpoints
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from projections.catalogue import BY_NAME


def say_that_all_was_folded(settings: Settings) -> None:
    """Of read models that were just installed, for a log that was written in bulk."""
    ends = _ends(settings)
    with closing(psycopg2.connect(settings.database_url)) as database, database, database.cursor() as cursor:
        builds = [Build(BY_NAME[name], number) for name, (number, _) in serving_builds(cursor).items()]
        for partition, end in ends.items():
            begin_checkpoints(cursor, builds, partition)
            move_checkpoints(cursor, partition, [Move(build, START, end) for build in builds])


def _ends(settings: Settings) -> dict[int, Checkpoint]:
    connection, topics, event_log = open_log(settings)
    recorded = read_log_record(connection, topics)
    assert recorded is not None and recorded.bulk is not None, "it was written in bulk"
    positions = recorded.bulk.positions
    with closing(connection.consumer(group_id=None)) as consumer:
        offsets = consumer.end_offsets(
            [TopicPartition(topics.events, number) for number in range(event_log.partitions)]
        )
    return {place.partition: Checkpoint(positions[place.partition], offset) for place, offset in offsets.items()}
