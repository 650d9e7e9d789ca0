"""The whole check, in the order that makes it right while the system runs.

1. The history comes first, so that whatever it says was answered is in the log by the time that is read. Commands
   that it lacks (of policies, of clients that do not record) are taken from the topics.
2. The log is read to its end.
3. The read models are given time to come as far, and are then read in one snapshot.
4. The log is read on: it now has everything that the snapshot can reflect. So are the commands, as each event has one.
5. Everything is held against everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from kafka.partitioner.default import murmur2

from infra.audit.checker.answers import check_answers
from infra.audit.checker.books import Books
from infra.audit.checker.deeds import Deeds
from infra.audit.checker.event import NoEvent, Seen, first_previous_hash, seen
from infra.audit.checker.history import History, read_history
from infra.audit.checker.log import CommittedLog, LogRecord
from infra.audit.checker.order import check_order
from infra.audit.checker.read_models import check_read_models
from infra.audit.checker.refusals import check_refusals
from infra.audit.checker.remittances import AddedUpAgain
from infra.audit.checker.report import CheckReport
from infra.audit.checker.sequence import Sequence
from infra.audit.checker.stored import Stored, read_stored, wait_for_places
from infra.audit.checker.topics import Topics
from infra.runtime.log_access import open_log, written_in_bulk
from infra.runtime.read_models_access import open_read_models
from infra.runtime.settings import Settings

OnProgress = Callable[[str, int], None]
"""Told what is being looked at, and how much of it has been, now and then."""

READ_MODELS_WAIT_S = 60.0
_PROGRESS_EVERY = 5_000


def check(
    history_path: Path | None, settings: Settings, progress: OnProgress = lambda what, count: None
) -> CheckReport:
    """Check the settings' log, and its read models where a database is named, against what clients were told.

    Without a recorded history, everything is taken from the topics. An event that no known command explains is a
    finding only when the topics still have every command from the first.

    Raises HistoryUnreadable, TopicSettingsError, LogUnavailable, and what ``open_read_models`` raises.
    """
    connection, names, event_log = open_log(settings)
    history = read_history(history_path) if history_path else History()  # 1
    topics, recorded = Topics(settings, event_log.partitions), frozenset(history.by_id)
    topics.add_commands(history)
    topics.add_answers(history, recorded)
    in_bulk = written_in_bulk(connection, names)
    checking = Checking(history, event_log.log_id, event_log.partitions, in_bulk)
    assert settings.kafka_bootstrap is not None
    log = CommittedLog(settings.kafka_bootstrap, settings.kafka_options, settings.events_topic, event_log.partitions)
    checking.read(log.read_on(), progress)  # 2
    stored = None
    if settings.database_url is not None:
        with closing(open_read_models(settings, "caseledger check", event_log.log_id)) as opened:
            wait_for_places(opened, checking.report.positions, READ_MODELS_WAIT_S)  # 3
            stored = read_stored(opened)
    ends = dict(checking.report.positions)
    checking.read(log.read_on(), progress)  # 4
    whole = topics.add_commands(history)
    return checking.finish(stored, ends, whole=whole)  # 5


CHECKS = ("answers", "order", "decisions", "hash chain", "trial balance", "remittances")


class Checking:
    """One check under way. It knows nothing of Kafka or PostgreSQL: records and rows are given to it."""

    def __init__(
        self, history: History, log_id: str, partitions: int, without_commands: Mapping[int, int] | None = None
    ) -> None:
        """``without_commands`` are the positions up to which events were written in bulk, by partition."""
        self.report = CheckReport(checks=[*CHECKS])
        self.report.positions = dict.fromkeys(range(partitions), 0)
        self.report.heads = {number: first_previous_hash(log_id, number) for number in range(partitions)}
        self.events: list[Seen] = []
        self._history = history
        self._without_commands = without_commands or {}
        self._deeds = Deeds(history, self.report)
        self._books = Books(self.report)
        self._remittances = AddedUpAgain(self.report)
        self._sequences = {number: Sequence(log_id, number, self.report) for number in range(partitions)}

    def read(self, records: Iterable[LogRecord], progress: OnProgress = lambda what, count: None) -> None:
        """Records of the log, each partition in its order; to be called again for what comes later."""
        for record in records:
            try:
                event = seen(record)
            except NoEvent as error:
                where = f"partition {record.partition} offset {record.offset}"
                self.report.found("unreadable", where, f"It is no event: {error}.")
                continue
            self._follow(event)
            if len(self.events) % _PROGRESS_EVERY == 0:
                progress("events", len(self.events))

    def finish(self, stored: Stored | None, ends: dict[int, int], *, whole: bool) -> CheckReport:
        """What was found. ``stored`` are the read models, which must have come to ``ends`` at least."""
        self._deeds.finish()
        self._books.finish()
        self._remittances.finish()
        report = self.report
        check_answers(self._history, self._deeds, report, self._without_commands, whole=whole)
        check_refusals(self._history, self._deeds, report, self._right_partition)
        check_order(self._history, self._deeds, report)
        if stored is not None:
            report.checks.append("read models")
            check_read_models(stored, self.events, ends, report)
        report.events, report.aggregates = len(self.events), len(self._deeds.by_aggregate)
        report.finished_at = datetime.now(UTC)
        return report

    def _follow(self, event: Seen) -> None:
        right = self._right_partition(event.aggregate_id)
        if right != event.partition:
            message = f"{event.aggregate_id} belongs to partition {right}: there may be two aggregates of this id."
            self.report.found("misplaced", event.where, message)
        self._sequences[event.partition].follow(event)
        self._deeds.follow(event)
        self._books.follow(event)
        self._remittances.follow(event)
        self.events.append(event)
        self.report.positions[event.partition] = event.position
        self.report.heads[event.partition] = event.hash

    def _right_partition(self, aggregate_id: UUID) -> int:
        return int(murmur2(str(aggregate_id).encode()) & 0x7FFFFFFF) % len(self._sequences)
