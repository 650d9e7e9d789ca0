"""Putting reads on record: committed before whoever waits for it is told so.

Each partition of the topic has one chain and one writer at a time. A process keeps to a partition:

1. Take it over: the fence shuts an earlier writer out and ends its open transaction.
2. Find its last read, up to the offset that was written when the fence was there: what comes next builds on it.
3. Commit what all threads have to record as ONE transaction.

A process that is fenced out has met another one on its partition, and goes on with the next partition; so that several
processes soon have one each, as long as there are so many, and are right meanwhile. A commit whose fate is unknown is
looked up at 2: reads that stand there are not written again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import closing
from uuid import UUID

from eventsourcing.persistence import OperationalError
from kafka import TopicPartition

from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import Fenced, LogCorrupted
from infra.eventlog.kafka_python.client import KafkaConnection
from infra.eventlog.partition.finding import last_record
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.transactions.group_commit import GroupCommit, Member
from infra.eventlog.transactions.transaction import PartitionProducer
from infra.reads.chain import Link, decoded, encoded, first_link
from infra.reads.read import Read

COMMIT_LIMIT_S, FENCE_LIMIT_S = 5.0, 5.0
GIVE_UP_S = 10.0
"""A person waits for the answer: after so long it is refused, and asked for again."""
PAUSE_S = 0.05
"""Before the next attempt."""

log = logging.getLogger("caseledger.reads")


class ReadNotRecorded(Exception):
    """It is not on record, or nobody knows whether it is: what was asked for must not be shown."""


class ReadsRecorder:
    """The reads of one log, for several threads at once."""

    def __init__(
        self, connection: KafkaConnection, topics: LogTopics, log_id: str, partitions: int, begin_at: int = 0
    ) -> None:
        """``begin_at`` is the partition to begin with. Connects to nothing yet."""
        self._connection, self._topics, self._log_id, self._partitions = connection, topics, log_id, partitions
        self._partition = begin_at % partitions
        self._producer: PartitionProducer | None = None
        self._last = first_link(log_id, self._partition)
        self._next_offset: int | None = None
        self._group: GroupCommit[Sequence[Read], None] = GroupCommit(self._commit_group)

    def record(self, reads: Sequence[Read]) -> None:
        """Returns when they are on record. Raises ReadNotRecorded."""
        if reads:
            self._group.submit(reads)

    def close(self) -> None:
        """Let go of the partition."""
        if self._producer is not None:
            self._producer.close()

    def _commit_group(self, members: Sequence[Member[Sequence[Read], None]]) -> None:
        self._write([read for member in members for read in member.work])
        for member in members:
            member.succeed(None)

    def _write(self, reads: Sequence[Read]) -> None:
        give_up_at = time.monotonic() + GIVE_UP_S
        while True:
            try:
                there = set[UUID]() if self._is_ours else self._take_over()  # 1, 2
                self._append([read for read in reads if read.id not in there])  # 3
                return
            except Fenced:
                self._move_on()
                problem: Exception | None = None
            except OperationalError as error:  # refused, uncertain, or nobody answers
                self.close()  # whatever is there now is looked up before anything is written again
                problem = error
            except (LogCorrupted, ValueError) as error:
                raise ReadNotRecorded(f"{self._place} cannot be read, so nothing can follow it: {error}") from error
            if time.monotonic() >= give_up_at:
                told = "other processes take each partition over" if problem is None else str(problem)
                raise ReadNotRecorded(f"{self._topics.reads} takes no reads now: {told}") from problem
            time.sleep(PAUSE_S)

    @property
    def _is_ours(self) -> bool:
        return self._producer is not None and self._producer.usable

    @property
    def _place(self) -> str:
        return f"{self._topics.reads}, partition {self._partition}"

    def _take_over(self) -> set[UUID]:
        """The ids of the reads that stand there since we looked last: some may be our own."""
        if self._producer is None:
            self._producer = PartitionProducer(
                self._connection,
                self._topics.transactional_id_of_reads(self._partition),
                commit_timeout_s=COMMIT_LIMIT_S,
                fence_timeout_s=FENCE_LIMIT_S,
            )
        self._producer.fence()  # 1
        with closing(KafkaLogReader(self._connection, self._topics.reads, self._partition)) as reader:  # 2
            end = reader.written_offset()
            if self._next_offset is None:
                newest = last_record(reader, end)
                since = [] if newest is None else [newest]
            else:
                since = [record for chunk in reader.read(self._next_offset, end) for record in chunk.records]
            found = [decoded(record) for record in since]
        if found:
            self._last = Link(found[-1].position, found[-1].hash)
        self._next_offset = end
        return {one.read.id for one in found}

    def _append(self, reads: Sequence[Read]) -> None:
        assert self._producer is not None
        if reads:
            bodies, last = encoded(reads, self._topics.reads, self._last)
            place = TopicPartition(self._topics.reads, self._partition)
            written = self._producer.commit(encoded={place: bodies})[place]
            self._last = last
            if written >= 0:  # else the broker did not say, and a little more is read again
                self._next_offset = written + 1

    def _move_on(self) -> None:
        """To the next partition."""
        log.info("another process records reads in partition %d: going on with the next one", self._partition)
        self.close()
        self._partition = (self._partition + 1) % self._partitions
        self._producer, self._next_offset = None, None
        self._last = first_link(self._log_id, self._partition)
