"""The whole verification: the log by itself, then everything that was made from it.

1. Each partition is walked from its first event (``walk``): positions, versions, hashes, readable records.
2. The pure core folds it (``expected``): each event's postings balance, and so do the books.
3. The writer's index on this machine, if it is here, holds the same events (``against_index``).
4. The read models hold what follows from the log, at the position they had when we looked (``against_read_models``),
   and what must hold among their own tables does: sums are the sums of their parts, nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from psycopg2.extensions import connection

from infra.audit.against_index import AgainstIndex
from infra.audit.against_read_models import AgainstReadModels
from infra.audit.expected import Expected, Ledger
from infra.audit.report import Report
from infra.audit.walk import walk
from infra.kafka.client import KafkaConnection
from infra.kafka.log_identity import EventLog
from infra.log_access import open_log
from infra.postgres.connect import connect
from infra.postgres.progress import positions
from infra.postgres.verification import problems
from infra.settings import Settings

Progress = Callable[[int, int], None]
"""Called with a partition and the position reached in it, now and then."""

_PROGRESS_EVERY = 2_000


def verify(settings: Settings, progress: Progress = lambda partition, position: None) -> Report:
    """Verify the settings' log and what was made from it. Without a database, the read models are left out.

    Raises TopicSettingsError, LogUnavailable or DatabaseUnavailable when there is nothing to look at.
    """
    kafka, _, event_log = open_log(settings)
    report = Report(checks=["positions", "versions", "hash chain", "postings", "trial balance", "index"])
    with ExitStack() as stack:
        database = None
        if settings.database_url is not None:
            database = stack.enter_context(closing(connect(settings.database_url)))
            database.set_session(isolation_level="REPEATABLE READ", readonly=True)
            report.checks.append("read models")
        verification = _Verification(settings, kafka, event_log, database, report)
        for partition in range(event_log.partitions):
            verification.verify_partition(partition, progress)
        verification.verify_books()
        if database is not None:
            for problem in problems(database):
                report.found(problem.check, problem.model, f"{problem.what}.")
    report.finished_at = datetime.now(UTC)
    return report


@dataclass
class _Verification:
    settings: Settings
    kafka: KafkaConnection
    event_log: EventLog
    database: connection | None
    report: Report

    def __post_init__(self) -> None:
        self.ledger: Ledger = Ledger()
        self.places = positions(self.database) if self.database else {}

    def verify_partition(self, partition: int, progress: Progress) -> None:
        """One partition, from its first event to the end that it had when we came."""
        index = AgainstIndex(self._index_path(partition), partition, self.report)
        places = {model: found[partition] for model, found in self.places.items() if partition in found}
        models = AgainstReadModels(self.database, partition, places, self.report) if self.database else None
        expected = Expected()
        for step in walk(self.kafka, self.event_log, partition, self.report):
            self.report.events += 1
            if difference := expected.fold(step.recorded):
                self._unbalanced(partition, step.recorded.position, step.recorded.event_id, difference)
            index.see(step)
            if models:
                models.see(step, expected)
            if step.recorded.position % _PROGRESS_EVERY == 0:
                progress(partition, step.recorded.position)
        index.finish()
        if models:
            models.finish(self.report.positions[partition])
        progress(partition, self.report.positions[partition])
        self.ledger.update(expected.ledger)

    def verify_books(self) -> None:
        """The trial balance of each currency is zero."""
        for currency in sorted({currency for currency, _ in self.ledger}):
            total = sum(amount for (of, _), amount in self.ledger.items() if of == currency)
            if total:
                self.report.found("trial_balance", currency, f"Debits and credits differ by {total} minor units.")

    def _unbalanced(self, partition: int, position: int, event_id: UUID, difference: int) -> None:
        where = f"partition {partition} position {position}"
        self.report.found("unbalanced", where, f"The postings of {event_id} differ by {difference} minor units.")

    def _index_path(self, partition: int) -> Path:
        return self.settings.home / "index" / f"{self.event_log.topic}-{partition}.sqlite"
