"""Read models in a database, folded batch by batch without a broker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from consumers.projector.contents import PartitionBatch
from consumers.projector.folding import prepare_session
from consumers.projector.transaction import FoldOutcome, fold_batch
from domain.kernel.recorded import RecordedEvent
from infra.postgres.builds import Build
from infra.postgres.checkpoints import Checkpoint, begin_checkpoints
from infra.postgres.install import install
from projections.catalogue import MODELS

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LOG_ID = "a log of the tests"


class LeavesSealed:
    """Opens nothing: where a read model is compared with itself, it need not hold texts."""

    def open_all(self, recorded: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        return list(recorded)


SEALED = LeavesSealed()


class Folded:
    """What a projector holds: a connection, the builds that serve, and the checkpoints it expects."""

    def __init__(self, opened: connection) -> None:
        self.opened = opened
        self.builds: list[Build] = install(opened, LOG_ID, "test.events")
        with opened, opened.cursor() as cursor:
            prepare_session(cursor, MODELS)
        self.checkpoints: dict[int, dict[str, Checkpoint]] = {}

    def fold(self, batch: PartitionBatch) -> FoldOutcome:
        """One transaction."""
        expected = self.expected(batch.partition)
        outcome = fold_batch(self.opened, self.builds, expected, batch, NOW, SEALED)
        self.checkpoints[batch.partition] = outcome.checkpoints
        return outcome

    def fold_all(self, batches: Iterable[PartitionBatch]) -> None:
        """One transaction after another."""
        for batch in batches:
            self.fold(batch)

    def expected(self, partition: int) -> dict[str, Checkpoint]:
        """The checkpoints from which to go on."""
        if partition not in self.checkpoints:
            with self.opened, self.opened.cursor() as cursor:
                self.checkpoints[partition] = begin_checkpoints(cursor, self.builds, partition)
        return self.checkpoints[partition]


def contents(opened: connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that the read models serve, in a fixed order."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT relnamespace::regnamespace::text, relname FROM pg_class "
            "WHERE relkind = 'v' AND relnamespace::regnamespace::text = ANY (%s) ORDER BY 1, 2",
            ([model.name for model in MODELS],),
        )
        for schema, table in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT * FROM {} AS t ORDER BY t").format(sql.Identifier(schema, table)))
            found[f"{schema}.{table}"] = cursor.fetchall()
    return found


def checkpoints(opened: connection) -> list[tuple[Any, ...]]:
    """How far the builds that serve are, and how many events were folded."""
    with opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT model, partition, position, next_offset, folded FROM caseledger.checkpoint "
            "JOIN caseledger.build USING (model, build) WHERE state = 'serving' ORDER BY 1, 2"
        )
        return cursor.fetchall()
