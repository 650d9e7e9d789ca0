"""The writer of one partition: the write protocol, from the fence to the commit.

The six rules, by the numbers that stand in the code:

1. Ownership. The consumer group says that this partition should be ours (``membership``); commands and events of a
   case share a partition number.
2. Fencing. ``take_over`` makes our transactional producer the only one of this partition and ends the open
   transaction of whoever had it before. Every batch is one transaction: its events, its answers, and the offset of
   the commands consumed, with the group's metadata, so that a member which the group has dropped is refused too.
3. Barrier. In this order: fence, fetch the committed command offset, read the log up to the end seen after the
   fence. Only then is a command handled: what we decide on is all there is.
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
from threading import Event, Thread
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from consumers.writer.membership import Membership
from consumers.writer.ownership import Ownership, WriterSettings
from infra.eventlog.errors import CommitRefused, CommitUncertain, Fenced, LogUnavailable
from infra.eventlog.time_outs import OFFSETS_S, milliseconds
from infra.metrics.catalogue import TAKEOVER_DURATION, TAKEOVERS, TRANSACTIONS
from infra.runtime.crash_points import crash_point

log = logging.getLogger("caseledger.writer")

# How long a look for commands waits for them, and so how long a stop waits for it.
POLL_MS = 100
# The most commands of one transaction. More makes each cheaper and its senders wait longer.
BATCH_COMMANDS = 500
# After a commit that failed, the pause before the partition is taken over again.
RETRY_PAUSE_S = 0.2


class PartitionWriter(Thread):
    """Owns one partition for as long as it can, on a thread of its own.

    ``failure`` says why it ended, when it was not told to stop; ``alive_at`` is the monotonic time of its last sign
    of life. ``has_finished`` is set when it will handle no more commands, before it has let go of its connections.
    """

    def __init__(self, shared: WriterSettings, partition: int, membership: Membership) -> None:
        super().__init__(name=f"writer-{partition}", daemon=True)
        self._shared = shared
        self._membership = membership
        self._partition = partition
        self._commands = TopicPartition(shared.topics.commands, partition)
        self._stopping = Event()
        self.has_finished = Event()
        self.failure: Exception | None = None
        self.alive_at = time.monotonic()

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
            self.has_finished.set()

    def _own(self) -> str:
        """One ownership: from the fence to a stop, or to a commit that did not go well. Returns why it ended."""
        began = time.monotonic()
        consumer = self._shared.connection.consumer(group_id=self._shared.group_id, max_poll_records=BATCH_COMMANDS)
        ownership = Ownership(self._shared, self._partition)
        try:
            ownership.take_over()  # 2
            self._show_life()
            self._seek(consumer)  # 3
            self._show_life()
            ownership.catch_up(self._show_life)  # 3, 5
            TAKEOVER_DURATION.by().observe(time.monotonic() - began)
            self._serve(consumer, ownership)
        except (CommitUncertain, CommitRefused, LogUnavailable, KafkaError) as error:
            # 6. What is in memory ends here; the next ownership begins with a fence and finds out.
            log.warning("partition %d: %s", self._partition, error)
            outcome = "uncertain" if isinstance(error, CommitUncertain) else "aborted"
            TRANSACTIONS.by(outcome).inc()
            self._stopping.wait(RETRY_PAUSE_S)
            return outcome
        finally:
            if self._stopping.is_set():
                self.has_finished.set()
            ownership.close()
            consumer.close(autocommit=False)
        return "stopped"

    def _seek(self, consumer: KafkaConsumer) -> None:
        """Begin where the group's committed offset says: fetched after the fence, so that it is settled."""
        consumer.assign([self._commands])
        committed = consumer.committed(self._commands, timeout_ms=milliseconds(OFFSETS_S))
        if committed is None:
            consumer.seek_to_beginning(self._commands)
        else:
            consumer.seek(self._commands, committed)
        crash_point("after-offset-fetch")

    def _serve(self, consumer: KafkaConsumer, ownership: Ownership) -> None:
        while not self._stopping.is_set():
            self._show_life()
            ownership.follow_keys()
            records: Sequence[Any] = consumer.poll(timeout_ms=POLL_MS).get(self._commands, ())
            if not records:
                continue
            crash_point("after-poll")
            consumed = {self._commands: OffsetAndMetadata(consumer.position(self._commands), "", -1)}
            ownership.handle(records, consumed, self._membership.metadata())
            TRANSACTIONS.by("committed").inc()

    def _show_life(self) -> None:
        self.alive_at = time.monotonic()
