"""Putting reads on record from requests: before an answer leaves, or behind it."""

from __future__ import annotations

import logging
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Protocol

from infra.http.problems import HttpProblem
from infra.metrics.catalogue import READS_NOT_RECORDED, READS_RECORDED
from infra.reads.read import Read
from infra.reads.recording import ReadNotRecorded, ReadsRecorder

WAITING_MAX = 10_000
"""Reads without personal fields that wait behind those that are being written. What cannot be written is not tried
again: their answers have left."""
AT_ONCE = 1_000
GATHER_S = 0.1
"""So long what has left waits for more: a commit costs Kafka the same however many reads are in it, and at four hundred
questions a second a commit for every few of them cost more than a third of the questions themselves."""
CLOSE_S = 12.0
"""Longer than a recorder takes to give up: what waits is tried once more."""

log = logging.getLogger("caseledger.reads")


class Reads(Protocol):
    """Where reads are put on record."""

    def record(self, read: Read, /) -> None:
        """Returns when it is there. Raises HttpProblem: then nothing of the answer may leave."""

    def note(self, read: Read, /) -> None:
        """Soon; the answer does not wait for it."""


class ReadsOfTheLog:
    """See Reads. Safe for several threads."""

    def __init__(self, recorder: ReadsRecorder) -> None:
        self._recorder = recorder
        self._waiting: Queue[Read | None] = Queue(WAITING_MAX)
        self._closing = Event()
        self._thread = Thread(target=self._write, name="reads", daemon=True)
        self._thread.start()

    def record(self, read: Read) -> None:
        """See Reads."""
        try:
            self._recorder.record([read])
        except ReadNotRecorded as error:
            READS_NOT_RECORDED.by().inc()
            log.error("an answer was refused, since its read could not be put on record: %s", error)
            told = "Who sees personal data is put on record first, and that cannot be done now. Nothing was shown."
            raise HttpProblem("read_not_recorded", told) from error
        READS_RECORDED.by().inc()

    def note(self, read: Read) -> None:
        """See Reads."""
        try:
            self._waiting.put_nowait(read)
        except Full:
            READS_NOT_RECORDED.by().inc()

    def close(self) -> None:
        """What waits is put on record first, if that can be done now."""
        self._closing.set()
        try:
            self._waiting.put(None, timeout=CLOSE_S)
        except Full:
            log.error("%d reads without personal fields are not on record", self._waiting.qsize())
        self._thread.join(CLOSE_S)
        self._recorder.close()

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            self._closing.wait(GATHER_S)
            reads, is_last = self._more(first)
            try:
                self._recorder.record(reads)
                READS_RECORDED.by().inc(len(reads))
            except ReadNotRecorded as error:
                READS_NOT_RECORDED.by().inc(len(reads))
                log.error("%d reads without personal fields are not on record: %s", len(reads), error)
            if is_last:
                return

    def _more(self, first: Read) -> tuple[list[Read], bool]:
        """What waits behind it too, and whether that is the end."""
        reads = [first]
        while len(reads) < AT_ONCE:
            try:
                read = self._waiting.get_nowait()
            except Empty:
                break
            if read is None:
                return reads, True
            reads.append(read)
        return reads, False
