"""Read models folded from a log on Kafka, and what PostgreSQL says of their builds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from psycopg2.extensions import connection

from infra.runtime.settings import Settings
from tests.integration.projector.folded import Folded
from tests.integration.projector.log_on_kafka import LogOnKafka
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import three_paid_cases

MODELS = ("audit_trail", "balances", "sla")


class Live:
    """A log on Kafka, and read models that a projector has folded from it (here by hand, so that it stands still)."""

    def __init__(self, settings: Settings, opened: connection) -> None:
        self.stories = [three_paid_cases(RecordedLog(partition)) for partition in (0, 1)]
        self.log = LogOnKafka(settings)
        for story in self.stories:
            self.log.append(story.partition, story.records)
        self.opened = opened
        self.folded = Folded(opened)

    def fold_all(self) -> None:
        """Everything, from the broker's own offsets."""
        for story in self.stories:
            for batch in self.batches(story.partition):
                self.folded.fold(batch)

    def batches(self, partition: int) -> Iterator[Any]:
        """What the broker has."""
        from consumers.projector.contents import batch_of

        with closing(self.log.reader(partition)) as reader:
            for raw in reader.read(0, reader.end_offset()):
                yield batch_of(partition, raw.records, raw.next_offset)


def nobody(done: int, in_all: int) -> None:
    """Nobody looks."""


def schemas_of(database: connection, model: str) -> list[str]:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ %s ORDER BY 1", (f"^{model}(_[0-9]+)?$",))
        return [row[0] for row in cursor]


def serving_build_of(database: connection, model: str) -> int:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT build FROM caseledger.build WHERE state = 'serving' AND model = %s", (model,))
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def position_of(database: connection, model: str) -> int:
    with database, database.cursor() as cursor:
        cursor.execute("SELECT to_regclass('caseledger.checkpoint') IS NOT NULL")
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute(
                "SELECT position FROM caseledger.checkpoint JOIN caseledger.build USING (model, build) "
                "WHERE state = 'serving' AND model = %s AND partition = 0",
                (model,),
            )
            row = cursor.fetchone()
            return int(row[0]) if row else 0
    return 0
