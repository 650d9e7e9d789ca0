"""Connections to the log itself, kept between requests: to open one takes longer than to read a case's events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Full, LifoQueue

from infra.audit.history import LogHistory
from infra.runtime.settings import Settings

KEPT = 4
"""More are opened when more threads read at a time, and closed when they have read: each has a connection for every
partition that was asked for."""


class OpenLogs:
    """One for each thread that reads at a time. Safe for several threads."""

    def __init__(self, settings: Settings, kept: int = KEPT) -> None:
        self._settings = settings
        self._idle: LifoQueue[LogHistory] = LifoQueue(kept)

    @contextmanager
    def reading(self) -> Iterator[LogHistory]:
        """One for this thread; none is used again after an error. Raises what opening and reading raise."""
        try:
            log = self._idle.get_nowait()
        except Empty:
            log = LogHistory(self._settings)
        try:
            yield log
        except BaseException:
            log.close()
            raise
        try:
            self._idle.put_nowait(log)
        except Full:
            log.close()

    def close(self) -> None:
        """Let go of those that nobody uses."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()
