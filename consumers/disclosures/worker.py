"""Takes reads from their topic into PostgreSQL, each once, and only such as fit into their chain.

1. Read from where each partition's checkpoint says.
2. Hold each read against the one before it: position and hash.
3. Add them and move the checkpoint in one transaction, if nobody has moved it meanwhile.

A partition whose chain is broken is put aside with the reason; the others go on. ``caseledger verify`` says the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from threading import Event

from infra.eventlog.partition.log_reader import RawRecord
from infra.eventlog.partition.log_tail import LogTail
from infra.metrics.aside import ASIDE
from infra.postgres.connect import connect
from infra.postgres.disclosures import Disclosures, DisclosuresMoved
from infra.postgres.install import install
from infra.reads.chain import first_link, in_chain
from infra.runtime.clock import Clock
from infra.runtime.log_access import open_log
from infra.runtime.read_models_access import database_url_of
from infra.runtime.settings import Settings

APPLICATION = "caseledger-disclosures"


class DisclosuresWorker:
    """All partitions of one log. Several may run: what one has taken in the others leave out."""

    name = "disclosures"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Raises what opening the log and the database raises, and AnotherLog for a database of another log."""
        kafka, topics, event_log = open_log(settings)
        with ExitStack() as held:
            opened = held.enter_context(closing(connect(database_url_of(settings), APPLICATION)))
            install(opened, event_log.log_id, topics.events, models=())
            self._tables = {
                partition: Disclosures(opened, partition, first_link(event_log.log_id, partition))
                for partition in range(event_log.partitions)
            }
            begins = {partition: table.begin() for partition, table in self._tables.items()}  # 1
            self._last = {partition: link for partition, (link, _) in begins.items()}
            offsets = {partition: offset for partition, (_, offset) in begins.items()}
            tail = held.enter_context(LogTail(kafka, topics.reads, offsets))
            self._polled: Iterator[list[tuple[int, RawRecord]]] = tail.follow(Event())
            self._held = held.pop_all()

    def step(self) -> None:
        """Take in what came, or wait for it."""
        by_partition: defaultdict[int, list[RawRecord]] = defaultdict(list)
        for partition, record in next(self._polled):
            by_partition[partition].append(record)
        for partition, records in by_partition.items():
            if partition not in ASIDE.of(self.name):
                self._take_in(partition, records)

    def _take_in(self, partition: int, records: Sequence[RawRecord]) -> None:
        last = self._last[partition]
        try:
            reads = list(in_chain(records, last))  # 2
        except ValueError as error:
            reason = f"the reads on record are no chain any more: {error}. `caseledger verify` says more"
            ASIDE.put(self.name, partition, reason)
            return
        try:
            self._last[partition] = self._tables[partition].add(reads, last, records[-1].offset + 1)  # 3
        except DisclosuresMoved:
            self._go_on_behind(partition, records)

    def _go_on_behind(self, partition: int, records: Sequence[RawRecord]) -> None:
        """Another process is further: what it has not taken in yet of these is taken in now."""
        self._last[partition], next_offset = self._tables[partition].begin()
        left = [record for record in records if record.offset >= next_offset]
        if left:
            self._take_in(partition, left)

    def waits_for(self) -> str:
        """See Worker."""
        return ""

    def close(self) -> None:
        """Nothing is under way between two steps. What was put aside is looked at again by the next process."""
        for partition in ASIDE.of(self.name):
            ASIDE.take_back(self.name, partition)
        self._held.close()
