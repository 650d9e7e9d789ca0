"""The writer of one partition: the write protocol, from the fence to the commit.

The six rules, by the numbers that stand in the code:

1. Ownership. The consumer group says that this partition should be ours (``membership``); commands and events of a
   case share a partition number.
2. Fencing. ``take_over`` makes our transactional producer the only one of this partition and ends the open
   transaction of whoever had it before. Every batch is one transaction: its events, its answers, and how far the
   commands are handled with it, as the last record of the replies.
3. Barrier. In this order: fence, fetch the command offset that the group was told, read the log and the replies up to
   the ends seen after the fence. The replies say exactly how far commands are handled; the group is told a moment
   later, for tools, and where the replies are gone (after seven days without a command) it says the same. Only then
   is a command handled: what we decide on is all there is.
4. Overlay. A later command of a batch sees what the earlier ones left (``transaction_draft``), which
   is thrown away with the batch.
5. Idempotency. A command's id is found again in the headers of its events, or in the refusals read back from the
   replies, so a command sent twice gets its first answer and adds nothing.
6. An uncertain commit is a restart. Whatever we hold in memory is dropped, and we begin again at rule 2: the fence
   resolves the transaction, the barrier shows which way.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from threading import Event, Thread
from typing import Any

from eventsourcing.persistence import PersistenceError
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from consumers.writer.care import Care, RecordsAtFault, lies_in_the_records
from consumers.writer.ownership import Ownership, WriterSettings
from infra.eventlog.errors import (
    ClusterRefuses,
    CommitRefused,
    CommitUncertain,
    Fenced,
    LogUnavailable,
    TopicSettingsError,
)
from infra.eventlog.time_outs import OFFSETS_S, milliseconds
from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import TAKEOVER_DURATION, TAKEOVERS, TRANSACTIONS
from infra.runtime.crash_points import crash_point
from infra.runtime.faults import where_it_failed
from infra.runtime.log_lines import about
from infra.runtime.settings_error import SettingsError

log = logging.getLogger("caseledger.writer")

# How long a look for commands waits for them, and so how long a stop waits for it.
POLL_MS = 100
# The most commands of one transaction. More makes each cheaper and its senders wait longer.
BATCH_COMMANDS = 500
# Bytes of commands that are fetched at once for a partition: some transactions' worth. Eight times as much is right for
# reading a log; a writer of four partitions takes 15 MB more for it and nothing less of the processor.
FETCH_BYTES = 512 * 1024
# After a commit that failed, the pause before the partition is taken over again.
RETRY_PAUSE_S = 0.2
# A partition that cannot be served for longer is tried again ever more rarely, down to this.
RETRY_PAUSE_S_MAX = 10.0
# After so many failures in a row the partition is shown as put aside. Less may be a broker that has just gone.
FAILURES_TO_SHOW = 4


# What is wrong with more than one partition; and who was fenced must first hear from the group.
CONCERNS_THE_PROCESS = (Fenced, TopicSettingsError, ClusterRefuses, SettingsError)


class PartitionWriter(Thread):
    """Owns one partition for as long as it can, on a thread of its own.

    A partition that cannot be served is put aside, for all to see, and tried again; the thread goes on.
    ``failure`` says why it ended, when it was not told to stop; ``alive_at`` is the monotonic time of its last sign
    of life, ``is_serving`` whether it handles commands, ``handled`` the offset before which they are all handled; -1
    while it does not know. ``has_finished`` is set when it will handle no more commands, before it has let go of its
    connections.
    """

    def __init__(self, shared: WriterSettings, partition: int) -> None:
        super().__init__(name=f"writer-{partition}", daemon=True)
        self._shared = shared
        self._partition = partition
        self._commands = TopicPartition(shared.topics.commands, partition)
        self._stopping = Event()
        self.has_finished = Event()
        self.failure: Exception | None = None
        self.alive_at = time.monotonic()
        self.is_serving = False
        self.handled = -1
        self._care = Care()
        self._failures = 0

    def stop(self) -> None:
        """Ask it to end after the batch that is under way."""
        self._stopping.set()

    def run(self) -> None:
        """Own the partition, again and again, until told to stop or fenced."""
        try:
            cause = "assigned"
            while not self._stopping.is_set():
                TAKEOVERS.by(cause).inc()
                cause = self._own()
        except Fenced as error:
            TRANSACTIONS.by("fenced").inc()
            self.failure = error
        except Exception as error:
            self.failure = error
        finally:
            ASIDE.take_back("writer", self._partition)
            self.has_finished.set()

    def _own(self) -> str:
        """One ownership: from the fence to a stop, or to a commit that did not go well. Returns why it ended."""
        with ExitStack() as held:
            try:
                self._take_over_and_serve(held)
            except (CommitUncertain, CommitRefused, LogUnavailable, KafkaError) as error:
                # 6. What is in memory ends here; the next ownership begins with a fence and finds out.
                log.warning("partition %d: %s", self._partition, error, extra=about(partition=self._partition))
                outcome = "uncertain" if isinstance(error, CommitUncertain) else "aborted"
                TRANSACTIONS.by(outcome).inc()
                self._wait_before_the_next_try(str(error))
                return outcome
            except CONCERNS_THE_PROCESS:
                raise
            except RecordsAtFault as error:
                told = about(partition=self._partition)
                log.error("partition %d: no transaction could be made of %s", self._partition, error, extra=told)
                TRANSACTIONS.by("aborted").inc()
                self._care.take(error)
                return "aborted"
            except Exception as error:
                # A log that breaks its own rules, an index that cannot be read or written: this partition's trouble.
                TRANSACTIONS.by("aborted").inc()
                self._failures = max(self._failures, FAILURES_TO_SHOW)
                self._wait_before_the_next_try(_in_words(error))
                return "aborted"
            finally:
                self.is_serving = False
                if self._stopping.is_set():
                    self.has_finished.set()
        return "stopped"

    def _take_over_and_serve(self, held: ExitStack) -> None:
        began = time.monotonic()
        consumer = self._shared.connection.consumer(
            tolerant=True,
            group_id=self._shared.group_id,
            max_poll_records=BATCH_COMMANDS,
            max_partition_fetch_bytes=FETCH_BYTES,
        )
        held.callback(consumer.close, autocommit=False)
        if self._shared.snapshots is not None:
            self._shared.snapshots.restore(self._partition, self._show_life)
        ownership = held.enter_context(closing(Ownership(self._shared, self._partition)))
        ownership.take_over()  # 2
        self._show_life()
        told = self._told_offset(consumer)  # 3
        self._show_life()
        self._read_on_from(max(told, ownership.catch_up(self._show_life)), consumer)  # 3, 5
        TAKEOVER_DURATION.by().observe(time.monotonic() - began)
        self.is_serving = True
        self._serve(consumer, ownership)

    def _wait_before_the_next_try(self, problem: str) -> None:
        """A short while after a failure that may be over; longer, and for everybody to see, when it is not."""
        self._failures += 1
        if self._failures >= FAILURES_TO_SHOW:
            ASIDE.put("writer", self._partition, problem)
        wait_until = time.monotonic() + min(RETRY_PAUSE_S * 2 ** min(self._failures - 1, 10), RETRY_PAUSE_S_MAX)
        while time.monotonic() < wait_until and not self._stopping.wait(RETRY_PAUSE_S):
            self._show_life()

    def _told_offset(self, consumer: KafkaConsumer) -> int:
        """Where the group was told that commands are to be read on; 0 when it was told nothing."""
        consumer.assign([self._commands])
        told: int | None = consumer.committed(self._commands, timeout_ms=milliseconds(OFFSETS_S))
        crash_point("after-offset-fetch")
        return told or 0

    def _read_on_from(self, offset: int, consumer: KafkaConsumer) -> None:
        if offset:
            consumer.seek(self._commands, offset)
        else:
            consumer.seek_to_beginning(self._commands)
        self.handled = offset or -1

    def _serve(self, consumer: KafkaConsumer, ownership: Ownership) -> None:
        while not self._stopping.is_set():
            self._show_life()
            ownership.follow_others()
            records = self._poll(consumer)
            if not records:
                self._serves()
                continue
            crash_point("after-poll")
            position = consumer.position(self._commands)
            self._handle(ownership, records, position)
            self.handled = position
            TRANSACTIONS.by("committed").inc()
            self._serves()

    def _poll(self, consumer: KafkaConsumer) -> Sequence[Any]:
        alone = self._care.goes_one_by_one(consumer.position(self._commands))
        polled = consumer.poll(timeout_ms=POLL_MS, max_records=1 if alone else BATCH_COMMANDS)
        records: Sequence[Any] = polled.get(self._commands, ())
        return records

    def _handle(self, ownership: Ownership, records: Sequence[Any], handled: int) -> None:
        if (problem := self._care.reason_to_pass_over(records)) is not None:
            reason = f"No transaction could be made of it: {problem}."
            ownership.keep_apart(records[0], reason, handled)
            return
        try:
            ownership.handle(records, handled)
        except Exception as error:
            if lies_in_the_records(error):
                raise RecordsAtFault(records, error) from error
            raise

    def _serves(self) -> None:
        """It can: whatever was wrong with the partition is over."""
        if self._failures:
            self._failures = 0
            ASIDE.take_back("writer", self._partition)

    def _show_life(self) -> None:
        self.alive_at = time.monotonic()


def _in_words(error: Exception) -> str:
    """Our own errors say what to do; of any other only its kind and place: its text may repeat what it met."""
    return str(error) if isinstance(error, PersistenceError) else where_it_failed(error)
