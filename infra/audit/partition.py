"""The verification of one partition: in this process or in another, by what a task says alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from psycopg2.extensions import connection

from infra.audit.against_directory import Entries
from infra.audit.against_index import AgainstIndex
from infra.audit.against_read_models import AgainstReadModels
from infra.audit.expected import Clearing, Expected, Ledger
from infra.audit.heads import AgainstHead, Head
from infra.audit.report import Report
from infra.audit.walk import Step, walk
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.postgres.connect import connect
from infra.runtime.garbage import search_rarely

PROGRESS_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class ReadModelsThen:
    """The read models as one snapshot shows them: PostgreSQL's name of it, and {model: position} in the partition.

    The transaction that the snapshot is of must be open for as long as it is used.
    """

    database_url: str = field(repr=False)
    snapshot: str
    checkpoints: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PartitionTask:
    """What to look at. ``read_models`` None: they are left out."""

    connection: KafkaConnection
    event_log: EventLog
    partition: int
    index_path: Path
    read_models: ReadModelsThen | None
    kept: Head | None = None
    """The head of the partition that was kept from an earlier run."""


@dataclass(frozen=True, slots=True)
class PartitionVerified:
    """What was found in the partition, and what its events make of the ledger, of its clearing accounts and of the
    directory."""

    report: Report
    ledger: Ledger
    clearing: Clearing
    creditors: Entries


def verify_partition(task: PartitionTask, progress: Callable[[int], None]) -> PartitionVerified:
    """One partition, from its first event to the end that it has when we come. ``progress`` is told the position.

    Raises LogUnavailable, DatabaseUnavailable.
    """
    search_rarely()
    report, expected = Report(), Expected()
    index = AgainstIndex(task.index_path, task.partition, report)
    kept = AgainstHead(task.kept, task.partition, report)
    with _read_models(task, report) as models:
        for step in walk(task.connection, task.event_log, task.partition, report):
            report.events += 1
            if difference := expected.fold(step.recorded):
                _unbalanced(report, step, difference)
            index.see(step)
            kept.see(step.recorded.position, step.recorded.hash)
            if models:
                models.see(step, expected)
            if step.recorded.position % PROGRESS_EVERY == 0:
                progress(step.recorded.position)
        index.finish()
        kept.finish(report.positions[task.partition])
        if models:
            models.finish(report.positions[task.partition])
    progress(report.positions[task.partition])
    return PartitionVerified(report, expected.ledger, expected.clearing, expected.entries())


@contextmanager
def _read_models(task: PartitionTask, report: Report) -> Iterator[AgainstReadModels | None]:
    then = task.read_models
    if then is None:
        yield None
        return
    with closing(connect(then.database_url)) as database:
        _see_as_of(database, then.snapshot)
        yield AgainstReadModels(database, task.partition, dict(then.checkpoints), report)


def _see_as_of(database: connection, snapshot: str) -> None:
    database.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with database.cursor() as cursor:
        cursor.execute("SET TRANSACTION SNAPSHOT %s", (snapshot,))


def _unbalanced(report: Report, step: Step, difference: int) -> None:
    where = f"partition {step.recorded.partition} position {step.recorded.position}"
    report.found("unbalanced", where, f"The postings of {step.recorded.event_id} differ by {difference} minor units.")
