"""Partitions that a worker of this process has put aside: it cannot serve them, and goes on with the others.

Each has a reason, which the metrics page shows as a number, `/live` and `caseledger status` in words. What is put
aside is tried again from time to time, and taken back as soon as it can be served.
"""

from __future__ import annotations

import logging
from threading import Lock

from infra.metrics.catalogue import PARTITIONS_ASIDE
from infra.runtime.log_lines import about

log = logging.getLogger("caseledger.aside")


class PartitionsAside:
    """Safe for several threads."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, int], str] = {}
        self._lock = Lock()

    def put(self, worker: str, partition: int, reason: str) -> None:
        """The worker cannot serve the partition now. The reason says what is wrong and what a person can do."""
        with self._lock:
            is_news = self._reasons.get((worker, partition)) != reason
            self._reasons[worker, partition] = reason
        PARTITIONS_ASIDE.by(worker, partition).set(1)
        if is_news:
            told = about(partition=partition)
            log.error("%s: partition %d is put aside, the others go on: %s", worker, partition, reason, extra=told)

    def take_back(self, worker: str, partition: int) -> None:
        """It serves the partition, or has it no more. Does nothing when it was not put aside."""
        with self._lock:
            was_aside = self._reasons.pop((worker, partition), None) is not None
        if was_aside:
            PARTITIONS_ASIDE.by(worker, partition).set(0)
            told = about(partition=partition)
            log.warning("%s: partition %d is no longer put aside", worker, partition, extra=told)

    def of(self, worker: str) -> dict[int, str]:
        """The partitions that a worker has put aside, with the reasons."""
        with self._lock:
            return {partition: reason for (name, partition), reason in sorted(self._reasons.items()) if name == worker}


ASIDE = PartitionsAside()
"""Those of this process."""
