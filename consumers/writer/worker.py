"""The case writer's process: one thread for each partition that the group gives it."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack

from consumers.runtime.worker import ProcessMustEnd
from consumers.writer.membership import Membership
from consumers.writer.ownership import WriterSettings
from consumers.writer.partition import PartitionWriter
from consumers.writer.snapshots import SnapshotTaker
from infra.eventlog.errors import Fenced
from infra.eventlog.time_outs import STOP_S, STUCK_S
from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import PARTITIONS_OWNED
from infra.runtime.clock import Clock
from infra.runtime.log_lines import about
from infra.runtime.settings import Settings

log = logging.getLogger("caseledger.writer")

POLL_MS = 100
# After being fenced while the group still says that the partition is ours, wait for the group to make up its mind. A
# member that has been replaced hears so with its next heartbeats; one that still hears nothing of it is the owner, and
# was fenced by one that was on its way out, which can happen once.
FENCED_PAUSE_S = 2.0


class WriterStuck(ProcessMustEnd):
    """A partition's writer has shown no sign of life; the process ends so that another can take over."""


class WriterWorker:
    """Keeps a PartitionWriter running for each partition that is ours, and none for the others."""

    name = "writer"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._shared = WriterSettings.of(settings, clock)
        with ExitStack() as held:
            held.callback(self._shared.creditors.close)
            self._membership = Membership(self._shared.connection, self._shared.topics.commands, self._shared.group_id)
            held.pop_all()
        self._writers: dict[int, PartitionWriter] = {}
        self._not_before: dict[int, tuple[float, int]] = {}
        snapshots = self._shared.snapshots
        self._taker = None if snapshots is None else SnapshotTaker(snapshots, self._served)

    def step(self) -> None:
        """Take part in the group, then start and stop writers as it says."""
        self._membership.poll(POLL_MS)
        self._membership.tell(self._handled())
        owned, assignments = self._membership.owned()
        self._stop([p for p in self._writers if p not in owned], time.monotonic() + STOP_S)
        for partition, writer in list(self._writers.items()):
            if not writer.is_alive():
                self._bury(partition, writer, assignments)
            elif time.monotonic() - writer.alive_at > STUCK_S:
                raise WriterStuck(f"the writer of partition {partition} has not moved for {STUCK_S:g} s")
        for partition in sorted(owned - self._writers.keys()):
            if self._may_start(partition, assignments):
                self._start(partition)
        PARTITIONS_OWNED.by().set(len(self._writers))

    def waits_for(self) -> str:
        """Ready: a member of the group that serves every partition it was given. It may be none: then it stands by."""
        if not self._membership.has_a_say():
            return "its group has not said yet which partitions are its own"
        coming = sorted(
            {number for number, one in self._writers.items() if not one.is_serving} - ASIDE.of(self.name).keys()
        )
        return f"partitions {', '.join(map(str, coming))} are being taken over" if coming else ""

    def close(self) -> None:
        """Finish the batches that are under way and leave the group, so that others take over while we clear up."""
        if self._taker is not None:
            self._taker.close()
        for writer in self._writers.values():
            writer.stop()
        deadline = time.monotonic() + STOP_S
        for writer in self._writers.values():
            writer.has_finished.wait(max(0.0, deadline - time.monotonic()))
        try:
            self._membership.tell_last(self._handled())
            self._membership.leave()
        finally:
            self._stop(list(self._writers), deadline)
            self._shared.creditors.close()

    def _handled(self) -> dict[int, int]:
        return {number: one.handled for number, one in self._writers.items() if one.handled >= 0}

    def _served(self) -> list[int]:
        return [number for number, one in list(self._writers.items()) if one.is_serving]

    def _start(self, partition: int) -> None:
        writer = PartitionWriter(self._shared, partition)
        self._writers[partition] = writer
        writer.start()

    def _stop(self, partitions: Sequence[int], deadline: float) -> None:
        writers = [self._writers.pop(partition) for partition in partitions]
        for writer in writers:
            writer.stop()
        for partition, writer in zip(partitions, writers, strict=True):
            writer.join(max(0.0, deadline - time.monotonic()))
            if writer.is_alive():
                log.warning(
                    "partition %d: still busy after %g s; its fence will stop it", partition, STOP_S,
                    extra=about(partition=partition),
                )  # fmt: skip

    def _bury(self, partition: int, writer: PartitionWriter, assignments: int) -> None:
        """A writer has ended: fenced ones wait for the group; what else ends one concerns the whole process."""
        del self._writers[partition]
        if not isinstance(writer.failure, Fenced):
            raise writer.failure or RuntimeError(f"the writer of partition {partition} ended without a reason")
        log.warning("partition %d: %s", partition, writer.failure, extra=about(partition=partition))
        self._not_before[partition] = (time.monotonic() + FENCED_PAUSE_S, assignments)

    def _may_start(self, partition: int, assignments: int) -> bool:
        """A fenced writer starts again when the group has assigned the partition anew, or nobody else has it."""
        pause = self._not_before.get(partition)
        if pause and assignments == pause[1] and time.monotonic() < pause[0]:
            return False
        self._not_before.pop(partition, None)
        return True
