"""The writer's index against the log, event by event."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from infra.audit.report import Report
from infra.audit.walk import Step
from infra.eventlog.index.index_sql import statements

IndexedEvent = tuple[int, bytes, int, str, bytes]
"""Position, aggregate, version, type and value."""


class AgainstIndex:
    """Goes through the index file of a partition, if there is one, in step with the log.

    The index may be behind the log (it is a cache), but not ahead of it, and what it has must be what is there. It is
    read as it stands when this is made, which is to be before anybody asks where the log ends: a writer may be at work.
    """

    def __init__(self, path: Path, partition: int, report: Report) -> None:
        self._where = f"index of partition {partition}"
        self._report = report
        self._wrong = False
        self._rows = _begun(_rows(path)) if path.exists() else iter(())

    def see(self, step: Step) -> None:
        """The log's next event."""
        row = next(self._rows, None)
        recorded = step.recorded
        expected = (recorded.position, recorded.aggregate_id.bytes, recorded.version, recorded.topic, step.value)
        if row is not None and row != expected and not self._wrong:
            self._wrong = True
            self._report.found(
                "index_differs",
                self._where,
                f"At position {recorded.position} it holds another event than the log. Delete it with "
                "`caseledger index rebuild`: it is read again from the log.",
            )

    def finish(self) -> None:
        """The log has no more."""
        if (row := next(self._rows, None)) and not self._wrong:
            self._report.found("index_ahead", self._where, f"It holds position {row[0]}, which the log does not have.")


def _begun(rows: Iterator[IndexedEvent]) -> Iterator[IndexedEvent]:
    """The same, with the first one read: the snapshot begins with it."""
    return chain([first], rows) if (first := next(rows, None)) else iter(())


def _rows(path: Path) -> Iterator[IndexedEvent]:
    """Its events in order, from a snapshot: a writer may be at work on it, or just about to make its tables."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'").fetchone():
            return
        yield from connection.execute(statements()["select_notifications"], (1, 2**63 - 1, -1))
