"""The most memory that a worker took while something was measured."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

import psutil

MIB = 1024 * 1024
EVERY_S = 0.05


class PeakMemory:
    """Samples a worker of ``python -m PROGRAM`` that this process starts, and what that has started itself, as one sum.

    Pages that they share count once for each, so the sum is never too small.
    """

    def __init__(self, worker: str, program: str = "consumers") -> None:
        self.mib = 0.0
        self._worker, self._program = worker, program
        self._stop = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(EVERY_S):
            self.mib = max(self.mib, self._now())

    def _now(self) -> float:
        total = 0
        for child in psutil.Process().children():
            with suppress(psutil.Error):  # it may end at any moment
                if self._program in (line := child.cmdline()) and self._worker in line:
                    total += sum(each.memory_info().rss for each in (child, *child.children(recursive=True)))
        return total / MIB
