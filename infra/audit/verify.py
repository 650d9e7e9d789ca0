"""The whole verification: the log by itself, then everything that was made from it.

1. Each partition is walked from its first event (``walk``): positions, versions, hashes, readable records.
2. The pure core folds it (``expected``): each event's postings balance, and so do the books.
3. The writer's index on this machine, if it is here, holds the same events (``against_index``).
4. The read models hold what follows from the log, at the position they had when we looked (``against_read_models``),
   and what must hold among their own tables does: sums are the sums of their parts, nothing is skipped.
5. The reads on record are walked as the events are (``reads``).
6. The directory of creditors says what their events do (``against_directory``).

A partition stands by itself, so a large log is verified by several processes at once, one for each core
(``side_by_side``). All of them see the read models in the one snapshot that was taken first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from psycopg2.extensions import connection

from domain.kernel.money import money_text
from infra.audit.against_directory import against_directory
from infra.audit.expected import Clearing, Ledger
from infra.audit.heads import KeptHeads, check_same_log, miss_partitions
from infra.audit.partition import PartitionTask, PartitionVerified, ReadModelsThen, verify_partition
from infra.audit.reads import walk_reads
from infra.audit.report import Report
from infra.audit.side_by_side import cores, run_side_by_side
from infra.eventlog.admin.log_identity import EventLog
from infra.eventlog.index.index_file import index_path
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.log_reader import offsets_in
from infra.postgres.progress import positions
from infra.postgres.verification import problems
from infra.runtime.clock import clock_from
from infra.runtime.creditor_access import creditor_entries
from infra.runtime.log_access import open_log
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings

OnProgress = Callable[[int, int], None]
"""Called with a partition and the position reached in it, now and then."""

WORTH_A_PROCESS = 50_000
"""Records; a log of fewer is read through before another process has begun."""


CHECKS = (
    "positions", "versions", "partitions", "hash chain", "postings", "trial balance", "clearing", "directory",
    "chain of reads",
)  # fmt: skip
"""What is always checked; the index and the read models are, where they are at hand."""


def verify(
    settings: Settings,
    progress: OnProgress = lambda partition, position: None,
    processes: int | None = None,
    against: KeptHeads | None = None,
) -> Report:
    """Verify the settings' log and what was made from it. Without a database, the read models are left out.

    ``processes`` at most; by default one for each core when the log is large enough for that. With ``against``, the
    log must also still hold what it held when those heads were kept.

    Raises TopicSettingsError or LogUnavailable when there is nothing to look at, and what ``open_read_models`` raises.
    """
    kafka, topics, event_log = open_log(settings)
    directory = creditor_entries(kafka, topics)
    report = Report(
        checks=list(CHECKS),
        log_id=event_log.log_id,
        topic=event_log.topic,
    )
    is_same = against is not None and check_same_log(against, report)
    kept = against.heads if against and is_same else {}
    with _snapshot(settings, event_log.log_id) as database:
        tasks = _tasks(settings, kafka, event_log, database)
        tasks = [replace(task, kept=kept.get(task.partition)) for task in tasks]
        miss_partitions(kept, range(event_log.partitions), report)
        _say_what_is_checked(report, tasks, database is not None, against)
        if processes is None:
            processes = cores() if offsets_in(kafka, event_log.topic, event_log.partitions) >= WORTH_A_PROCESS else 1
        found = run_side_by_side(verify_partition, tasks, processes, progress)
        _add_up(report, found)
        walk_reads(kafka, topics, event_log, report, against.reads if against and is_same else {})
        _look_into_clearing(report, found, clock_from(settings).now())
        in_log = {name: entry for one in found for name, entry in one.creditors.items()}
        against_directory(in_log, directory, creditor_entries(kafka, topics), report)
        if database is not None:
            for problem in problems(database):
                report.found(problem.check, problem.model, f"{problem.what}.")
    report.finished_at = datetime.now(UTC)
    return report


def _say_what_is_checked(
    report: Report, tasks: Sequence[PartitionTask], has_read_models: bool, against: KeptHeads | None
) -> None:
    """No more than what is looked at; and what nobody can know from it."""
    without_index = [str(task.partition) for task in tasks if not task.index_path.exists()]
    if len(without_index) < len(tasks):
        report.checks.append("index")
    if without_index:
        report.limits.append(
            f"The writer's index of partition {', '.join(without_index)} is not on this machine and was not looked at."
        )
    if has_read_models:
        report.checks.append("read models")
    else:
        report.limits.append("No database is named: the read models were not looked at.")
    if against is not None:
        report.checks.append(f"the heads kept at {against.taken_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
        report.limits.append("What was added after those heads were kept and removed again before now leaves no trace.")
    else:
        report.limits.append(
            "A log whose last events were removed is a shorter log that is whole, so this cannot be seen from the log "
            "alone. Keep its heads with --heads FILE, and hold the next verification against them with --against FILE."
        )
    report.limits.append(
        "What clients were told is held against the log by `caseledger check`. That an event is true, and that who "
        "acted is who the event names, no log can prove."
    )


@contextmanager
def _snapshot(settings: Settings, log_id: str) -> Iterator[connection | None]:
    if settings.database_url is None:
        yield None
        return
    with closing(open_read_models(settings, log_id=log_id)) as database:
        database.set_session(isolation_level="REPEATABLE READ", readonly=True)
        yield database


def _tasks(
    settings: Settings, kafka: KafkaConnection, event_log: EventLog, database: connection | None
) -> list[PartitionTask]:
    """What is to be done for each partition, in the order of their numbers."""
    folder = settings.home / "index"
    then = _read_models_then(settings, database)
    return [
        PartitionTask(kafka, event_log, partition, index_path(folder, event_log, partition), then(partition))
        for partition in range(event_log.partitions)
    ]


def _read_models_then(settings: Settings, database: connection | None) -> Callable[[int], ReadModelsThen | None]:
    if database is None:
        return lambda partition: None
    checkpoints = positions(database)  # the transaction's first question: from here on, this is what it sees
    snapshot, url = _name_of_snapshot(database), str(settings.database_url)

    def then(partition: int) -> ReadModelsThen:
        here = {model: found[partition] for model, found in checkpoints.items() if partition in found}
        return ReadModelsThen(url, snapshot, here)

    return then


def _name_of_snapshot(database: connection) -> str:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def _look_into_clearing(report: Report, found: list[PartitionVerified], now: datetime) -> None:
    """A payment and its cases are in different partitions, so only all of them say what was left between them."""
    clearing = Clearing()
    for one in found:
        clearing.add(one.clearing)
    for payment_id, currency, minor in clearing.left(now):
        amount = money_text(minor, currency)
        report.found("left_in_clearing", f"payment {payment_id}", f"{amount} of it stands in a clearing account.")


def _add_up(report: Report, found: list[PartitionVerified]) -> None:
    """One report of all partitions; and the trial balance of each currency is zero."""
    ledger = Ledger()
    for one in found:
        report.add(one.report)
        ledger.update(one.ledger)
    for currency in sorted({currency for currency, _ in ledger}):
        total = sum(amount for (of, _), amount in ledger.items() if of == currency)
        if total:
            report.found("trial_balance", currency, f"Debits and credits differ by {total} minor units.")
